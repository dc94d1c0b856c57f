using System.Net;
using Passinstance.LocalServers;
using Passinstance.LocalServers.Processes;
using Passinstance.Testing;

namespace Passinstance.System.Tests.Launcher;

/// <summary>Starts of the launcher that end early, are refused, or are an ordinary user's.</summary>
[Trait("Category", "System")]
public sealed class LauncherStartTests : IDisposable
{
    private readonly LauncherFolder _folder = new();

    [Fact]
    public async Task A_launcher_stopped_while_it_starts_leaves_no_process()
    {
        await using var launcher = RunningLauncher.Start(_folder.Path, ["--ephemeral"]);
        await Eventually.TrueAsync(() => launcher.Family().Count > 3, TimeSpan.FromSeconds(30), "the launcher started its servers");
        var family = launcher.Family();

        launcher.Signal(PosixCalls.Interrupt);

        await launcher.WaitForExitAsync(LauncherCalls.StopDeadline);
        await LauncherCalls.AllHaveEndedAsync(family);
        Assert.False(File.Exists(launcher.RunFilePath));
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(_folder.Path, "tmp"), "passinstance-*"));
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
        foreach (var path in (string[])[_folder.Path, Directory.CreateDirectory(Path.Combine(_folder.Path, "tmp")).FullName])
            PosixCalls.ChangeOwner(path, nobody);

        await using var launcher = RunningLauncher.Start(_folder.Path, [], user: "nobody");
        var run = await launcher.WaitUntilReadyAsync();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, await LauncherCalls.GetPassesAsync(http, run));
        var family = launcher.Family();

        launcher.Signal(PosixCalls.Terminate);
        Assert.Equal(0, await launcher.WaitForExitAsync(LauncherCalls.StopDeadline));
        await LauncherCalls.AllHaveEndedAsync(family);
    }

    [Theory]
    [InlineData("--prot")]
    [InlineData("--port")]
    [InlineData("--port=seventy")]
    [InlineData("extra")]
    public async Task An_unknown_option_or_value_is_refused_with_the_usage(string option)
    {
        await using var launcher = RunningLauncher.Start(_folder.Path, [option]);

        Assert.Equal(1, await launcher.WaitForExitAsync(LauncherCalls.StopDeadline));
        Assert.Contains("--ephemeral", launcher.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_options_and_starts_nothing()
    {
        await using var launcher = RunningLauncher.Start(_folder.Path, ["--help"]);

        Assert.Equal(0, await launcher.WaitForExitAsync(LauncherCalls.StopDeadline));
        foreach (var option in (string[])["--port", "--run-file", "--reset", "--ephemeral", "PASSINSTANCE_POSTGRES"])
            Assert.Contains(option, launcher.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "local")));
    }

    public void Dispose() => _folder.Dispose();
}
