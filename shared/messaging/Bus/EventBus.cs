using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// The bus by which a service hears, and a new one in its place whenever it does not find back to a broker that is there. MassTransit 8.4
/// waits up to half a minute after a failed try, so that after an outage the queue fills while nobody takes from it; it keeps a connection
/// that ended while it was being made, and then fails on it for ever; and a bus that is stopped while it waits does nothing after it is
/// started again. A new one has none of that.
/// </summary>
internal sealed partial class EventBus(
    Func<IBusControl> create, BrokerWatch broker, Subscriptions heard, TimeProvider time,
    ILogger<EventBus> logger) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    // What consumers do at the moment may end; what they do not reach comes again.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    // A bus that can find back does so within a try.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private volatile IBusControl _bus = create();

    /// <summary>The bus of the moment.</summary>
    internal IBus Bus => _bus;

    /// <summary>Degraded while nothing is heard: events wait in the queue, and the service serves.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
        heard.Events.Count == 0 || IsHealthy
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"Nothing is heard from the queue {heard.Queue}: {_bus.CheckHealth().Description}"));

    private bool IsHealthy => _bus.CheckHealth().Status == BusHealthStatus.Healthy;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (heard.Events.Count == 0)
            return;
        try
        {
            while (true)
            {
                await BoundAsync(StartTimeout, _bus.StartAsync, stoppingToken);
                await WaitUntilStuckAsync(stoppingToken);
                LogReplacing(heard.Queue);
                await ReplaceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }

        await BoundAsync(StopTimeout, _bus.StopAsync, CancellationToken.None);
    }

    /// <summary>Leaves the bus with its connection behind. What it held comes again, to the next.</summary>
    internal async Task ReplaceAsync(CancellationToken cancellationToken)
    {
        var old = _bus;
        _bus = create();
        await BoundAsync(StopTimeout, old.StopAsync, cancellationToken);
    }

    private async Task WaitUntilStuckAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var watch = new StuckWatch(Patience);
        do
            await timer.WaitForNextTickAsync(cancellationToken);
        while (!watch.IsStuck(IsHealthy, broker.IsConnected, time.GetUtcNow()));
    }

    private async Task BoundAsync(TimeSpan limit, Func<CancellationToken, Task> step, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // Not all that MassTransit waits for ends with the token.
            await step(either.Token).WaitAsync(either.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(step.Method.Name, heard.Queue, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The bus of the queue {Queue} has not found back to the broker, which is there; it is replaced.")]
    private partial void LogReplacing(string queue);

    [LoggerMessage(LogLevel.Warning, "{Step} of the bus of the queue {Queue} did not end well; it is tried again, or its bus is left " +
        "behind.")]
    private partial void LogFailed(string step, string queue, Exception exception);
}

/// <summary>Whether the broker has been there, and the bus not, for longer than a try takes.</summary>
internal sealed class StuckWatch(TimeSpan patience)
{
    private DateTimeOffset? _since;

    internal bool IsStuck(bool isHealthy, bool isBrokerThere, DateTimeOffset now)
    {
        if (isHealthy || !isBrokerThere)
            _since = null;
        else
            _since ??= now;
        return now - _since >= patience;
    }
}
