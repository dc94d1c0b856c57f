using Passinstance.Persistence.Retention;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>
/// What is deleted when it is old, of every organization (organization_id only joins): payloads after 30 days, deliveries and attempts
/// after 90, and everything of a deleted endpoint.
/// </summary>
internal static class RetentionStore
{
    private static readonly TimeSpan PayloadAge = TimeSpan.FromDays(30);
    private static readonly TimeSpan DeliveryAge = TimeSpan.FromDays(90);

    /// <summary>In the order in which one depends on another.</summary>
    internal static IReadOnlyList<OldRows> All { get; } =
    [
        OfAge("events", "recorded_at", PayloadAge),
        new()
        {
            Name = "pending deliveries without a payload",
            // A day less than payloads are kept, so that BRIN finds the few candidates; the payload decides.
            Age = PayloadAge - TimeSpan.FromDays(1),
            Statement = """
                UPDATE deliveries SET status = 'failed', last_error = 'payload_expired', next_attempt_at = NULL, claim_id = NULL
                WHERE ctid = ANY(ARRAY(
                    SELECT d.ctid FROM deliveries d
                    WHERE d.status = 'pending' AND d.created_at < clock_timestamp() - $1
                        AND NOT EXISTS (SELECT FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id)
                    LIMIT $2 FOR UPDATE SKIP LOCKED))
                """,
        },
        OfAge("attempts", "started_at", DeliveryAge),
        OfAge("deliveries", "created_at", DeliveryAge, "status <> 'pending'"),
        OfDeletedEndpoints("attempts"),
        OfDeletedEndpoints("deliveries"),
        OfDeletedEndpoints("webhook_endpoint_states"),
        new()
        {
            Name = "deleted webhooks",
            Age = TimeSpan.Zero,
            Statement = """
                DELETE FROM webhook_endpoints WHERE ctid = ANY(ARRAY(
                    SELECT r.ctid FROM webhook_endpoints r
                    WHERE r.deleted_at < clock_timestamp() - $1
                        AND NOT EXISTS (SELECT FROM deliveries d WHERE d.organization_id = r.organization_id AND d.endpoint_id = r.id)
                        AND NOT EXISTS (SELECT FROM attempts a WHERE a.organization_id = r.organization_id AND a.endpoint_id = r.id)
                    LIMIT $2 FOR UPDATE SKIP LOCKED))
                """,
        },
        OfAge("webhook_secrets", "expires_at", TimeSpan.Zero),
    ];

    // Without an order: BRIN finds old rows, and sorting them for each batch would read all of them.
    private static OldRows OfAge(string table, string column, TimeSpan age, string condition = "true") => new()
    {
        Name = table,
        Age = age,
        Statement = $"""
            DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM {table} WHERE {column} < clock_timestamp() - $1 AND {condition} LIMIT $2 FOR UPDATE SKIP LOCKED))
            """,
    };

    private static OldRows OfDeletedEndpoints(string table) => new()
    {
        Name = $"{table} of deleted webhooks",
        Age = TimeSpan.Zero,
        Statement = $"""
            DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT t.ctid FROM {table} t
                JOIN webhook_endpoints r ON r.organization_id = t.organization_id AND r.id = t.endpoint_id
                WHERE r.deleted_at < clock_timestamp() - $1 LIMIT $2 FOR UPDATE OF t SKIP LOCKED))
            """,
    };
}
