using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing;
using Passinstance.Testing.Servers;

namespace Passinstance.System.Tests.Launcher;

/// <summary>One instance of the launcher with servers of its own: what it shows, what it restarts, and how it stops.</summary>
[Trait("Category", "System")]
[TestCaseOrderer(typeof(LastTestsLast))]
public sealed class EphemeralLauncherTests(EphemeralLauncher instance) : IClassFixture<EphemeralLauncher>
{
    // Ten seconds are promised, of which the launcher's own graces take at most 7.5; a busy machine takes longer to end what was killed.
    private static readonly TimeSpan StopPromise = TimeSpan.FromSeconds(30);
    private static readonly string[] Programs =
        ["gateway", "template", "pass", "webhook-dispatch", "notification", "dashboard"];

    [Fact]
    public async Task The_run_file_appears_when_all_is_ready_and_only_its_owner_can_read_it()
    {
        var (launcher, run) = await instance.GetAsync();

        Assert.Equal(Programs.Order(), run.Processes.Select(process => process.Name).Order());
        Assert.All(run.Processes, process => Assert.True(ProcessFamily.IsAlive(process.Pid)));
        using var http = new HttpClient();
        foreach (var process in run.Processes)
            Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"{process.Url}/health/ready"))).StatusCode);
        Assert.Equal(HttpStatusCode.OK, await LauncherCalls.GetPassesAsync(http, run));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(launcher.RunFilePath));
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_sample_pass_and_the_logs()
    {
        await instance.GetAsync();
        var folder = Assert.Single(Directory.GetDirectories(Path.Combine(instance.Folder, "tmp"), "passinstance-*"));

        var files = (string[])[Path.Combine(folder, "sample.pkpass"), Path.Combine(folder, "secrets.json"),
            .. Directory.GetFiles(Path.Combine(folder, "logs"))];

        Assert.All(files, file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task The_life_of_the_sample_pass_on_an_iPhone_and_in_Google_Wallet_is_shown()
    {
        var (launcher, _) = await instance.GetAsync();

        await Eventually.TrueAsync(
            () => launcher.Output.Contains("shows \"Your tier is now Platinum.\"", StringComparison.Ordinal),
            TimeSpan.FromSeconds(30), "the phone showed the change");
        await Eventually.TrueAsync(
            () => launcher.Output.Contains("The holder removed the pass", StringComparison.Ordinal),
            TimeSpan.FromMinutes(4), "the life in Google Wallet was shown");
        var inGoogle = launcher.Output.Split('\n').Where(line => line.StartsWith("  google ", StringComparison.Ordinal)).ToArray();
        Assert.Equal(5, inGoogle.Length);
        Assert.Matches(@"Google stored 3388000000000000000\.\S+ and its callback returned 200\. Installs: 1$", inGoogle[0]);
        Assert.Contains("Platinum", inGoogle[1], StringComparison.Ordinal);
        // Only what differs.
        Assert.Matches(@"sent PATCH \w+Object .*Diamond", inGoogle[2]);
        Assert.DoesNotContain("classId", inGoogle[2], StringComparison.Ordinal);
        Assert.EndsWith("Google notified the holder: \"You are Diamond now.\"", inGoogle[3], StringComparison.Ordinal);
        Assert.EndsWith("callback returned 200. Installs: 0", inGoogle[4], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_shows_every_program_with_its_version_and_numbers_and_says_when_none_runs()
    {
        var (launcher, _) = await instance.GetAsync();

        var (exitCode, output) = await StatusAsync("--run-file", launcher.RunFilePath);
        var (json, reports) = await StatusAsync("--run-file", launcher.RunFilePath, "--json");
        var (missing, message) = await StatusAsync("--run-file", launcher.RunFilePath + ".missing");

        Assert.True(exitCode is 0 or 1, output);
        Assert.True(json is 0 or 1, reports);
        Assert.All(Programs, program => Assert.Contains(program, output, StringComparison.Ordinal));
        Assert.Equal(Programs.Length, JsonElement.Parse(reports).GetArrayLength());
        Assert.All(JsonElement.Parse(reports).EnumerateArray(), report => Assert.NotEmpty(report.GetProperty("version").GetString()!));
        Assert.NotEqual(0, missing);
        Assert.Contains("--run-file", message, StringComparison.Ordinal);

        static Task<(int ExitCode, string Output)> StatusAsync(params string[] arguments) => ChildProcess.RunAsync(
            new ChildCommand(Repository.DotNet, [Repository.Program("Passinstance.Local"), "status", .. arguments]),
            CancellationToken.None);
    }

    [Fact]
    public async Task A_killed_program_is_reported_and_restarted()
    {
        var (launcher, run) = await instance.GetAsync();
        var before = run.Processes.Single(process => process.Name == "template");

        PosixCalls.Signal(before.Pid, PosixCalls.Kill);

        await Eventually.TrueAsync(
            () => File.Exists(launcher.RunFilePath)
                && launcher.RunFile.Processes.Single(process => process.Name == "template").Pid != before.Pid,
            TimeSpan.FromSeconds(60), "the run file named a new process");
        Assert.Contains("!! template: ended with exit code 137", launcher.Output, StringComparison.Ordinal);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"{before.Url}/health/ready"))).StatusCode);
    }

    [Fact]
    [Trait(LastTestsLast.Order, LastTestsLast.Last)]
    public async Task SIGTERM_stops_everything_and_leaves_no_process_and_no_file()
    {
        var (launcher, _) = await instance.GetAsync();
        var family = launcher.Family();
        Assert.True(family.Count > 10, "the launcher, its programs and servers");

        launcher.Signal(PosixCalls.Terminate);
        var exitCode = await launcher.WaitForExitAsync(LauncherCalls.StopDeadline);

        Assert.True(exitCode == 0, launcher.Output);
        var took = Regex.Match(launcher.Output, @"Everything stopped after ([0-9.]+) s");
        Assert.InRange(double.Parse(took.Groups[1].Value, CultureInfo.InvariantCulture), 0, StopPromise.TotalSeconds);
        await LauncherCalls.AllHaveEndedAsync(family);
        Assert.False(File.Exists(launcher.RunFilePath));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(instance.Folder, "tmp"), "passinstance-*"));
    }
}
