namespace Passinstance.Passes.Analytics;

/// <summary>Writes what was counted once a second and when the process stops.</summary>
internal sealed partial class UsageWriter(UsageCounter counter, UsageStore store, TimeProvider time, ILogger<UsageWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim _writing = new(1, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await WriteAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource(LastPatience, time);
            await WriteAsync(patience.Token);
        }
    }

    /// <summary>Writes what was counted so far.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        var counted = counter.Take();
        try
        {
            if (counted.Count > 0)
                await store.AddAsync(counted, cancellationToken);
        }
        // Whatever it is: numbers are no reason to end a process that hands out passes.
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            counter.PutBack(counted);
            LogNotWritten(counted.Count, exception);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override void Dispose()
    {
        _writing.Dispose();
        base.Dispose();
    }

    [LoggerMessage(LogLevel.Warning, "{Keys} counted numbers could not be written; they are kept and written with the next.")]
    private partial void LogNotWritten(int keys, Exception exception);
}
