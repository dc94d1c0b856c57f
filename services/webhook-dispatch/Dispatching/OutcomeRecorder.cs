using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>
/// Decides what follows from an attempt and has it written: all outcomes that are there at once go into one transaction. A delivery's slot is
/// free again only when its outcome is written, so that a slow database slows sending instead of losing outcomes.
/// </summary>
internal sealed partial class OutcomeRecorder(
    OutcomeStore store, CircuitBreaker breaker, IServiceScopeFactory scopes, TimeProvider time, DispatchMetrics metrics, ILogger<OutcomeRecorder> logger) : BackgroundService
{
    private const int BatchSize = 200;
    private const int Tries = 3;
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(10);
    private readonly Channel<Waiting> _queue = Channel.CreateUnbounded<Waiting>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Ends when the outcome is written, or could not be: then the claim ends by its lease and the event is sent again under the same id.</summary>
    internal Task RecordAsync(ClaimedDelivery delivery, AttemptOutcome outcome)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Writer.TryWrite(new Waiting(Decide(delivery, outcome), done));
        return done.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not ended by the stop: the worker, which stops first, waits for what it has handed over.
        var batch = new List<Waiting>(BatchSize);
        while (await WaitAsync(stoppingToken))
        {
            while (batch.Count < BatchSize && _queue.Reader.TryRead(out var waiting))
                batch.Add(waiting);
            await WriteAsync(batch.ConvertAll(waiting => waiting.Attempt));
            batch.ForEach(waiting => waiting.Done.SetResult());
            batch.Clear();
        }
    }

    private RecordedAttempt Decide(ClaimedDelivery delivery, AttemptOutcome outcome)
    {
        var pause = breaker.Observe(delivery.OrganizationId, delivery.EndpointId, delivery.BreakerTrips, outcome.IsSuccess, outcome.StartedAt);
        if (outcome.IsSuccess)
            return new RecordedAttempt(delivery, outcome, DeliveryStatus.Delivered, null, pause);
        var delay = outcome.Directive == EndpointDirective.AbortMessage
            ? null
            : RetrySchedule.After(delivery.Step + 1, Random.Shared.NextDouble(), outcome.IsOverloaded, outcome.RetryAfter);
        return new RecordedAttempt(delivery, outcome, delay is null ? DeliveryStatus.Failed : DeliveryStatus.Pending, delay, pause);
    }

    private async Task<bool> WaitAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await _queue.Reader.WaitToReadAsync(stoppingToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task WriteAsync(List<RecordedAttempt> attempts)
    {
        for (var attempt = 1; ; attempt++)
        {
            using var deadline = new CancellationTokenSource(WriteTimeout, time);
            try
            {
                var failing = await store.RecordAsync(attempts, deadline.Token);
                attempts.ForEach(metrics.Attempted);
                await DisableAsync(attempts, failing, deadline.Token);
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or DbUpdateException)
            {
                LogRecordFailed(attempts.Count, exception);
                if (attempt == Tries)
                    return;
            }
        }
    }

    private async Task DisableAsync(List<RecordedAttempt> attempts, IReadOnlyList<WebhookEndpointKey> failing, CancellationToken cancellationToken)
    {
        foreach (var key in failing)
            await DisableAsync(key, DisabledReason.Failing, cancellationToken);
        foreach (var attempt in attempts.Where(a => a.Outcome.Directive is EndpointDirective.Disable or EndpointDirective.Gone))
        {
            await DisableAsync(
                new WebhookEndpointKey(attempt.Delivery.OrganizationId, attempt.Delivery.EndpointId),
                attempt.Outcome.Directive == EndpointDirective.Gone ? DisabledReason.Gone : DisabledReason.AskedToStop, cancellationToken);
        }
    }

    // Through the entity, so that the event goes out with the change.
    private async Task DisableAsync(WebhookEndpointKey key, DisabledReason reason, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebhooksDbContext>();
        var endpoint = await db.WebhookEndpoints.SingleOrDefaultAsync(
            r => r.OrganizationId == key.OrganizationId && r.Id == key.EndpointId && r.DeletedAt == null, cancellationToken);
        if (endpoint?.Disable(reason, time) != true)
            return;
        if (await db.TrySaveAsync(cancellationToken))
        {
            metrics.Disabled(reason);
            LogDisabled(key.EndpointId, reason);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} outcomes could not be recorded.")]
    private partial void LogRecordFailed(int count, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Webhook endpoint {EndpointId} was disabled: {Reason}.")]
    private partial void LogDisabled(Guid endpointId, DisabledReason reason);

    private sealed record Waiting(RecordedAttempt Attempt, TaskCompletionSource Done);
}
