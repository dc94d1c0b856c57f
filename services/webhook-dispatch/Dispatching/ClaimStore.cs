using Npgsql;
using NpgsqlTypes;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>A delivery that this process has claimed, with all it needs to send it.</summary>
internal sealed record ClaimedDelivery(
    Guid ClaimId, Guid OrganizationId, Guid EndpointId, Guid EventId, int Step, string Trigger, string Url, byte[]? SealedHeaders,
    IReadOnlyList<SealedSigningKey> SealedKeys, byte[] Payload, string? TraceParent, DateTimeOffset RecordedAt, DateTimeOffset ClaimedAt, int BreakerTrips);

/// <summary>A live key of a receiver.</summary>
internal sealed record SealedSigningKey(SignatureAlgorithm Algorithm, byte[] Sealed);

/// <summary>
/// Claims due deliveries. First the receivers with something due are found by hopping through the index of what is due, and their state rows
/// locked; then, in a second statement that sees all that was committed before the locks, as many deliveries as rate, concurrency and
/// fairness allow are marked. No transaction is open while a receiver is spoken to.
/// </summary>
internal sealed class ClaimStore(NpgsqlDataSource database, DispatchClock clock, DispatchLimits limits)
{
    internal const short FirstAttempts = 0;
    internal const short Retries = 1;

    // A receiver's bucket holds a quarter of a second, so that no second sees more than a quarter above the rate.
    private const string TokensNow = "least(greatest(1, r.max_per_second / 4.0), s.tokens + extract(epoch FROM m.now - s.tokens_at) * r.max_per_second)";

    private const string LockReady = $"""
        WITH RECURSIVE m AS MATERIALIZED (SELECT coalesce($1, statement_timestamp()) AS now),
        waiting AS (
            (SELECT organization_id, endpoint_id FROM deliveries WHERE status = 'pending' AND lane = $2 ORDER BY organization_id, endpoint_id LIMIT 1)
            UNION ALL
            SELECT n.organization_id, n.endpoint_id FROM waiting w CROSS JOIN LATERAL (
                SELECT d.organization_id, d.endpoint_id FROM deliveries d
                WHERE d.status = 'pending' AND d.lane = $2 AND (d.organization_id, d.endpoint_id) > (w.organization_id, w.endpoint_id)
                ORDER BY d.organization_id, d.endpoint_id LIMIT 1) n)
        SELECT s.organization_id, s.endpoint_id,
               CASE WHEN s.breaker_trips > 0 OR s.slow_until > m.now THEN 1 ELSE r.max_concurrency END,
               CASE WHEN r.max_per_second IS NULL THEN NULL ELSE {TokensNow} END,
               s.breaker_trips, m.now
        FROM waiting w
        CROSS JOIN m
        JOIN webhook_endpoints r ON r.organization_id = w.organization_id AND r.id = w.endpoint_id AND r.disabled_at IS NULL AND r.deleted_at IS NULL
        JOIN webhook_endpoint_states s ON s.organization_id = w.organization_id AND s.endpoint_id = w.endpoint_id
            AND (s.breaker_open_until IS NULL OR s.breaker_open_until <= m.now)
            AND (r.max_per_second IS NULL OR {TokensNow} >= 1)
        WHERE EXISTS (
            SELECT FROM deliveries d WHERE d.status = 'pending' AND d.lane = $2 AND d.organization_id = w.organization_id
                AND d.endpoint_id = w.endpoint_id AND d.next_attempt_at <= (SELECT now FROM m))
        FOR UPDATE OF s SKIP LOCKED
        """;

    private const string Claim = """
        WITH asked AS (
            SELECT a.*, (SELECT count(*) FROM deliveries d WHERE d.organization_id = a.organization_id AND d.endpoint_id = a.endpoint_id
                         AND d.claim_id IS NOT NULL AND d.next_attempt_at > $5) AS under_way
            FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[]) AS a (organization_id, endpoint_id, concurrency, tokens)),
        due AS (
            SELECT d.organization_id, d.endpoint_id, d.event_id, d.turn FROM asked a CROSS JOIN LATERAL (
                SELECT x.*, row_number() OVER () AS turn FROM (
                    SELECT y.organization_id, y.endpoint_id, y.event_id FROM deliveries y
                    WHERE y.status = 'pending' AND y.lane = $6 AND y.organization_id = a.organization_id AND y.endpoint_id = a.endpoint_id AND y.next_attempt_at <= $5
                    ORDER BY y.next_attempt_at LIMIT greatest(0, least(a.concurrency - a.under_way, a.tokens, $7))
                    FOR UPDATE SKIP LOCKED) x) d),
        turns AS (SELECT d.*, row_number() OVER (PARTITION BY d.organization_id ORDER BY d.turn) AS organization_turn FROM due d),
        chosen AS (
            SELECT t.* FROM turns t
            WHERE t.organization_turn <= $8 - (SELECT count(*) FROM deliveries d WHERE d.organization_id = t.organization_id AND d.claim_id IS NOT NULL AND d.next_attempt_at > $5)
            ORDER BY t.organization_turn, t.turn LIMIT $7),
        claimed AS (
            UPDATE deliveries d SET claim_id = $9, next_attempt_at = $5 + $10 FROM chosen c
            WHERE d.organization_id = c.organization_id AND d.endpoint_id = c.endpoint_id AND d.event_id = c.event_id
            RETURNING d.organization_id, d.endpoint_id, d.event_id, d.step, d.trigger, c.organization_turn),
        spent AS (
            UPDATE webhook_endpoint_states s SET tokens = t.tokens_now - t.taken, tokens_at = $5
            FROM (SELECT b.organization_id, b.endpoint_id, b.tokens_now, count(*) AS taken
                  FROM unnest($1::uuid[], $2::uuid[], $11::float8[]) AS b (organization_id, endpoint_id, tokens_now)
                  JOIN claimed c ON c.organization_id = b.organization_id AND c.endpoint_id = b.endpoint_id
                  WHERE b.tokens_now IS NOT NULL GROUP BY b.organization_id, b.endpoint_id, b.tokens_now) t
            WHERE s.organization_id = t.organization_id AND s.endpoint_id = t.endpoint_id)
        SELECT c.organization_id, c.endpoint_id, c.event_id, c.step, c.trigger, r.url, r.sealed_headers, e.payload, e.recorded_at,
               k.sealed_keys, k.algorithms, e.trace_parent
        FROM claimed c
        CROSS JOIN LATERAL (
            SELECT array_agg(k.sealed_key ORDER BY k.algorithm, k.created_at DESC, k.id DESC) AS sealed_keys,
                   array_agg(k.algorithm ORDER BY k.algorithm, k.created_at DESC, k.id DESC) AS algorithms
            FROM webhook_secrets k
            WHERE k.organization_id = c.organization_id AND k.endpoint_id = c.endpoint_id AND (k.expires_at IS NULL OR k.expires_at > $5)) k
        JOIN webhook_endpoints r ON r.organization_id = c.organization_id AND r.id = c.endpoint_id
        JOIN events e ON e.organization_id = c.organization_id AND e.id = c.event_id
        ORDER BY c.organization_turn
        """;

    /// <summary>Claims up to <paramref name="limit"/> due deliveries of a lane.</summary>
    internal async Task<IReadOnlyList<ClaimedDelivery>> ClaimAsync(short lane, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var ready = await LockReadyAsync(connection, lane, cancellationToken);
        if (ready.Count == 0)
            return [];

        var claimId = Guid.NewGuid();
        var trips = ready.ToDictionary(r => (r.OrganizationId, r.EndpointId), r => r.BreakerTrips);
        var now = ready[0].Now;
        await using var command = new NpgsqlCommand(Claim, connection, transaction);
        command.Parameters.Add(new() { Value = ready.ConvertAll(r => r.OrganizationId).ToArray() });
        command.Parameters.Add(new() { Value = ready.ConvertAll(r => r.EndpointId).ToArray() });
        command.Parameters.Add(new() { Value = ready.ConvertAll(r => r.Concurrency).ToArray() });
        command.Parameters.Add(new() { Value = ready.ConvertAll(r => r.Tokens is { } tokens ? (int)tokens : int.MaxValue).ToArray() });
        command.Parameters.Add(new() { Value = now });
        command.Parameters.Add(new() { Value = lane });
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = limits.PerOrganization });
        command.Parameters.Add(new() { Value = claimId });
        command.Parameters.Add(new() { Value = limits.Lease });
        command.Parameters.Add(new() { Value = ready.ConvertAll(r => r.Tokens).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Double });
        var claimed = new List<ClaimedDelivery>();
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                claimed.Add(new ClaimedDelivery(
                    claimId, reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), reader.GetInt32(3), reader.GetString(4), reader.GetString(5),
                    reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6),
                    reader.IsDBNull(9) ? [] : [.. reader.GetFieldValue<byte[][]>(9).Zip(reader.GetFieldValue<short[]>(10), (key, algorithm) => new SealedSigningKey((SignatureAlgorithm)algorithm, key))],
                    reader.GetFieldValue<byte[]>(7), reader.IsDBNull(11) ? null : reader.GetString(11), reader.GetFieldValue<DateTimeOffset>(8), now,
                    trips[(reader.GetGuid(0), reader.GetGuid(1))]));
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return claimed;
    }

    /// <summary>Makes claims last another lease. A claim that another process has taken over meanwhile stays that process's.</summary>
    /// <returns>Claims that still held.</returns>
    internal async Task<int> RenewAsync(IReadOnlyCollection<ClaimedDelivery> held, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE deliveries d SET next_attempt_at = coalesce($5, statement_timestamp()) + $6
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) AS h (organization_id, endpoint_id, event_id, claim_id)
            WHERE d.organization_id = h.organization_id AND d.endpoint_id = h.endpoint_id AND d.event_id = h.event_id AND d.claim_id = h.claim_id
            """);
        AddKeys(command, held);
        command.Parameters.Add(clock.Now());
        command.Parameters.Add(new() { Value = limits.Lease });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives claims back, due at once and without charging an attempt: this process stops.</summary>
    internal async Task ReleaseAsync(IReadOnlyCollection<ClaimedDelivery> held, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE deliveries d SET claim_id = NULL, next_attempt_at = coalesce($5, statement_timestamp())
            FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) AS h (organization_id, endpoint_id, event_id, claim_id)
            WHERE d.organization_id = h.organization_id AND d.endpoint_id = h.endpoint_id AND d.event_id = h.event_id AND d.claim_id = h.claim_id
            """);
        AddKeys(command, held);
        command.Parameters.Add(clock.Now());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddKeys(NpgsqlCommand command, IReadOnlyCollection<ClaimedDelivery> held)
    {
        command.Parameters.Add(new() { Value = held.Select(d => d.OrganizationId).ToArray() });
        command.Parameters.Add(new() { Value = held.Select(d => d.EndpointId).ToArray() });
        command.Parameters.Add(new() { Value = held.Select(d => d.EventId).ToArray() });
        command.Parameters.Add(new() { Value = held.Select(d => d.ClaimId).ToArray() });
    }

    private async Task<List<ReadyEndpoint>> LockReadyAsync(NpgsqlConnection connection, short lane, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LockReady, connection);
        command.Parameters.Add(clock.Now());
        command.Parameters.Add(new() { Value = lane });
        var ready = new List<ReadyEndpoint>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            ready.Add(new ReadyEndpoint(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.IsDBNull(3) ? null : reader.GetDouble(3), reader.GetInt32(4),
                reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return ready;
    }

    private sealed record ReadyEndpoint(Guid OrganizationId, Guid EndpointId, int Concurrency, double? Tokens, int BreakerTrips, DateTimeOffset Now);
}
