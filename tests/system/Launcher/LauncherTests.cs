using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Npgsql;
using Passinstance.Local.State;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing;
using Passinstance.Testing.Servers;

namespace Passinstance.System.Tests.Launcher;

/// <summary>What the launcher promises about starting, stopping and keeping. Each test runs a whole system of its own.</summary>
public sealed class LauncherTests : IDisposable
{
    // Ten seconds are promised, of which the launcher's own graces take at most 7.5; a busy machine takes longer to end what was killed.
    private static readonly TimeSpan StopPromise = TimeSpan.FromSeconds(30);

    // Measured by the launcher; the test allows a busy machine more to notice.
    private static readonly TimeSpan StopDeadline = TimeSpan.FromMinutes(3);
    private static readonly string[] Programs = ["gateway", "template", "pass", "webhook-dispatch", "notification"];

    private readonly string folder = Directory.CreateDirectory(
        Path.Combine(Path.GetTempPath(), $"passinstance-launcher-test-{Guid.NewGuid():n}"),
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute | UnixFileMode.OtherRead | UnixFileMode.GroupExecute).FullName;

    [Fact]
    public async Task The_run_file_appears_when_all_is_ready_and_goes_with_a_polite_stop_that_leaves_nothing()
    {
        await using var launcher = RunningLauncher.Start(folder, ["--ephemeral"]);
        var run = await launcher.WaitUntilReadyAsync();

        Assert.Equal(Programs.Order(), run.Processes.Select(process => process.Name).Order());
        Assert.All(run.Processes, process => Assert.True(ProcessFamily.IsAlive(process.Pid)));
        using var http = new HttpClient();
        foreach (var process in run.Processes)
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"{process.Url}/health/ready"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await GetPassesAsync(http, run));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(launcher.RunFilePath));
        await Eventually.TrueAsync(() => launcher.Output.Contains("shows \"Your tier is now Platinum.\"", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "the phone showed the change");
        await Eventually.TrueAsync(() => launcher.Output.Contains("The holder removed the pass", StringComparison.Ordinal), TimeSpan.FromMinutes(4), "the life in Google Wallet was shown");
        var inGoogle = launcher.Output.Split('\n').Where(line => line.StartsWith("  google ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(5, inGoogle.Length);
        Assert.Matches(@"Google stored 3388000000000000000\.\S+, and its callback was answered 200\. Installs: 1$", inGoogle[0]);
        Assert.Contains("Platinum", inGoogle[1], StringComparison.Ordinal);
        // Only what differs.
        Assert.Matches(@"sent PATCH \w+Object .*Diamond", inGoogle[2]);
        Assert.DoesNotContain("classId", inGoogle[2], StringComparison.Ordinal);
        Assert.EndsWith("Google told the holder: \"You are Diamond now.\"", inGoogle[3], StringComparison.Ordinal);
        Assert.EndsWith("answered 200. Installs: 0", inGoogle[4], StringComparison.Ordinal);
        var family = launcher.Family();
        Assert.True(family.Count > 10, "the launcher, its programs and servers");

        launcher.Signal(LinuxCalls.Terminate);
        var exitCode = await launcher.WaitForExitAsync(StopDeadline);

        Assert.True(exitCode == 0, launcher.Output);
        var took = Regex.Match(launcher.Output, @"Everything stopped after ([0-9.]+) s");
        Assert.InRange(double.Parse(took.Groups[1].Value, CultureInfo.InvariantCulture), 0, StopPromise.TotalSeconds);
        await NobodyIsLeftAsync(family);
        Assert.False(File.Exists(launcher.RunFilePath));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(folder, "tmp"), "passinstance-*"));
    }

    [Fact]
    public async Task A_launcher_told_to_stop_while_it_starts_leaves_no_process()
    {
        await using var launcher = RunningLauncher.Start(folder, ["--ephemeral"]);
        await Eventually.TrueAsync(() => launcher.Family().Count > 3, TimeSpan.FromSeconds(30), "the launcher started its servers");
        var family = launcher.Family();

        launcher.Signal(LinuxCalls.Interrupt);

        await launcher.WaitForExitAsync(StopDeadline);
        await NobodyIsLeftAsync(family);
        Assert.False(File.Exists(launcher.RunFilePath));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(folder, "tmp"), "passinstance-*"));
    }

    [Fact]
    public async Task A_second_start_is_refused_and_a_restart_keeps_key_and_passes()
    {
        string apiKey;
        string[] passes;
        using var http = new HttpClient();
        await using (var first = RunningLauncher.Start(folder, []))
        {
            var run = await first.WaitUntilReadyAsync();
            apiKey = run.ApiKey;
            passes = await ListPassIdsAsync(http, run);
            Assert.NotEmpty(passes);

            await using var second = RunningLauncher.Start(folder, []);
            Assert.Equal(1, await second.WaitForExitAsync(StopDeadline));
            Assert.Contains($"process {first.Id}", second.Output, StringComparison.Ordinal);
            Assert.True(File.Exists(first.RunFilePath), "the refused start took the run file of the running one");

            // The hardest way to end: data and lock have to survive it.
            var family = first.Family();
            first.Signal(LinuxCalls.Kill);
            await Eventually.TrueAsync(() => !family.Any(ProcessFamily.IsAlive), StopDeadline, "every process of the launcher ended");
        }

        await using var restarted = RunningLauncher.Start(folder, []);
        await Eventually.TrueAsync(() => !File.Exists(restarted.RunFilePath), StopDeadline, "the stale run file went");
        var again = await restarted.WaitUntilReadyAsync();

        Assert.Equal(apiKey, again.ApiKey);
        Assert.Subset((await ListPassIdsAsync(http, again)).ToHashSet(), passes.ToHashSet());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(folder, "local", "secrets.json")));
    }

    [Fact]
    public async Task A_killed_program_is_reported_and_comes_back_and_a_killed_launcher_leaves_no_process()
    {
        await using var launcher = RunningLauncher.Start(folder, ["--ephemeral"]);
        var before = (await launcher.WaitUntilReadyAsync()).Processes.Single(process => process.Name == "template");

        LinuxCalls.Signal(before.Pid, LinuxCalls.Kill);

        await Eventually.TrueAsync(
            () => File.Exists(launcher.RunFilePath) && launcher.RunFile.Processes.Single(process => process.Name == "template").Pid != before.Pid,
            TimeSpan.FromSeconds(60), "the run file named a new process");
        Assert.Contains("!! template: ended with 137", launcher.Output, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"{before.Url}/health/ready"))).StatusCode);

        var family = launcher.Family();
        launcher.Signal(LinuxCalls.Kill);

        await Eventually.TrueAsync(() => !family.Any(ProcessFamily.IsAlive), StopDeadline, "every process of the launcher ended");
    }

    [Fact]
    public async Task Given_servers_are_used_and_an_ephemeral_start_removes_its_databases_from_them()
    {
        await using var postgres = await PrivatePostgres.StartNewAsync();
        var virtualHost = await (await TestServers.GetAsync()).CreateVirtualHostAsync();
        await using var launcher = RunningLauncher.Start(folder, ["--ephemeral"], new Dictionary<string, string>
        {
            ["PASSINSTANCE_POSTGRES"] = postgres.ConnectionString,
            ["PASSINSTANCE_RABBITMQ"] = virtualHost,
        });
        var run = await launcher.WaitUntilReadyAsync();

        Assert.Equal(postgres.ConnectionString, run.Postgres);
        Assert.Equal(virtualHost, run.Rabbitmq);
        Assert.Empty(run.Servers);
        Assert.Equal(5, await CountOwnDatabasesAsync(postgres));

        launcher.Signal(LinuxCalls.Terminate);
        Assert.Equal(0, await launcher.WaitForExitAsync(StopDeadline));
        Assert.Equal(0, await CountOwnDatabasesAsync(postgres));
    }

    [Fact]
    public async Task An_ordinary_user_can_run_it()
    {
        if (!ServerAccount.RunningAsRoot)
            Assert.Skip("This run is an ordinary user's: every other test here shows the same.");
        var nobody = ServerAccount.Find("nobody", File.ReadLines("/etc/passwd"))!;
        var (readable, _) = await ChildProcess.RunAsync(
            new("test", "-r", Repository.Program("Passinstance.Gateway")) { RunAs = nobody }, CancellationToken.None);
        if (readable != 0)
            Assert.Skip($"The user nobody cannot enter this clone ({Repository.Root}), so it cannot stand for an ordinary user.");
        foreach (var path in (string[])[folder, Directory.CreateDirectory(Path.Combine(folder, "tmp")).FullName])
            LinuxCalls.ChangeOwner(path, nobody);

        await using var launcher = RunningLauncher.Start(folder, [], user: "nobody");
        var run = await launcher.WaitUntilReadyAsync();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, await GetPassesAsync(http, run));
        var family = launcher.Family();

        launcher.Signal(LinuxCalls.Terminate);
        Assert.Equal(0, await launcher.WaitForExitAsync(StopDeadline));
        await NobodyIsLeftAsync(family);
    }

    [Theory]
    [InlineData("--prot")]
    [InlineData("--port")]
    [InlineData("--port=seventy")]
    [InlineData("extra")]
    public async Task An_option_it_does_not_know_is_refused_with_the_usage(string option)
    {
        await using var launcher = RunningLauncher.Start(folder, [option]);

        Assert.Equal(1, await launcher.WaitForExitAsync(StopDeadline));
        Assert.Contains("--ephemeral", launcher.Output, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // What a killed process had started ends just after it.
    private static Task NobodyIsLeftAsync(IReadOnlyList<int> family) => Eventually.TrueAsync(() => !family.Any(ProcessFamily.IsAlive), StopDeadline, "every process of the launcher ended");

    private static async Task<HttpStatusCode> GetPassesAsync(HttpClient http, RunFile run)
    {
        using var response = await SendAsync(http, run);
        return response.StatusCode;
    }

    private static async Task<string[]> ListPassIdsAsync(HttpClient http, RunFile run)
    {
        using var response = await SendAsync(http, run);
        using var list = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return [.. list.RootElement.GetProperty("data").EnumerateArray().Select(pass => pass.GetProperty("id").GetString()!)];
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, RunFile run)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{run.GatewayUrl}/api/v1/passes") { Headers = { { "X-API-Key", run.ApiKey } } };
        return await http.SendAsync(request);
    }

    private static async Task<long> CountOwnDatabasesAsync(PrivatePostgres postgres)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "SELECT count(*) FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba WHERE d.datname ~ '^(gateway|template|pass|webhook_dispatch|notification)_[0-9a-f]{8}$' AND r.rolname = d.datname",
            connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
