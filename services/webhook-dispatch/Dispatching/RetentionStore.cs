using Passinstance.Persistence.Retention;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>
/// What is deleted when it is old, of every organization (organization_id only joins): payloads, deliveries and attempts, as long as the
/// deployment keeps them or their organization, whichever is shorter, and everything of a deleted endpoint.
/// </summary>
internal static class RetentionStore
{
    /// <summary>In the order in which one depends on another.</summary>
    internal static IReadOnlyList<Func<RetentionOptions, OldRows>> All { get; } =
    [
        options => OfAge("events", "recorded_at", TimeSpan.FromDays(options.EventDays)),
        _ => OfSetting("events", "recorded_at", "event_days"),
        options => new()
        {
            Name = "pending deliveries without a payload",
            // A day less than payloads are kept, so that BRIN finds the few candidates; the payload decides.
            Age = TimeSpan.FromDays(options.EventDays - 1),
            Statement = """
                UPDATE deliveries SET status = 'failed', last_error = 'payload_expired', next_attempt_at = NULL, claim_id = NULL
                WHERE ctid = ANY(ARRAY(
                    SELECT d.ctid FROM deliveries d
                    WHERE d.status = 'pending' AND d.created_at < statement_timestamp() - $1
                        AND NOT EXISTS (SELECT FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id)
                    LIMIT $2 FOR UPDATE SKIP LOCKED))
                """,
        },
        _ => new()
        {
            Name = "pending deliveries without a payload, by organization",
            Age = TimeSpan.Zero,
            Statement = """
                UPDATE deliveries SET status = 'failed', last_error = 'payload_expired', next_attempt_at = NULL, claim_id = NULL
                WHERE ctid = ANY(ARRAY(
                    SELECT d.ctid FROM retention_settings s JOIN deliveries d ON d.organization_id = s.organization_id
                    WHERE d.status = 'pending' AND d.created_at < statement_timestamp() - make_interval(days => s.event_days - 1) - $1
                        AND NOT EXISTS (SELECT FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id)
                    LIMIT $2 FOR UPDATE OF d SKIP LOCKED))
                """,
        },
        options => OfAge("attempts", "started_at", TimeSpan.FromDays(options.DeliveryDays)),
        options => OfAge("deliveries", "created_at", TimeSpan.FromDays(options.DeliveryDays), "status <> 'pending'"),
        _ => OfSetting("attempts", "started_at", "delivery_days"),
        _ => OfSetting("deliveries", "created_at", "delivery_days", "t.status <> 'pending'"),
        _ => OfDeletedEndpoints("attempts"),
        _ => OfDeletedEndpoints("deliveries"),
        _ => OfDeletedEndpoints("webhook_endpoint_states"),
        _ => new()
        {
            Name = "deleted webhooks",
            Age = TimeSpan.Zero,
            Statement = """
                DELETE FROM webhook_endpoints WHERE ctid = ANY(ARRAY(
                    SELECT r.ctid FROM webhook_endpoints r
                    WHERE r.deleted_at < statement_timestamp() - $1
                        AND NOT EXISTS (SELECT FROM deliveries d WHERE d.organization_id = r.organization_id AND d.endpoint_id = r.id)
                        AND NOT EXISTS (SELECT FROM attempts a WHERE a.organization_id = r.organization_id AND a.endpoint_id = r.id)
                    LIMIT $2 FOR UPDATE SKIP LOCKED))
                """,
        },
        _ => OfAge("webhook_secrets", "expires_at", TimeSpan.Zero),
    ];

    // Without an order: BRIN finds old rows, and sorting them for each batch would read all of them.
    private static OldRows OfAge(string table, string column, TimeSpan age, string condition = "true") => new()
    {
        Name = table,
        Age = age,
        Statement = $"""
            DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM {table} WHERE {column} < statement_timestamp() - $1 AND {condition} LIMIT $2 FOR UPDATE SKIP LOCKED))
            """,
    };

    // Of the organizations that keep less than the deployment does.
    private static OldRows OfSetting(string table, string column, string days, string condition = "true") => new()
    {
        Name = $"{table}, by organization",
        Age = TimeSpan.Zero,
        Statement = $"""
            DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT t.ctid FROM retention_settings s JOIN {table} t ON t.organization_id = s.organization_id
                WHERE t.{column} < statement_timestamp() - make_interval(days => s.{days}) - $1 AND {condition}
                LIMIT $2 FOR UPDATE OF t SKIP LOCKED))
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
                WHERE r.deleted_at < statement_timestamp() - $1 LIMIT $2 FOR UPDATE OF t SKIP LOCKED))
            """,
    };
}
