using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Local.Programs;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.Launcher;

/// <summary>All programs in one process (deploy/single): the same ways as through six, the same commands, one end.</summary>
[Trait("Category", "System")]
public sealed class SingleProcessTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task One_process_migrates_issues_a_pass_delivers_its_event_and_ends_at_a_signal()
    {
        var secrets = Secrets.Create();
        var servers = await TestServers.GetAsync();
        var databases = new ProgramDatabases(
            await servers.GetPostgresAdministratorAsync(), secrets.DatabasePasswords,
            suffix: "_" + RandomNumberGenerator.GetHexString(8, lowercase: true));
        await databases.CreateAsync(CancellationToken.None);
        var folder = Directory.CreateTempSubdirectory("passinstance-single-").FullName;
        try
        {
            var environment = await EnvironmentAsync(secrets, servers, databases);
            var gateway = new Uri(environment["GATEWAY__ASPNETCORE_URLS"]);
            using var log = new ProcessLog(Path.Combine(folder, "single.log"));
            var process = await ChildProcess.StartAsync(SingleProcess.Command(environment), log);
            using var http = new HttpClient { BaseAddress = gateway };
            await Eventually.TrueAsync(
                async _ => process.HasExited || await IsReadyAsync(http), Deadline, "the process is ready");
            Assert.False(process.HasExited, string.Join('\n', log.LastLines(20)));

            var organization = await RunAsync(environment, "gateway", "admin", "create-organization", "--name", "Single", "--json");
            var key = await RunAsync(
                environment, "gateway", "admin", "create-key", "--organization", organization.Text("organizationId"), "--name", "Single",
                "--environment", "test", "--json");
            http.DefaultRequestHeaders.Add("X-API-Key", key.Text("apiKey"));
            await using var endpoint = await EndpointServer.StartAsync();
            await http.CreateAsync("/api/v1/webhooks", new { url = endpoint.Url, events = new[] { "pass.created" } });
            var template = await http.CreateAsync("/api/v1/templates", SampleMembership.Template());
            var pass = await http.CreateAsync("/api/v1/passes", SampleMembership.Pass(template));
            using var anonymous = new HttpClient();
            var file = PkpassReader.Read(await anonymous.GetByteArrayAsync(new Uri(pass.Text("downloadUrl"))));
            Assert.Empty(file.ManifestErrors());
            await endpoint.WaitForAsync(request => JsonElement.Parse(request.Text).Text("type") == "pass.created", Deadline);
            var page = await anonymous.GetStringAsync(new Uri(gateway, "/dashboard"));
            Assert.Contains("</html>", page, StringComparison.Ordinal);

            await process.StopAsync(PosixCalls.Terminate, Deadline);
            Assert.Equal(0, await process.Exited);
        }
        finally
        {
            await databases.DropAsync(CancellationToken.None);
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(Secrets secrets, TestServers servers, ProgramDatabases databases)
    {
        var broker = await servers.CreateVirtualHostAsync();
        var addresses = ProgramTable.All.ToDictionary(program => program, _ => $"http://127.0.0.1:{LoopbackPort.Free()}");
        var values = new DeploymentValues(
            addresses[ProgramTable.Gateway], _ => broker, secrets, program => databases.ConnectionString(program.Database),
            program => addresses[program], new PushService("https://127.0.0.1:9", ""),
            new GoogleAddresses("http://127.0.0.1:9", "http://127.0.0.1:9/token", "http://127.0.0.1:9/keys"));
        return SingleProcess.Variables(values);
    }

    private static async Task<JsonElement> RunAsync(Dictionary<string, string> environment, params IReadOnlyList<string> arguments)
    {
        var (exitCode, output) = await ChildProcess.RunAsync(SingleProcess.Command(environment, arguments), CancellationToken.None);
        Assert.True(exitCode == 0, output);
        return JsonElement.Parse(output.Split('\n').Single(line => line.StartsWith('{')));
    }

    private static async Task<bool> IsReadyAsync(HttpClient http)
    {
        try
        {
            using var response = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
            return false;
        }
    }
}
