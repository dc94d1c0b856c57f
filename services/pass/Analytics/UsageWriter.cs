using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Passes.Analytics;

/// <summary>Writes the numbers once a second and when the process stops.</summary>
internal sealed partial class UsageWriter(
    UsageCounter counter, UsageStore store, TimeProvider time, ILogger<UsageWriter> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(3);
    private readonly SemaphoreSlim _writing = new(1, 1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Periodically.RunAsync(Interval, time, WriteAsync, exception => LogNotWritten(0, exception), stoppingToken);
        using var deadline = new CancellationTokenSource(StopTimeout, time);
        await WriteAsync(deadline.Token);
    }

    /// <summary>Writes the numbers so far.</summary>
    internal async Task WriteAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        var counted = counter.Take();
        try
        {
            if (counted.Count > 0)
                await store.AddAsync(counted, cancellationToken);
        }
        // Any error: numbers must not end a process that serves passes.
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

    [LoggerMessage(LogLevel.Warning, "{Keys} usage numbers could not be written; they are kept and written with the next ones.")]
    private partial void LogNotWritten(int keys, Exception exception);
}
