using Passinstance.Local.State;
using Passinstance.LocalServers.Processes;

namespace Passinstance.System.Tests.Launcher;

/// <summary>A launcher with servers of its own that keeps nothing, started when the first test of a class asks for it.</summary>
public sealed class EphemeralLauncher : IAsyncLifetime
{
    private readonly LauncherFolder _folder = new();
    private readonly SemaphoreSlim _starting = new(1, 1);
    private RunningLauncher? _launcher;

    internal string Folder => _folder.Path;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>The running launcher and what its run file says; started anew when a test has stopped it.</summary>
    internal async Task<(RunningLauncher Launcher, RunFile Run)> GetAsync()
    {
        await _starting.WaitAsync();
        try
        {
            if (_launcher is not null && _launcher.HasExited)
            {
                await _launcher.DisposeAsync();
                _launcher = null;
            }

            _launcher ??= RunningLauncher.Start(Folder, ["--ephemeral"]);
            return (_launcher, await _launcher.WaitUntilReadyAsync());
        }
        finally
        {
            _starting.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_launcher is { HasExited: false })
        {
            _launcher.Signal(PosixCalls.Terminate);
            await _launcher.WaitForExitAsync(TimeSpan.FromMinutes(3));
        }

        if (_launcher is not null)
            await _launcher.DisposeAsync();
        _starting.Dispose();
        _folder.Dispose();
    }
}
