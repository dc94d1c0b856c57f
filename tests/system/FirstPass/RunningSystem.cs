using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Local.State;
using Passinstance.LocalServers.Processes;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Simulators.Apns;
using Passinstance.Simulators.Google;
using Passinstance.System.Tests.Launcher;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;
using ApiOperation = Passinstance.System.Tests.OpenApi.ApiOperation;

[assembly: AssemblyFixture(typeof(Passinstance.System.Tests.FirstPass.RunningSystem))]

namespace Passinstance.System.Tests.FirstPass;

/// <summary>
/// The whole system as the launcher runs it, started when the first test asks for it: five processes on the run's servers.
/// </summary>
public sealed class RunningSystem : IAsyncLifetime
{
    private readonly string? _postgres;
    private readonly string? _broker;
    private readonly string _folder = Directory.CreateTempSubdirectory("passinstance-system-test-").FullName;
    private readonly SemaphoreSlim _starting = new(1, 1);
    private RunningLauncher? _launcher;
    private RunFile? _run;

    public RunningSystem()
    {
    }

    /// <summary>A system on servers of the test's own, which it can stop.</summary>
    internal RunningSystem(string postgres, string broker) => (_postgres, _broker) = (postgres, broker);

    /// <summary>The simulated push service, which every system of the tests pushes to.</summary>
    internal ApnsSimulator Apns { get; private set; } = null!;

    /// <summary>The simulated Google Wallet, which every system of the tests speaks to.</summary>
    internal GoogleSimulator Google { get; private set; } = null!;

    /// <summary>What the launcher wrote when all was ready.</summary>
    internal RunFile Run => _run!;

    /// <summary>The gateway's address.</summary>
    internal Uri Gateway => new(_run!.GatewayUrl);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A client with the API key of an organization made for one test.</summary>
    internal async Task<HttpClient> NewOrganizationAsync()
    {
        var apiKey = await NewApiKeyAsync();
        var client = new HttpClient { BaseAddress = Gateway };
        client.DefaultRequestHeaders.Add("X-API-Key", apiKey);
        return client;
    }

    internal async Task<string> NewApiKeyAsync()
    {
        await StartedAsync();
        return await NewApiKeyAsync(await NewOrganizationIdAsync());
    }

    internal async Task<string> NewOrganizationIdAsync()
    {
        await StartedAsync();
        return (await AdministerAsync("create-organization", "--name", "System test")).Text("organizationId");
    }

    /// <summary>A key of <paramref name="organization"/>; with all scopes when none are named.</summary>
    internal async Task<string> NewApiKeyAsync(string organization, params string[] scopes) =>
        (await AdministerAsync([
            "create-key", "--organization", organization, "--name", "System test", "--scopes",
            string.Join(',', scopes.Length == 0 ? Scopes.All : scopes)])).Text("apiKey");

    /// <summary>The id and secret of an OAuth client of <paramref name="organization"/>, with a colon between them.</summary>
    internal async Task<string> NewOAuthClientAsync(string organization)
    {
        var client = await AdministerAsync("create-client", "--organization", organization, "--name", "System test");
        return $"{client.Text("clientId")}:{client.Text("clientSecret")}";
    }

    /// <summary>The internal address of a service, which a client of the platform cannot reach.</summary>
    internal async Task<Uri> ServiceAsync(string name)
    {
        await StartedAsync();
        return new(_run!.Processes.Single(process => process.Name == name).Url);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        if (Apns is not null)
            await Apns.DisposeAsync();
        if (Google is not null)
            await Google.DisposeAsync();
        _starting.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Stops the launcher politely and returns its exit code; it starts again when a test asks for it.</summary>
    internal async Task<int?> StopAsync()
    {
        if (_launcher is null)
            return null;
        _launcher.Signal(PosixCalls.Terminate);
        var exitCode = await _launcher.WaitForExitAsync(LauncherCalls.StopDeadline);
        await _launcher.DisposeAsync();
        (_launcher, _run) = (null, null);
        return exitCode;
    }

    // The account of the document's example: an issuer is checked at Google when it is uploaded.
    private static void RegisterExampleAccount(GoogleSimulator google)
    {
        var example = ApiOperation.All.Single(operation => operation.Id == "uploadGoogleIdentity").BodyExample!;
        using var key = RSA.Create();
        key.ImportFromPem(example["serviceAccountKey"]!["private_key"]!.GetValue<string>());
        google.Register(
            example["issuerId"]!.GetValue<string>(), example["serviceAccountKey"]!["client_email"]!.GetValue<string>(),
            key.ExportSubjectPublicKeyInfoPem());
    }

    internal async Task StartedAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_run is not null)
                return;
            var servers = await TestServers.GetAsync();
            Apns ??= await ApnsSimulator.StartAsync();
            Google ??= await GoogleSimulator.StartAsync();
            RegisterExampleAccount(Google);
            // Every organization of these tests has the example's account, so one project gets the calls of all.
            Google.CallsASecond = 1000;
            var root = Path.Combine(_folder, "apns-root.pem");
            await File.WriteAllTextAsync(root, Apns.RootCertificate);
            _launcher = RunningLauncher.Start(_folder, ["--ephemeral"], new Dictionary<string, string>
            {
                ["PASSINSTANCE_APNS"] = Apns.Url.ToString(),
                ["PASSINSTANCE_APNS_ROOT"] = root,
                ["PASSINSTANCE_GOOGLE"] = Google.Url.ToString(),
                ["PASSINSTANCE_POSTGRES"] = _postgres ?? await servers.GetPostgresAdministratorAsync(),
                ["PASSINSTANCE_RABBITMQ"] = _broker ?? await servers.CreateVirtualHostAsync(),
            });
            _run = await _launcher.WaitUntilReadyAsync();
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>The environment of a running program: what it connects to, and as whom.</summary>
    internal async Task<IReadOnlyDictionary<string, string>> EnvironmentOfAsync(string program)
    {
        var process = _run!.Processes.Single(one => one.Name == program);
        return (await File.ReadAllTextAsync($"/proc/{process.Pid}/environ")).Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(
                variable => variable[..variable.IndexOf('=', StringComparison.Ordinal)],
                variable => variable[(variable.IndexOf('=', StringComparison.Ordinal) + 1)..]);
    }

    internal Task<JsonElement> AdministerAsync(params string[] arguments) =>
        Administration.RunAsync(_run!.Processes.Single(process => process.Name == "gateway").Pid, arguments);
}
