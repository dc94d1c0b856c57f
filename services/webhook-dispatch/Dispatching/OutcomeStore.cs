using Microsoft.Extensions.Options;
using Npgsql;
using Passinstance.Persistence.Columns;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Persistence;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>An attempt that was made, and what follows from it.</summary>
/// <param name="Delivery">The claim it was made under.</param>
/// <param name="Outcome">Its result.</param>
/// <param name="Status">The delivery's new status.</param>
/// <param name="Delay">Until the next attempt; null when there is none.</param>
/// <param name="BreakerPause">How long the endpoint's circuit breaker opens; null when it does not.</param>
internal sealed record RecordedAttempt(
    ClaimedDelivery Delivery, AttemptOutcome Outcome, DeliveryStatus Status, TimeSpan? Delay, TimeSpan? BreakerPause);

internal readonly record struct WebhookEndpointKey(Guid OrganizationId, Guid EndpointId);

/// <summary>
/// Writes many results in one transaction: the attempts, the deliveries' new state and the endpoints'. A delivery that another claim holds
/// by now is left alone, and its attempt is not written: that claim makes its own.
/// </summary>
internal sealed class OutcomeStore(NpgsqlDataSource database, DatabaseClock clock, IOptions<DispatchOptions> options)
{
    /// <summary>
    /// CTEs: <c>m</c> is the time, <c>o</c> the results as rows, <c>done</c> the deliveries that this claim still holds, with their new
    /// state. The attempts of <c>done</c> are inserted.
    /// </summary>
    private const string WriteDeliveries = """
        WITH m AS (SELECT coalesce(@now, statement_timestamp()) AS now),
        o AS (
            SELECT * FROM unnest(
                @organizations, @endpoints, @events, @claims, @statuses, @delays, @status_codes, @errors, @started, @durations, @dns,
                @connect, @tls,
                @first_bytes, @responses, @urls)
            AS o (organization_id, endpoint_id, event_id, claim_id, status, delay, status_code, error, started_at, duration_ms, dns_ms,
            connect_ms,
                  tls_ms, first_byte_ms, response, url)),
        done AS (
            UPDATE deliveries d SET
                attempts = d.attempts + 1, step = d.step + 1, lane = 1, claim_id = NULL, status = o.status,
                last_status_code = o.status_code, last_error = o.error,
                first_attempt_at = coalesce(d.first_attempt_at, o.started_at),
                delivered_at = CASE WHEN o.status = 'delivered' THEN (SELECT now FROM m) ELSE d.delivered_at END,
                next_attempt_at = CASE WHEN o.status = 'pending' THEN (SELECT now FROM m) + o.delay END
            FROM o
            WHERE d.organization_id = o.organization_id AND d.endpoint_id = o.endpoint_id AND d.event_id = o.event_id
                AND d.claim_id = o.claim_id
            RETURNING d.organization_id, d.endpoint_id, d.event_id, d.attempts, d.trigger, d.next_attempt_at)
        INSERT INTO attempts (
            organization_id, endpoint_id, event_id, number, trigger, url, started_at, duration_ms, status_code, error, dns_ms,
            connect_ms, tls_ms,
            first_byte_ms, response, next_attempt_at)
        SELECT organization_id, endpoint_id, event_id, done.attempts, done.trigger, o.url, o.started_at, o.duration_ms, o.status_code,
        o.error,
               o.dns_ms, o.connect_ms, o.tls_ms, o.first_byte_ms, o.response, done.next_attempt_at
        FROM done JOIN o USING (organization_id, endpoint_id, event_id)
        """;

    /// <summary>
    /// CTEs: <c>m</c> is the time, <c>t</c> the results by endpoint. Only rows that change are written: the successes of a healthy endpoint
    /// do not touch its row.
    /// </summary>
    private const string WriteStates = """
        WITH m AS (SELECT coalesce(@now, statement_timestamp()) AS now)
        UPDATE webhook_endpoint_states s SET
            failing_since = CASE WHEN t.succeeded THEN NULL
                                 WHEN s.failing_since IS NULL OR s.last_failure_at < m.now - @disable_after THEN m.now
                                 ELSE s.failing_since END,
            last_failure_at = CASE WHEN t.failed THEN m.now ELSE s.last_failure_at END,
            breaker_trips = CASE WHEN t.pause IS NOT NULL THEN s.breaker_trips + 1
                                 WHEN t.succeeded AND s.breaker_open_until <= m.now THEN 0
                                 ELSE s.breaker_trips END,
            breaker_open_until = CASE WHEN t.pause IS NOT NULL THEN m.now + t.pause
                                      WHEN t.succeeded AND s.breaker_open_until <= m.now THEN NULL
                                      ELSE s.breaker_open_until END,
            slow_until = CASE WHEN t.overloaded THEN m.now + interval '60 seconds' ELSE s.slow_until END
        FROM m, unnest(@organizations, @endpoints, @succeeded, @failed, @pauses, @overloaded)
            AS t (organization_id, endpoint_id, succeeded, failed, pause, overloaded)
        WHERE s.organization_id = t.organization_id AND s.endpoint_id = t.endpoint_id
            AND (t.failed OR s.failing_since IS NOT NULL OR s.breaker_trips > 0)
        RETURNING s.organization_id, s.endpoint_id, coalesce(s.failing_since <= m.now - @disable_after, false)
        """;

    /// <returns>Endpoints with only failures for too long.</returns>
    internal async Task<IReadOnlyList<WebhookEndpointKey>> RecordAsync(
        IReadOnlyList<RecordedAttempt> attempts, CancellationToken cancellationToken)
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
                if (reader.GetBoolean(2))
                    failing.Add(new WebhookEndpointKey(reader.GetGuid(0), reader.GetGuid(1)));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return failing;
    }

    private NpgsqlCommand DeliveriesCommand(NpgsqlConnection connection, IReadOnlyList<RecordedAttempt> attempts)
    {
        var command = new NpgsqlCommand(WriteDeliveries, connection);
        void Add<T>(string name, Func<RecordedAttempt, T> value) => command.Parameters.AddColumn(name, attempts, value);
        command.Parameters.Add(clock.Now());
        Add("organizations", a => a.Delivery.OrganizationId);
        Add("endpoints", a => a.Delivery.EndpointId);
        Add("events", a => a.Delivery.EventId);
        Add("claims", a => a.Delivery.ClaimId);
        Add("statuses", a => WireNames.Of(a.Status));
        Add("delays", a => a.Delay);
        Add("status_codes", a => a.Outcome.StatusCode);
        Add("errors", a => a.Outcome.Error);
        Add("started", a => a.Outcome.StartedAt);
        Add("durations", a => (int)a.Outcome.Duration.TotalMilliseconds);
        Add("dns", a => Milliseconds(a.Outcome.Dns));
        Add("connect", a => Milliseconds(a.Outcome.Connect));
        Add("tls", a => Milliseconds(a.Outcome.Tls));
        Add("first_bytes", a => Milliseconds(a.Outcome.FirstByte));
        Add("responses", a => a.Outcome.Response);
        Add("urls", a => a.Delivery.Url);
        return command;
    }

    private NpgsqlCommand StatesCommand(NpgsqlConnection connection, IReadOnlyList<RecordedAttempt> attempts)
    {
        // Sorted, so that two replicas lock the same endpoints in the same order.
        var endpoints = attempts.GroupBy(a => new WebhookEndpointKey(a.Delivery.OrganizationId, a.Delivery.EndpointId))
            .OrderBy(group => group.Key.OrganizationId).ThenBy(group => group.Key.EndpointId).ToList();
        var command = new NpgsqlCommand(WriteStates, connection);
        command.Parameters.Add(clock.Now());
        command.Parameters.AddWithValue("disable_after", options.Value.DisableAfter);
        command.Parameters.AddColumn("organizations", endpoints, group => group.Key.OrganizationId);
        command.Parameters.AddColumn("endpoints", endpoints, group => group.Key.EndpointId);
        command.Parameters.AddColumn("succeeded", endpoints, group => group.Any(a => a.Outcome.IsSuccess));
        command.Parameters.AddColumn("failed", endpoints, group => group.Any(a => !a.Outcome.IsSuccess));
        command.Parameters.AddColumn("pauses", endpoints, group => group.Max(a => a.BreakerPause));
        command.Parameters.AddColumn("overloaded", endpoints, group => group.Any(a => a.Outcome.StatusCode is 429 or 503));
        return command;
    }

    private static int? Milliseconds(TimeSpan? duration) => duration is { } length ? (int)Math.Round(length.TotalMilliseconds) : null;
}
