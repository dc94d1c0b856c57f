
namespace Passinstance.LocalServers.Processes;

/// <summary>Watches processes: one that dies is reported with its last words and started again, each time a little later.</summary>
internal sealed class Supervisor(ISupervisorOutput output, Action restarted)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>One that ran this long is not in a crash loop: it is restarted quickly again.</summary>
    private static readonly TimeSpan Stable = TimeSpan.FromMinutes(1);

    /// <summary>Runs until cancelled; the processes have been started before.</summary>
    public async Task WatchAsync(IEnumerable<IRestartable> watched, CancellationToken cancellationToken)
    {
        // None ends by itself: the first to end was cancelled or failed in a way nobody foresaw, and both end the launcher.
        var ended = await Task.WhenAny(watched.Select(one => WatchAsync(one, cancellationToken))).ConfigureAwait(false);
        await ended.ConfigureAwait(false);
    }

    internal static TimeSpan PauseAfter(int failures) =>
        TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, FirstPause.TotalSeconds * Math.Pow(2, failures - 1)));

    private async Task WatchAsync(IRestartable one, CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var since = DateTime.UtcNow;
            var exitCode = await one.Process!.Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            failures = DateTime.UtcNow - since > Stable ? 1 : failures + 1;
            Report(one, $"ended with {exitCode}");
            await RestartAsync(one, failures, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task RestartAsync(IRestartable one, int failures, CancellationToken cancellationToken)
    {
        while (true)
        {
            var pause = PauseAfter(failures);
            output.Problem(one.Name, $"starting it again in {pause.TotalSeconds:0} s");
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            try
            {
                await one.StartAsync(cancellationToken).ConfigureAwait(false);
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
