using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Starts the bus again when it does not find back to a broker that is there. MassTransit 8.4 waits twice as long after each failed try, up to a minute, so that
/// after an outage the queue fills while nobody takes from it; and it keeps a connection that ended while it was being made, and then fails on it for ever.
/// </summary>
internal sealed partial class BusWatchdog(IBusControl bus, BrokerWatch broker, HeardEvents heard, TimeProvider time, ILogger<BusWatchdog> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // A bus that has run needs less than that to be there again, if it tries.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // One that has not is still being started by its host, which must not happen twice at once.
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private DateTimeOffset? _unhealthySince;
    private bool _hasRun;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (heard.Events.Count == 0)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (IsStuck(bus.CheckHealth().Status == BusHealthStatus.Healthy, broker.IsConnected))
                    await RestartAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Whether the broker has been there, and the bus not, for longer than a try of its own takes.</summary>
    internal bool IsStuck(bool isHealthy, bool isBrokerThere)
    {
        var now = time.GetUtcNow();
        _hasRun |= isHealthy;
        if (isHealthy || !isBrokerThere)
            _unhealthySince = null;
        else
            _unhealthySince ??= now;
        if (_unhealthySince is null || now - _unhealthySince < (_hasRun ? Patience : StartPatience))
            return false;
        _unhealthySince = null;
        return true;
    }

    /// <summary>Ends the bus with its connection and starts it with a new one. What it held comes again.</summary>
    internal async Task RestartAsync(CancellationToken cancellationToken)
    {
        LogRestarting();
        try
        {
            await BoundAsync(StopTimeout, bus.StopAsync, cancellationToken);
            await BoundAsync(StartTimeout, bus.StartAsync, cancellationToken);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            LogRestartFailed(exception);
        }
    }

    // A connection that is dead lets nobody wait for it: what a stop does not reach in time is left behind, and a start is tried again.
    private async Task BoundAsync(TimeSpan limit, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await step(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogSlow(step.Method.Name, limit);
        }
    }

    [LoggerMessage(LogLevel.Error, "The bus has not found back to the broker, which is there; it is started again.")]
    private partial void LogRestarting();

    [LoggerMessage(LogLevel.Error, "The bus could not be started again; it is tried again.")]
    private partial void LogRestartFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "{Step} of the bus did not end within {Limit}.")]
    private partial void LogSlow(string step, TimeSpan limit);
}
