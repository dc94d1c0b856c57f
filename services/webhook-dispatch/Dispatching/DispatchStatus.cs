using Passinstance.Persistence.Status;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>What an operator sees of deliveries, of all organizations (no organization_id is named).</summary>
internal static class DispatchStatus
{
    internal static IReadOnlyCollection<DatabaseValue> Values { get; } =
    [
        new(
            new StatusValue(
                "passinstance.webhook.due", "{delivery}", "Deliveries that are due and wait, at most 100,000.", 10_000,
                "Add replicas of webhook-dispatch, or see which endpoints are slow (GET /webhooks/{id}/statistics)."),
            """
            SELECT count(*) FROM (
                SELECT FROM deliveries WHERE status = 'pending' AND next_attempt_at <= now() LIMIT 100000) due
            """),
        new(
            new StatusValue(
                "passinstance.webhook.endpoints.paused", "{endpoint}", "Webhooks that are paused because too many attempts failed.",
                null, ""),
            "SELECT count(*) FROM webhook_endpoint_states WHERE breaker_open_until > now()"),
    ];
}
