namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>Work that is done at intervals while a program runs. Rows that are due are claimed by the loops of shared/background.</summary>
public static class Periodically
{
    /// <summary>Runs after each interval until the program stops.</summary>
    /// <param name="interval">From one run to the next; a run that takes longer delays the next.</param>
    /// <param name="run">What is done.</param>
    /// <param name="failed">Logs an error; the next run comes nevertheless.</param>
    /// <param name="stoppingToken">Canceled when the program stops; then it returns without an exception.</param>
    public static async Task RunAsync(
        TimeSpan interval, TimeProvider time, Func<CancellationToken, Task> run, Action<Exception> failed, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await run(stoppingToken);
                }
                catch (Exception exception) when (exception is not OutOfMemoryException
                    && !(exception is OperationCanceledException && stoppingToken.IsCancellationRequested))
                {
                    failed(exception);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }
}
