using Microsoft.EntityFrameworkCore;
using Passinstance.Background;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>Decides what follows from an attempt and writes it, many results in one transaction.</summary>
internal sealed partial class OutcomeRecorder(
    OutcomeStore store, CircuitBreaker breaker, RetrySchedule retries, IServiceScopeFactory scopes, TimeProvider time,
    DispatchMetrics metrics,
    ILogger<OutcomeRecorder> logger)
    : BatchedWriter<RecordedAttempt>(new BatchedWriterOptions(), time, logger)
{
    private readonly TimeProvider _time = time;

    /// <summary>
    /// Ends when the result is written, or could not be: then the claim ends with its lease and the event is sent again under the same id.
    /// </summary>
    internal Task RecordAsync(ClaimedDelivery delivery, AttemptOutcome outcome) => EnqueueAsync(Decide(delivery, outcome));

    protected override async Task WriteAsync(IReadOnlyList<RecordedAttempt> batch, CancellationToken cancellationToken)
    {
        var failing = await store.RecordAsync(batch, cancellationToken);
        foreach (var attempt in batch)
            metrics.Attempted(attempt);
        foreach (var endpoint in failing)
            await DisableAsync(endpoint, DisabledReason.Failing, cancellationToken);
        foreach (var attempt in batch.Where(a => a.Outcome.Directive is EndpointDirective.Disable or EndpointDirective.Gone))
        {
            var reason = attempt.Outcome.Directive == EndpointDirective.Gone ? DisabledReason.Gone : DisabledReason.AskedToStop;
            await DisableAsync(new(attempt.Delivery.OrganizationId, attempt.Delivery.EndpointId), reason, cancellationToken);
        }
    }

    private RecordedAttempt Decide(ClaimedDelivery delivery, AttemptOutcome outcome)
    {
        var pause = breaker.Observe(
            delivery.OrganizationId, delivery.EndpointId, delivery.BreakerTrips, outcome.IsSuccess, outcome.StartedAt);
        if (outcome.IsSuccess)
            return new RecordedAttempt(delivery, outcome, DeliveryStatus.Delivered, null, pause);
        var delay = outcome.Directive == EndpointDirective.AbortMessage
            ? null
            : retries.DelayAfter(delivery.Step + 1, Random.Shared.NextDouble(), outcome.IsOverloaded, outcome.RetryAfter);
        return new RecordedAttempt(delivery, outcome, delay is null ? DeliveryStatus.Failed : DeliveryStatus.Pending, delay, pause);
    }

    // Through the entity, which publishes the event.
    private async Task DisableAsync(WebhookEndpointKey key, DisabledReason reason, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WebhooksDbContext>();
        var endpoint = await db.WebhookEndpoints.SingleOrDefaultAsync(
            r => r.OrganizationId == key.OrganizationId && r.Id == key.EndpointId && r.DeletedAt == null, cancellationToken);
        if (endpoint?.Disable(reason, _time) != true || !await db.TrySaveAsync(cancellationToken))
            return;
        metrics.Disabled(reason);
        LogDisabled(TypeId.Format(IdPrefixes.Webhook, key.EndpointId), reason);
    }

    [LoggerMessage(LogLevel.Warning, "Webhook {WebhookId} was disabled: {Reason}. Its owner was notified and can enable it again.")]
    private partial void LogDisabled(string webhookId, DisabledReason reason);
}
