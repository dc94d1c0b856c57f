using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Deliveries;

/// <summary>A webhook's deliveries of a span of time, for recover and replay.</summary>
/// <param name="Endpoint">The webhook.</param>
/// <param name="Since">Its start.</param>
/// <param name="Until">Its end.</param>
/// <param name="IncludesPending">With deliveries that wait for another attempt.</param>
internal sealed record DeliverySpan(WebhookEndpoint Endpoint, DateTimeOffset Since, DateTimeOffset Until, bool IncludesPending = false);

/// <summary>SQL about deliveries: bulk writes and statistics.</summary>
internal sealed class DeliveryStore(WebhooksDbContext db, NpgsqlDataSource database, DatabaseClock clock)
{
    private const int MaxScheduled = 10_000;

    private const string FailedRows = """
        FROM deliveries d
        WHERE d.organization_id = @organization AND d.endpoint_id = @endpoint AND d.status = 'failed'
            AND d.created_at >= @since AND d.created_at < @until
            AND EXISTS (SELECT FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id)
        """;

    // They have failed and wait for another attempt. Lanes lead the index of what is due.
    private const string WaitingRows = """
        FROM deliveries d
        WHERE d.organization_id = @organization AND d.endpoint_id = @endpoint AND d.status = 'pending' AND d.lane IN (0, 1)
            AND d.created_at >= @since AND d.created_at < @until AND d.attempts > 0 AND d.claim_id IS NULL
            AND d.next_attempt_at > coalesce(@now, statement_timestamp())
            AND EXISTS (SELECT FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id)
        """;

    // Events that the endpoint subscribes to today and has no delivery of.
    private const string MissingRows = """
        FROM events e
        WHERE e.organization_id = @organization AND e.recorded_at >= @since AND e.recorded_at < @until AND NOT e.is_test
            AND e.type = ANY(@types) AND (cardinality(@templates) = 0 OR e.template_id = ANY(@templates))
            AND (e.batch_id IS NULL OR @each_of_batches)
            AND NOT EXISTS (
                SELECT FROM deliveries d
                WHERE d.organization_id = e.organization_id AND d.endpoint_id = @endpoint AND d.event_id = e.id)
        """;

    // The patterns of an event's type are a text per event, since unnest flattens arrays of arrays.
    private const string RecordSql = """
        WITH given AS (
            SELECT * FROM unnest(@organizations, @ids, @types, @patterns, @templates, @passes, @times, @payloads, @links, @traces,
                @batches)
                AS g (organization_id, id, type, patterns, template_id, pass_id, occurred_at, payload, sealed_links, trace_parent,
                    batch_id)),
        recorded AS (
            INSERT INTO events (organization_id, id, type, template_id, pass_id, occurred_at, payload, sealed_links, trace_parent, batch_id,
                is_test)
            SELECT organization_id, id, type, template_id, pass_id, occurred_at, payload, sealed_links, trace_parent, batch_id, false
            FROM given)
        INSERT INTO deliveries (organization_id, endpoint_id, event_id, event_type, status, trigger, attempts, step, lane)
        SELECT r.organization_id, r.id, g.id, g.type, 'pending', 'event', 0, 0, 0
        FROM given g JOIN webhook_endpoints r ON r.organization_id = g.organization_id
        WHERE r.disabled_at IS NULL AND r.deleted_at IS NULL AND r.event_types && string_to_array(g.patterns, ' ')
            AND (r.template_ids = ARRAY[]::uuid[] OR g.template_id = ANY (r.template_ids))
            AND (g.batch_id IS NULL OR r.batch_events = 'each')
        """;

    /// <summary>
    /// Records events with one delivery of each for every endpoint that subscribes to it. One statement, because tens of thousands of
    /// events arrive at once after an outage.
    /// </summary>
    /// <returns>The number of deliveries.</returns>
    internal async Task<int> RecordAsync(IReadOnlyList<RecordedEvent> recorded, CancellationToken cancellationToken)
    {
        await using var command = Command(RecordSql);
        var parameters = command.Parameters;
        parameters.AddColumn("organizations", recorded, e => e.OrganizationId);
        parameters.AddColumn("ids", recorded, e => e.Id);
        parameters.AddColumn("types", recorded, e => e.Type);
        parameters.AddColumn("patterns", recorded, e => string.Join(' ', EventPattern.PatternsOf(e.Type)));
        parameters.AddColumn("templates", recorded, e => e.TemplateId);
        parameters.AddColumn("passes", recorded, e => e.PassId);
        parameters.AddColumn("times", recorded, e => e.OccurredAt.ToUniversalTime());
        parameters.AddColumn("payloads", recorded, e => e.Payload);
        parameters.AddColumn("links", recorded, e => e.SealedLinks);
        parameters.AddColumn("traces", recorded, e => e.TraceParent);
        parameters.AddColumn("batches", recorded, e => e.BatchId);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Makes a delivery due now. A pending one keeps its schedule; an ended one gets a single attempt. False when an attempt is in progress
    /// or the payload has been deleted.
    /// </summary>
    internal async Task<bool> ResendAsync(WebhookEndpoint endpoint, Guid eventId, int lastStep, CancellationToken cancellationToken)
    {
        await using var command = Command("""
            UPDATE deliveries d SET
                status = 'pending', trigger = 'resend', lane = 0, claim_id = NULL, next_attempt_at = coalesce(@now, statement_timestamp()),
                step = CASE WHEN status = 'pending' THEN step ELSE @last_step END
            WHERE organization_id = @organization AND endpoint_id = @endpoint AND event_id = @event
                AND (claim_id IS NULL OR next_attempt_at <= coalesce(@now, statement_timestamp()))
                AND EXISTS (SELECT FROM events e WHERE e.organization_id = d.organization_id AND e.id = d.event_id)
            """);
        command.Parameters.AddWithValue("organization", endpoint.OrganizationId);
        command.Parameters.AddWithValue("endpoint", endpoint.Id);
        command.Parameters.AddWithValue("event", eventId);
        command.Parameters.AddWithValue("last_step", lastStep);
        command.Parameters.Add(clock.Now());
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>The failed deliveries, and those that wait for another attempt when the span includes them.</summary>
    internal async Task<long> CountFailedAsync(DeliverySpan span, CancellationToken cancellationToken) =>
        await CountAsync(FailedRows, span, cancellationToken)
        + (span.IncludesPending ? await CountAsync(WaitingRows, span, cancellationToken) : 0);

    /// <summary>
    /// Starts the schedule of failed deliveries anew, at most 10,000 of them, and makes those due that wait for another attempt, when the
    /// span includes them: as many as are left of the 10,000.
    /// </summary>
    internal async Task<int> RecoverFailedAsync(DeliverySpan span, CancellationToken cancellationToken)
    {
        var failed = await RecoverAsync(FailedRows, "step = 0", MaxScheduled, span, cancellationToken);
        return !span.IncludesPending || failed == MaxScheduled
            ? failed
            : failed + await RecoverAsync(WaitingRows, "step = t.step", MaxScheduled - failed, span, cancellationToken);
    }

    internal Task<long> CountMissingAsync(DeliverySpan span, CancellationToken cancellationToken) =>
        CountAsync(MissingRows, span, cancellationToken);

    /// <summary>Creates the missing deliveries, at most 10,000 of them.</summary>
    internal Task<int> ReplayMissingAsync(DeliverySpan span, CancellationToken cancellationToken) => ExecuteAsync(
        $"""
         INSERT INTO deliveries
             (organization_id, endpoint_id, event_id, event_type, status, trigger, attempts, step, lane, next_attempt_at)
         SELECT @organization, @endpoint, e.id, e.type, 'pending', 'replay', 0, 0, 1, coalesce(@now, statement_timestamp())
         {MissingRows} ORDER BY e.id LIMIT {MaxScheduled}
         ON CONFLICT DO NOTHING
         """,
        span, cancellationToken);

    /// <summary>
    /// Statistics of the deliveries and attempts of the last <paramref name="span"/>. CTEs: <c>m</c> is now and the start of the span,
    /// <c>d</c> the deliveries by status, <c>a</c> the attempts with their results, <c>r</c> the attempts by result.
    /// </summary>
    internal async Task<WebhookStatisticsResponse> ReadStatisticsAsync(
        WebhookEndpoint endpoint, TimeSpan span, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH m AS (SELECT coalesce(@now, statement_timestamp()) AS now, coalesce(@now, statement_timestamp()) - @span AS since),
            d AS (
                SELECT status, count(*) AS number FROM deliveries, m
                WHERE organization_id = @organization AND endpoint_id = @endpoint AND created_at >= m.since GROUP BY status),
            a AS (
                SELECT coalesce(error, 'delivered') AS result, duration_ms FROM attempts, m
                WHERE organization_id = @organization AND endpoint_id = @endpoint AND started_at >= m.since),
            r AS (SELECT result, count(*) AS number FROM a GROUP BY result)
            SELECT m.since,
                   coalesce((SELECT number FROM d WHERE status = 'delivered'), 0),
                   coalesce((SELECT number FROM d WHERE status = 'failed'), 0),
                   coalesce((SELECT number FROM d WHERE status = 'pending'), 0),
                   coalesce((SELECT array_agg(result ORDER BY result) FROM r), ARRAY[]::text[]),
                   coalesce((SELECT array_agg(number ORDER BY result) FROM r), ARRAY[]::bigint[]),
                   (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY duration_ms) FROM a),
                   (SELECT percentile_disc(0.95) WITHIN GROUP (ORDER BY duration_ms) FROM a),
                   s.failing_since,
                   CASE WHEN s.breaker_open_until > m.now THEN s.breaker_open_until END
            FROM m JOIN webhook_endpoint_states s ON s.organization_id = @organization AND s.endpoint_id = @endpoint
            """);
        command.Parameters.AddWithValue("organization", endpoint.OrganizationId);
        command.Parameters.AddWithValue("endpoint", endpoint.Id);
        command.Parameters.AddWithValue("span", span);
        command.Parameters.Add(clock.Now());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new WebhookStatisticsResponse
        {
            Since = reader.GetFieldValue<DateTimeOffset>(0),
            Delivered = reader.GetInt64(1),
            Failed = reader.GetInt64(2),
            Pending = reader.GetInt64(3),
            Attempts = reader.GetFieldValue<string[]>(4).Zip(reader.GetFieldValue<long[]>(5))
                .ToDictionary(pair => pair.First, pair => pair.Second),
            DurationP50Ms = reader.GetFieldValue<int?>(6),
            DurationP95Ms = reader.GetFieldValue<int?>(7),
            FailingSince = reader.GetFieldValue<DateTimeOffset?>(8),
            PausedUntil = reader.GetFieldValue<DateTimeOffset?>(9),
        };
    }

    private Task<int> RecoverAsync(string rows, string step, int limit, DeliverySpan span, CancellationToken cancellationToken) =>
        ExecuteAsync(
            $"""
             UPDATE deliveries t SET
                 status = 'pending', trigger = 'recover', {step}, lane = 1, next_attempt_at = coalesce(@now, statement_timestamp())
             FROM (SELECT d.event_id {rows} ORDER BY d.event_id LIMIT {limit} FOR UPDATE OF d) chosen
             WHERE t.organization_id = @organization AND t.endpoint_id = @endpoint AND t.event_id = chosen.event_id
             """,
            span, cancellationToken);

    private async Task<long> CountAsync(string rows, DeliverySpan span, CancellationToken cancellationToken)
    {
        await using var command = Command($"SELECT count(*) {rows}", span);
        command.Parameters.Add(clock.Now());
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private async Task<int> ExecuteAsync(string sql, DeliverySpan span, CancellationToken cancellationToken)
    {
        await using var command = Command(sql, span);
        command.Parameters.Add(clock.Now());
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private NpgsqlCommand Command(string sql, DeliverySpan span)
    {
        var command = Command(sql);
        command.Parameters.AddWithValue("organization", span.Endpoint.OrganizationId);
        command.Parameters.AddWithValue("endpoint", span.Endpoint.Id);
        command.Parameters.AddWithValue("since", span.Since.ToUniversalTime());
        command.Parameters.AddWithValue("until", span.Until.ToUniversalTime());
        command.Parameters.AddWithValue("types", EventPattern.NamesOf(span.Endpoint.EventTypes));
        command.Parameters.AddWithValue("templates", span.Endpoint.TemplateIds);
        command.Parameters.AddWithValue("each_of_batches", span.Endpoint.BatchEvents == WebhookBatchEvents.Each);
        return command;
    }

    // In the request's transaction.
    private NpgsqlCommand Command(string sql) => new(sql, (NpgsqlConnection)db.Database.GetDbConnection());
}
