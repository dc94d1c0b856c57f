using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Passinstance.Background;

/// <summary>When a loop polls for work.</summary>
public record WorkLoopOptions
{
    /// <summary>How long it waits for its signal when there is no work.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long it waits after an error, for example when the database does not respond.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);
}

/// <summary>
/// Polls for work until the process stops: again at once while there is some, otherwise when its signal is set or the poll interval has
/// passed. An error is logged and the loop continues after a delay.
/// </summary>
public abstract partial class WorkLoop(WorkSignal signal, WorkLoopOptions options, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>Wakes the loop.</summary>
    protected WorkSignal Signal { get; } = signal;

    /// <summary>The clock.</summary>
    protected TimeProvider Time { get; } = time;

    /// <summary>The logger.</summary>
    protected ILogger Logger { get; } = logger;

    /// <summary>Polls once and does the work found.</summary>
    /// <returns>True when there is likely more, so that the loop polls again at once.</returns>
    protected abstract Task<bool> RunOnceAsync(CancellationToken cancellationToken);

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (!await RunOnceAsync(stoppingToken))
                    await Signal.WaitAsync(options.PollInterval, Time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                LogError(exception);
                await DelayAsync(options.RetryDelay, stoppingToken);
            }
        }
    }

    /// <summary>Waits; returns early, without an exception, when the process stops.</summary>
    protected async Task DelayAsync(TimeSpan delay, CancellationToken stoppingToken) =>
        await Task.Delay(delay, Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Whether an error means that the database or the broker is away; the loop recovers without help.</summary>
    protected virtual bool IsOutage(Exception exception) =>
        exception is DbException or TimeoutException or OperationCanceledException or IOException;

    private void LogError(Exception exception)
    {
        if (IsOutage(exception))
            LogPaused(Logger, GetType().Name, options.RetryDelay, exception);
        else
            LogFailed(Logger, GetType().Name, options.RetryDelay, exception);
    }

    [LoggerMessage(LogLevel.Warning, "{Worker} could not poll for work; retrying in {RetryDelay}. Check the database and the broker if " +
        "this persists.")]
    private static partial void LogPaused(ILogger logger, string worker, TimeSpan retryDelay, Exception exception);

    [LoggerMessage(LogLevel.Error, "{Worker} failed; retrying in {RetryDelay}.")]
    private static partial void LogFailed(ILogger logger, string worker, TimeSpan retryDelay, Exception exception);
}
