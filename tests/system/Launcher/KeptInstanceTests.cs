using Passinstance.LocalServers.Processes;
using Passinstance.Testing;

namespace Passinstance.System.Tests.Launcher;

/// <summary>What the launcher keeps between two starts.</summary>
[Trait("Category", "System")]
public sealed class KeptInstanceTests : IDisposable
{
    private readonly LauncherFolder _folder = new();

    [Fact]
    public async Task A_second_start_is_refused_a_killed_launcher_leaves_no_process_and_a_restart_keeps_key_and_passes()
    {
        string apiKey;
        string[] passes;
        using var http = new HttpClient();
        await using (var first = RunningLauncher.Start(_folder.Path, []))
        {
            var run = await first.WaitUntilReadyAsync();
            apiKey = run.ApiKey;
            passes = await LauncherCalls.ListPassIdsAsync(http, run);
            Assert.NotEmpty(passes);

            await using var second = RunningLauncher.Start(_folder.Path, []);
            Assert.Equal(1, await second.WaitForExitAsync(LauncherCalls.StopDeadline));
            Assert.Contains($"process {first.Id}", second.Output, StringComparison.Ordinal);
            Assert.True(File.Exists(first.RunFilePath), "the refused start took the run file of the running one");

            // The hardest way to end: data and lock have to survive it.
            var family = first.Family();
            first.Signal(PosixCalls.Kill);
            await LauncherCalls.AllHaveEndedAsync(family);
        }

        await using var restarted = RunningLauncher.Start(_folder.Path, []);
        await Eventually.TrueAsync(() => !File.Exists(restarted.RunFilePath), LauncherCalls.StopDeadline, "the stale run file went");
        var again = await restarted.WaitUntilReadyAsync();

        Assert.Equal(apiKey, again.ApiKey);
        Assert.Subset((await LauncherCalls.ListPassIdsAsync(http, again)).ToHashSet(), passes.ToHashSet());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite,
            File.GetUnixFileMode(Path.Combine(_folder.Path, "local", "secrets.json")));
    }

    public void Dispose() => _folder.Dispose();
}
