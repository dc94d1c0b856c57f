
namespace Passinstance.LocalServers.Processes;

/// <summary>Restarts processes that end, with a growing delay, and reports their last log lines.</summary>
internal sealed class Supervisor(ISupervisorOutput output, Action restarted)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(30);

    /// <summary>A process that ran this long is not in a crash loop: its restart delay is reset.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    /// <summary>Runs until canceled; the processes must be running already.</summary>
    public async Task WatchAsync(IEnumerable<IRestartable> watched, CancellationToken cancellationToken)
    {
        // No watch ends by itself: the first to end was canceled or failed unexpectedly, and both stop the launcher.
        var ended = await Task.WhenAny(watched.Select(one => WatchAsync(one, cancellationToken)));
        await ended;
    }

    internal static TimeSpan PauseAfter(int failures) =>
        TimeSpan.FromSeconds(Math.Min(MaxPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, failures - 1)));

    private async Task WatchAsync(IRestartable one, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var since = DateTime.UtcNow;
            var exitCode = await one.Process!.Exited.WaitAsync(cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            failures = DateTime.UtcNow - since > Stable ? 1 : failures + 1;
            Report(one, $"ended with exit code {exitCode}");
            await RestartAsync(one, failures, cancellationToken);
        }
    }

    private async Task RestartAsync(IRestartable one, int failures, CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = PauseAfter(failures);
            output.Problem(one.Name, $"restarting in {pause.TotalSeconds:0} s");
            await Task.Delay(pause, cancellationToken);
            try
            {
                await one.StartAsync(cancellationToken);
                output.Restarted(one.Name, one.Process!.Id);
                restarted();
                return;
            }
            catch (LocalSetupException exception)
            {
                failures++;
                output.Problem(one.Name, exception.Message);
            }
        }
    }

    private void Report(IRestartable one, string what)
    {
        output.Problem(one.Name, $"{what}. The last lines of {one.Log.Path}:");
        foreach (var line in one.Log.LastLines(10))
            output.Problem(one.Name, $"  {line}");
    }
}
