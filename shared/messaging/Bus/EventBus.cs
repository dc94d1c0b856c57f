using MassTransit;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Passinstance.Messaging.Bus;

/// <summary>
/// The bus that consumes a service's queue; it is replaced when it does not reconnect to a broker that is up. MassTransit 8.4 waits up to
/// half a minute after a failed attempt, so after an outage the queue fills while nothing consumes it; it keeps a connection that closed
/// while it was being opened, and then fails on it permanently; and a bus that is stopped during that wait does nothing after a restart. A
/// new bus has none of these problems.
/// </summary>
/// <remarks>
/// Found with 8.4 by the fault program. 8.5.12 reconnects by itself, after up to half a minute: without the replacement, what waited
/// through an outage of 60 s was applied 32 s after the broker was back.
/// </remarks>
internal sealed partial class EventBus(
    Func<IBusControl> create, BrokerWatch broker, Subscriptions subscriptions, TimeProvider time,
    ILogger<EventBus> logger) : BackgroundService, IHealthCheck
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    // Running consumers may finish; messages they do not reach are redelivered.
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    // A bus that can reconnect does so within one attempt.
    private static readonly TimeSpan ReconnectTimeout = TimeSpan.FromSeconds(3);
    private volatile IBusControl _bus = create();

    /// <summary>The current bus.</summary>
    internal IBus Bus => _bus;

    /// <summary>Degraded while the queue is not consumed: events wait in the queue, and the service keeps serving requests.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(
        subscriptions.Events.Count == 0 || IsHealthy
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Degraded($"The queue {subscriptions.Queue} is not being consumed: {_bus.CheckHealth().Description}"));

    private bool IsHealthy => _bus.CheckHealth().Status == BusHealthStatus.Healthy;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (subscriptions.Events.Count == 0)
            return;
        try
        {
            while (true)
            {
                await BoundAsync(StartTimeout, _bus.StartAsync, stoppingToken);
                await WaitUntilStuckAsync(stoppingToken);
                LogReplacing(subscriptions.Queue);
                await ReplaceAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }

        await BoundAsync(StopTimeout, _bus.StopAsync, CancellationToken.None);
    }

    /// <summary>Abandons the bus with its connection. Unacknowledged messages are redelivered to the next one.</summary>
    internal async Task ReplaceAsync(CancellationToken cancellationToken)
    {
        var old = _bus;
        _bus = create();
        await BoundAsync(StopTimeout, old.StopAsync, cancellationToken);
    }

    private async Task WaitUntilStuckAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        var watch = new StuckWatch(ReconnectTimeout);
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
            // Some of MassTransit's waits ignore the token.
            await step(either.Token).WaitAsync(either.Token);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            LogFailed(step.Method.Name, subscriptions.Queue, exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The bus of queue {Queue} did not reconnect although the broker is up; it is being replaced.")]
    private partial void LogReplacing(string queue);

    [LoggerMessage(LogLevel.Warning, "{Step} failed for the bus of queue {Queue}; the bus is retried or replaced. Check the connection " +
        "to RabbitMQ if this persists.")]
    private partial void LogFailed(string step, string queue, Exception exception);
}

/// <summary>Whether the broker has been up, and the bus down, for longer than one attempt takes.</summary>
internal sealed class StuckWatch(TimeSpan timeout)
{
    private DateTimeOffset? _since;

    internal bool IsStuck(bool isHealthy, bool isBrokerThere, DateTimeOffset now)
    {
        if (isHealthy || !isBrokerThere)
            _since = null;
        else
            _since ??= now;
        return now - _since >= timeout;
    }
}
