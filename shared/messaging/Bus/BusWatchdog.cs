using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// Starts the bus again when it does not find back to a broker that is there. MassTransit 8.4 keeps a connection that ended while it was being made, and then
/// fails on it for ever: the queue fills while the process looks alive.
/// </summary>
internal sealed partial class BusWatchdog(IBusControl bus, BrokerWatch broker, HeardEvents heard, TimeProvider time, ILogger<BusWatchdog> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // MassTransit's own tries are up to 30 s apart.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);
    private DateTimeOffset? _unhealthySince;

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

    /// <summary>Whether the broker has been there, and the bus not, for longer than the bus's own tries take.</summary>
    internal bool IsStuck(bool isHealthy, bool isBrokerThere)
    {
        var now = time.GetUtcNow();
        if (isHealthy || !isBrokerThere)
            _unhealthySince = null;
        else
            _unhealthySince ??= now;
        if (now - _unhealthySince < Patience || _unhealthySince is null)
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
            await StopAsync(bus, cancellationToken);
            await bus.StartAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            LogRestartFailed(exception);
        }
    }

    private async Task StopAsync(IBusControl control, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(StopTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await control.StopAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Its connection is dead; nothing is left to wait for.
        }
    }

    [LoggerMessage(LogLevel.Error, "The bus has not found back to the broker, which is there; it is started again.")]
    private partial void LogRestarting();

    [LoggerMessage(LogLevel.Error, "The bus could not be started again; it is tried again.")]
    private partial void LogRestartFailed(Exception exception);
}
