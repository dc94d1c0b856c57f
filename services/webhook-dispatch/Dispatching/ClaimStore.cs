using System.Diagnostics;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Webhooks.Persistence;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>A delivery that this process has claimed, with all that sending needs.</summary>
internal sealed record ClaimedDelivery(
    Guid ClaimId, Guid OrganizationId, Guid EndpointId, Guid EventId, int Step, string Trigger, string Url, byte[]? SealedHeaders,
    IReadOnlyList<SealedSigningKey> SealedKeys, byte[] Payload, byte[]? SealedLinks, string? TraceParent, DateTimeOffset RecordedAt,
    DateTimeOffset ClaimedAt, int BreakerTrips)
{
    /// <summary>Stopwatch timestamp of the claim.</summary>
    internal long ClaimedTimestamp { get; } = Stopwatch.GetTimestamp();

    /// <summary>The event's id in the API, which is the <c>webhook-id</c> too.</summary>
    internal string PublicEventId => TypeId.Format(IdPrefixes.Event, EventId);

    /// <summary>The endpoint's id in the API.</summary>
    internal string PublicWebhookId => TypeId.Format(IdPrefixes.Webhook, EndpointId);
}

/// <summary>An active signing key of an endpoint.</summary>
internal sealed record SealedSigningKey(SignatureAlgorithm Algorithm, byte[] Sealed);

/// <summary>
/// Claims due deliveries, in one transaction of two statements. The first finds the endpoints that may receive now and locks their state
/// rows. The second therefore sees all that was committed before the locks, and claims as many deliveries as rate, concurrency and fairness
/// allow. No transaction is open while a receiver is called.
/// </summary>
internal sealed class ClaimStore(NpgsqlDataSource database, DatabaseClock clock, IOptions<DispatchOptions> options)
{
    internal const short FirstAttempts = 0;
    internal const short Retries = 1;

    // A token bucket per endpoint holds a quarter of a second, so no second exceeds the rate by more than a quarter.
    private const string TokensNow =
        "least(greatest(1, r.max_per_second / 4.0), s.tokens + extract(epoch FROM m.now - s.tokens_at) * r.max_per_second)";

    /// <summary>
    /// Locks the state rows of the endpoints that may receive now.
    /// <list type="bullet">
    /// <item><c>m</c>: the time, once for the whole statement.</item>
    /// <item><c>waiting</c>: the endpoints with a pending delivery in the lane. It hops from endpoint to endpoint through ix_deliveries_due
    /// (a loose index scan), so its cost is the number of endpoints, not of deliveries.</item>
    /// <item>The query keeps endpoints that are enabled, whose circuit breaker is closed, that have a token left and a delivery that is
    /// due. An endpoint that is probed or overloaded gets one delivery at a time.</item>
    /// </list>
    /// </summary>
    private const string LockReady = $"""
        WITH RECURSIVE m AS MATERIALIZED (SELECT coalesce(@now, statement_timestamp()) AS now),
        waiting AS (
            (SELECT organization_id, endpoint_id FROM deliveries WHERE status = 'pending' AND lane = @lane
             ORDER BY organization_id, endpoint_id LIMIT 1)
            UNION ALL
            SELECT n.organization_id, n.endpoint_id FROM waiting w CROSS JOIN LATERAL (
                SELECT d.organization_id, d.endpoint_id FROM deliveries d
                WHERE d.status = 'pending' AND d.lane = @lane
                    AND (d.organization_id, d.endpoint_id) > (w.organization_id, w.endpoint_id)
                ORDER BY d.organization_id, d.endpoint_id LIMIT 1) n)
        SELECT s.organization_id, s.endpoint_id,
               CASE WHEN s.breaker_trips > 0 OR s.slow_until > m.now THEN 1 ELSE r.max_concurrency END,
               CASE WHEN r.max_per_second IS NULL THEN NULL ELSE {TokensNow} END,
               s.breaker_trips, m.now
        FROM waiting w
        CROSS JOIN m
        JOIN webhook_endpoints r ON r.organization_id = w.organization_id AND r.id = w.endpoint_id
            AND r.disabled_at IS NULL AND r.deleted_at IS NULL
        JOIN webhook_endpoint_states s ON s.organization_id = w.organization_id AND s.endpoint_id = w.endpoint_id
            AND (s.breaker_open_until IS NULL OR s.breaker_open_until <= m.now)
            AND (r.max_per_second IS NULL OR {TokensNow} >= 1)
        WHERE EXISTS (
            SELECT FROM deliveries d WHERE d.status = 'pending' AND d.lane = @lane AND d.organization_id = w.organization_id
                AND d.endpoint_id = w.endpoint_id AND d.next_attempt_at <= (SELECT now FROM m))
        FOR UPDATE OF s SKIP LOCKED
        """;

    /// <summary>
    /// Claims deliveries of the locked endpoints.
    /// <list type="bullet">
    /// <item><c>ready</c>: the endpoints with their limits, and how many of their deliveries are in progress in any process.</item>
    /// <item><c>due</c>: of each endpoint the oldest due deliveries, as many as its concurrency and tokens leave; <c>turn</c> numbers
    /// them.</item>
    /// <item><c>turns</c>: numbers the deliveries of each organization so that its endpoints take turns.</item>
    /// <item><c>shares</c>: of each organization's deliveries those within its limit, in the order in which they are chosen: the first of
    /// each organization, then the second of each, and so on.</item>
    /// <item><c>chosen</c>: of these, as many that no organization has more than twice as many in progress as stay free after it (a dynamic
    /// threshold, Choudhury and Hahne 1998). However many organizations wait for endpoints that do not respond, the next one finds a free
    /// place.</item>
    /// <item><c>claimed</c>: marks them with the claim, until the end of the lease.</item>
    /// <item><c>spent</c>: takes a token for each from the buckets of endpoints with a rate.</item>
    /// <item>The query adds address, headers, payload and the active keys, the newest first.</item>
    /// </list>
    /// </summary>
    private const string Claim = """
        WITH ready AS (
            SELECT a.*, (SELECT count(*) FROM deliveries d WHERE d.organization_id = a.organization_id AND d.endpoint_id = a.endpoint_id
                         AND d.claim_id IS NOT NULL AND d.next_attempt_at > @now) AS in_progress
            FROM unnest(@organizations, @endpoints, @concurrencies, @tokens) AS a (organization_id, endpoint_id, concurrency, tokens)),
        due AS (
            SELECT d.organization_id, d.endpoint_id, d.event_id, d.turn FROM ready a CROSS JOIN LATERAL (
                SELECT x.*, row_number() OVER () AS turn FROM (
                    SELECT y.organization_id, y.endpoint_id, y.event_id FROM deliveries y
                    WHERE y.status = 'pending' AND y.lane = @lane AND y.organization_id = a.organization_id
                        AND y.endpoint_id = a.endpoint_id
                        AND y.next_attempt_at <= @now
                    ORDER BY y.next_attempt_at
                    LIMIT greatest(0, least(a.concurrency - a.in_progress, coalesce(floor(a.tokens)::bigint, @limit), @limit))
                    FOR UPDATE SKIP LOCKED) x) d),
        turns AS (SELECT d.*, row_number() OVER (PARTITION BY d.organization_id ORDER BY d.turn) AS organization_turn FROM due d),
        busy AS (
            SELECT o.organization_id, (
                SELECT count(*) FROM deliveries d
                WHERE d.organization_id = o.organization_id AND d.claim_id IS NOT NULL AND d.next_attempt_at > @now) AS in_progress
            FROM (SELECT DISTINCT organization_id FROM due) o),
        shares AS (
            SELECT t.*, b.in_progress, row_number() OVER (ORDER BY t.organization_turn, t.turn) AS place
            FROM turns t JOIN busy b ON b.organization_id = t.organization_id
            WHERE t.organization_turn <= @organization_limit - b.in_progress),
        chosen AS (
            SELECT s.* FROM shares s
            WHERE @room IS NULL OR s.in_progress + s.organization_turn <= greatest(1, 2 * (@room - s.place))
            ORDER BY s.place LIMIT @limit),
        claimed AS (
            UPDATE deliveries d SET claim_id = @claim, next_attempt_at = @now + @lease FROM chosen c
            WHERE d.organization_id = c.organization_id AND d.endpoint_id = c.endpoint_id AND d.event_id = c.event_id
            RETURNING d.organization_id, d.endpoint_id, d.event_id, d.step, d.trigger, c.organization_turn),
        spent AS (
            UPDATE webhook_endpoint_states s SET tokens = t.tokens - t.taken, tokens_at = @now
            FROM (SELECT a.organization_id, a.endpoint_id, a.tokens, count(*) AS taken
                  FROM ready a JOIN claimed c ON c.organization_id = a.organization_id AND c.endpoint_id = a.endpoint_id
                  WHERE a.tokens IS NOT NULL GROUP BY a.organization_id, a.endpoint_id, a.tokens) t
            WHERE s.organization_id = t.organization_id AND s.endpoint_id = t.endpoint_id)
        SELECT c.organization_id, c.endpoint_id, c.event_id, c.step, c.trigger, r.url, r.sealed_headers, e.payload, e.trace_parent,
        e.recorded_at,
               k.sealed_keys, k.algorithms, e.sealed_links
        FROM claimed c
        CROSS JOIN LATERAL (
            SELECT coalesce(array_agg(k.sealed_key ORDER BY k.algorithm, k.created_at DESC, k.id DESC), ARRAY[]::bytea[]) AS sealed_keys,
                   coalesce(array_agg(k.algorithm ORDER BY k.algorithm, k.created_at DESC, k.id DESC), ARRAY[]::smallint[]) AS algorithms
            FROM webhook_secrets k
            WHERE k.organization_id = c.organization_id AND k.endpoint_id = c.endpoint_id
                AND (k.expires_at IS NULL OR k.expires_at > @now)) k
        JOIN webhook_endpoints r ON r.organization_id = c.organization_id AND r.id = c.endpoint_id
        JOIN events e ON e.organization_id = c.organization_id AND e.id = c.event_id
        ORDER BY c.organization_turn
        """;

    private const string OfClaims = """
        FROM unnest(@organizations, @endpoints, @events, @claims) AS h (organization_id, endpoint_id, event_id, claim_id)
        WHERE d.organization_id = h.organization_id AND d.endpoint_id = h.endpoint_id AND d.event_id = h.event_id
            AND d.claim_id = h.claim_id
        """;

    /// <summary>Claims up to <paramref name="limit"/> due deliveries of a lane.</summary>
    /// <param name="lane">First attempts or retries.</param>
    /// <param name="limit">The most deliveries to claim.</param>
    /// <param name="room">Free places in this process, of which no organization takes all; null when they do not matter.</param>
    internal async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(
        short lane, int limit, CancellationToken cancellationToken, int? room = null)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ready = await LockReadyAsync(connection, lane, cancellationToken);
        if (ready.Count == 0)
            return [];

        var claimed = await ClaimAsync(connection, ready, lane, limit, room, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return claimed;
    }

    /// <summary>Extends claims by another lease. A claim that another process has taken over is not changed.</summary>
    /// <returns>The number of claims that still held.</returns>
    internal async Task<int> RenewAsync(IReadOnlyCollection<ClaimedDelivery> held, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"UPDATE deliveries d SET next_attempt_at = coalesce(@now, statement_timestamp()) + @lease {OfClaims}");
        AddClaims(command, held);
        command.Parameters.AddWithValue("lease", options.Value.Lease);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Releases claims because this process stops: due at once, without counting an attempt.</summary>
    internal async Task ReleaseAsync(IReadOnlyCollection<ClaimedDelivery> held, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            $"UPDATE deliveries d SET claim_id = NULL, next_attempt_at = coalesce(@now, statement_timestamp()) {OfClaims}");
        AddClaims(command, held);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private void AddClaims(NpgsqlCommand command, IReadOnlyCollection<ClaimedDelivery> held)
    {
        command.Parameters.AddColumn("organizations", held, delivery => delivery.OrganizationId);
        command.Parameters.AddColumn("endpoints", held, delivery => delivery.EndpointId);
        command.Parameters.AddColumn("events", held, delivery => delivery.EventId);
        command.Parameters.AddColumn("claims", held, delivery => delivery.ClaimId);
        command.Parameters.Add(clock.Now());
    }

    private async Task<List<ReadyEndpoint>> LockReadyAsync(NpgsqlConnection connection, short lane, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LockReady, connection);
        command.Parameters.Add(clock.Now());
        command.Parameters.AddWithValue("lane", lane);
        var ready = new List<ReadyEndpoint>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ready.Add(new ReadyEndpoint(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetFieldValue<double?>(3), reader.GetInt32(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return ready;
    }

    private async Task<List<ClaimedDelivery>> ClaimAsync(
        NpgsqlConnection connection, List<ReadyEndpoint> ready, short lane, int limit, int? room, CancellationToken cancellationToken)
    {
        var claimId = Guid.NewGuid();
        var now = ready[0].Now;
        var trips = ready.ToDictionary(r => (r.OrganizationId, r.EndpointId), r => r.BreakerTrips);
        await using var command = new NpgsqlCommand(Claim, connection);
        command.Parameters.AddColumn("organizations", ready, r => r.OrganizationId);
        command.Parameters.AddColumn("endpoints", ready, r => r.EndpointId);
        command.Parameters.AddColumn("concurrencies", ready, r => r.Concurrency);
        command.Parameters.AddColumn("tokens", ready, r => r.Tokens);
        command.Parameters.AddWithValue("now", now);
        command.Parameters.AddWithValue("lane", lane);
        command.Parameters.AddWithValue("limit", (long)limit);
        command.Parameters.AddWithValue("room", NpgsqlDbType.Bigint, room is { } places ? (long)places : DBNull.Value);
        command.Parameters.AddWithValue("organization_limit", (long)options.Value.ConcurrencyPerOrganization);
        command.Parameters.AddWithValue("claim", claimId);
        command.Parameters.AddWithValue("lease", options.Value.Lease);
        var claimed = new List<ClaimedDelivery>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (organizationId, endpointId) = (reader.GetGuid(0), reader.GetGuid(1));
            claimed.Add(new ClaimedDelivery(
                claimId, organizationId, endpointId, EventId: reader.GetGuid(2), Step: reader.GetInt32(3), Trigger: reader.GetString(4),
                Url: reader.GetString(5), SealedHeaders: reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6), ReadKeys(reader),
                Payload: reader.GetFieldValue<byte[]>(7),
                SealedLinks: reader.IsDBNull(12) ? null : reader.GetFieldValue<byte[]>(12), TraceParent: reader.IsDBNull(8)
                    ? null
                    : reader.GetString(8), RecordedAt: reader.GetFieldValue<DateTimeOffset>(9), now,
                trips[(organizationId, endpointId)]));
        }

        return claimed;
    }

    private static IReadOnlyList<SealedSigningKey> ReadKeys(NpgsqlDataReader reader) =>
        [.. reader.GetFieldValue<byte[][]>(10).Zip(
            reader.GetFieldValue<short[]>(11), (key, algorithm) => new SealedSigningKey((SignatureAlgorithm)algorithm, key))];

    private sealed record ReadyEndpoint(
        Guid OrganizationId, Guid EndpointId, int Concurrency, double? Tokens, int BreakerTrips, DateTimeOffset Now);
}
