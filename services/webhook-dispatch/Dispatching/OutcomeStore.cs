using Npgsql;
using NpgsqlTypes;
using Passinstance.Webhooks.Deliveries;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>An attempt that was made, and what follows from it.</summary>
/// <param name="Delivery">The claim it was made under.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Status">What the delivery is now.</param>
/// <param name="Delay">To the next attempt; null when there is none.</param>
/// <param name="BreakerPause">How long the receiver's breaker opens; null when it does not.</param>
internal sealed record RecordedAttempt(ClaimedDelivery Delivery, AttemptOutcome Outcome, DeliveryStatus Status, TimeSpan? Delay, TimeSpan? BreakerPause);

/// <summary>A receiver.</summary>
internal readonly record struct WebhookEndpointKey(Guid OrganizationId, Guid EndpointId);

/// <summary>
/// Writes outcomes, many at once: the attempt, the delivery's new state and the receiver's in one transaction. A delivery that another claim
/// holds meanwhile is left alone, its attempt too: that claim makes its own.
/// </summary>
internal sealed class OutcomeStore(NpgsqlDataSource database, DispatchClock clock)
{
    private const string WriteDeliveries = """
        WITH m AS (SELECT coalesce($1, statement_timestamp()) AS now),
        o AS (
            SELECT * FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::interval[], $8::int[], $9::text[], $10::timestamptz[], $11::int[],
                                 $12::int[], $13::int[], $14::int[], $15::int[], $16::text[], $17::text[])
            AS o (organization_id, endpoint_id, event_id, claim_id, status, delay, status_code, error, started_at, duration_ms, dns_ms, connect_ms, tls_ms, first_byte_ms, response, url)),
        done AS (
            UPDATE deliveries d SET
                attempts = d.attempts + 1, step = d.step + 1, lane = 1, claim_id = NULL, status = o.status, last_status_code = o.status_code, last_error = o.error,
                first_attempt_at = coalesce(d.first_attempt_at, o.started_at),
                delivered_at = CASE WHEN o.status = 'delivered' THEN (SELECT now FROM m) ELSE d.delivered_at END,
                next_attempt_at = CASE WHEN o.status = 'pending' THEN (SELECT now FROM m) + o.delay END
            FROM o
            WHERE d.organization_id = o.organization_id AND d.endpoint_id = o.endpoint_id AND d.event_id = o.event_id AND d.claim_id = o.claim_id
            RETURNING d.organization_id, d.endpoint_id, d.event_id, d.attempts, d.trigger, d.next_attempt_at)
        INSERT INTO attempts (organization_id, endpoint_id, event_id, number, trigger, url, started_at, duration_ms, status_code, error, dns_ms, connect_ms, tls_ms, first_byte_ms, response, next_attempt_at)
        SELECT organization_id, endpoint_id, event_id, done.attempts, done.trigger, o.url, o.started_at, o.duration_ms, o.status_code, o.error, o.dns_ms, o.connect_ms, o.tls_ms, o.first_byte_ms, o.response,
               done.next_attempt_at
        FROM done JOIN o USING (organization_id, endpoint_id, event_id)
        """;

    // Written only when something changes: a healthy receiver's row is not touched by its successes.
    private const string WriteStates = """
        WITH m AS (SELECT coalesce($1, statement_timestamp()) AS now)
        UPDATE webhook_endpoint_states s SET
            failing_since = CASE WHEN t.succeeded THEN NULL
                                 WHEN s.failing_since IS NULL OR s.last_failure_at < m.now - $7 THEN m.now
                                 ELSE s.failing_since END,
            last_failure_at = CASE WHEN t.failed THEN m.now ELSE s.last_failure_at END,
            breaker_trips = CASE WHEN t.pause IS NOT NULL THEN s.breaker_trips + 1 WHEN t.succeeded AND s.breaker_open_until <= m.now THEN 0 ELSE s.breaker_trips END,
            breaker_open_until = CASE WHEN t.pause IS NOT NULL THEN m.now + t.pause WHEN t.succeeded AND s.breaker_open_until <= m.now THEN NULL ELSE s.breaker_open_until END,
            slow_until = CASE WHEN t.overloaded THEN m.now + interval '60 seconds' ELSE s.slow_until END
        FROM m, unnest($2::uuid[], $3::uuid[], $4::bool[], $5::bool[], $6::interval[], $8::bool[]) AS t (organization_id, endpoint_id, succeeded, failed, pause, overloaded)
        WHERE s.organization_id = t.organization_id AND s.endpoint_id = t.endpoint_id
            AND (t.failed OR s.failing_since IS NOT NULL OR s.breaker_trips > 0)
        RETURNING s.organization_id, s.endpoint_id, s.failing_since <= m.now - $7
        """;

    /// <returns>Receivers that have done nothing but fail for too long.</returns>
    internal async Task<IReadOnlyList<WebhookEndpointKey>> RecordAsync(IReadOnlyList<RecordedAttempt> attempts, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var command = DeliveriesCommand(connection, attempts))
            await command.ExecuteNonQueryAsync(cancellationToken);

        var failing = new List<WebhookEndpointKey>();
        await using (var command = StatesCommand(connection, attempts))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (!reader.IsDBNull(2) && reader.GetBoolean(2))
                    failing.Add(new WebhookEndpointKey(reader.GetGuid(0), reader.GetGuid(1)));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return failing;
    }

    private NpgsqlCommand DeliveriesCommand(NpgsqlConnection connection, IReadOnlyList<RecordedAttempt> attempts)
    {
        var command = new NpgsqlCommand(WriteDeliveries, connection);
        void Add<T>(Func<RecordedAttempt, T> value, NpgsqlDbType type) =>
            command.Parameters.Add(new() { Value = attempts.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
        command.Parameters.Add(clock.Now());
        Add(a => a.Delivery.OrganizationId, NpgsqlDbType.Uuid);
        Add(a => a.Delivery.EndpointId, NpgsqlDbType.Uuid);
        Add(a => a.Delivery.EventId, NpgsqlDbType.Uuid);
        Add(a => a.Delivery.ClaimId, NpgsqlDbType.Uuid);
        Add(a => WebhookEndpoints.WebhookResponse.Word(a.Status), NpgsqlDbType.Text);
        Add(a => a.Delay, NpgsqlDbType.Interval);
        Add(a => a.Outcome.StatusCode, NpgsqlDbType.Integer);
        Add(a => a.Outcome.Error, NpgsqlDbType.Text);
        Add(a => a.Outcome.StartedAt, NpgsqlDbType.TimestampTz);
        Add(a => (int)a.Outcome.Duration.TotalMilliseconds, NpgsqlDbType.Integer);
        Add(a => Milliseconds(a.Outcome.Dns), NpgsqlDbType.Integer);
        Add(a => Milliseconds(a.Outcome.Connect), NpgsqlDbType.Integer);
        Add(a => Milliseconds(a.Outcome.Tls), NpgsqlDbType.Integer);
        Add(a => Milliseconds(a.Outcome.FirstByte), NpgsqlDbType.Integer);
        Add(a => a.Outcome.Response, NpgsqlDbType.Text);
        Add(a => a.Delivery.Url, NpgsqlDbType.Text);
        return command;
    }

    private NpgsqlCommand StatesCommand(NpgsqlConnection connection, IReadOnlyList<RecordedAttempt> attempts)
    {
        // Sorted, so that two replicas that write the same receivers lock them in the same order.
        var endpoints = attempts.GroupBy(a => new WebhookEndpointKey(a.Delivery.OrganizationId, a.Delivery.EndpointId))
            .OrderBy(group => group.Key.OrganizationId).ThenBy(group => group.Key.EndpointId).ToList();
        var command = new NpgsqlCommand(WriteStates, connection);
        void Add<T>(Func<IGrouping<WebhookEndpointKey, RecordedAttempt>, T> value, NpgsqlDbType type) =>
            command.Parameters.Add(new() { Value = endpoints.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type });
        command.Parameters.Add(clock.Now());
        Add(group => group.Key.OrganizationId, NpgsqlDbType.Uuid);
        Add(group => group.Key.EndpointId, NpgsqlDbType.Uuid);
        Add(group => group.Any(a => a.Outcome.IsSuccess), NpgsqlDbType.Boolean);
        Add(group => group.Any(a => !a.Outcome.IsSuccess), NpgsqlDbType.Boolean);
        Add(group => group.Max(a => a.BreakerPause), NpgsqlDbType.Interval);
        command.Parameters.Add(new() { Value = DispatchLimits.FailingTooLong });
        Add(group => group.Any(a => a.Outcome.StatusCode is 429 or 503), NpgsqlDbType.Boolean);
        return command;
    }

    private static int? Milliseconds(TimeSpan? duration) => duration is { } length ? (int)Math.Round(length.TotalMilliseconds) : null;
}
