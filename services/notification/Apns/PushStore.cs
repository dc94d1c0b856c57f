using System.Security.Cryptography;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Passinstance.Notifications.Apns;

/// <summary>A push that this process has claimed.</summary>
internal sealed record ClaimedPush(Guid ClaimId, Topic Topic, string PushToken, int Requests, int Attempts, DateTimeOffset RequestedAt)
{
    /// <summary>Apple's id of the push: the same each time it is tried, also by another process after a crash.</summary>
    internal Guid ApnsId => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{Topic.OrganizationId} {Topic.PassTypeIdentifier} {PushToken} {RequestedAt.UtcTicks}")).AsSpan(0, 16));
}

/// <summary>What becomes of a claimed push: it is done, or it is due again after a delay, as a failed attempt or as none.</summary>
/// <param name="Push">The claim.</param>
/// <param name="IsDone">It is not tried again.</param>
/// <param name="Delay">When it is tried again.</param>
/// <param name="IsFailure">Whether that counts as an attempt.</param>
/// <param name="Rejection">Why it is done without having come to the device; null when it has.</param>
internal sealed record SettledPush(ClaimedPush Push, bool IsDone, TimeSpan Delay, bool IsFailure, string? Rejection = null);

/// <summary>
/// The worker's SQL. Claims go round the pass types, so that one with a million devices does not keep the others waiting. No transaction is open
/// while Apple is spoken to.
/// </summary>
internal sealed class PushStore(NpgsqlDataSource database)
{
    internal static readonly TimeSpan Lease = TimeSpan.FromSeconds(90);

    private const string Topics = """
        WITH RECURSIVE topics AS (
            (SELECT organization_id, pass_type_identifier FROM apple_pushes ORDER BY organization_id, pass_type_identifier LIMIT 1)
            UNION ALL
            SELECT n.organization_id, n.pass_type_identifier FROM topics t CROSS JOIN LATERAL (
                SELECT p.organization_id, p.pass_type_identifier FROM apple_pushes p
                WHERE (p.organization_id, p.pass_type_identifier) > (t.organization_id, t.pass_type_identifier)
                ORDER BY p.organization_id, p.pass_type_identifier LIMIT 1) n)
        """;

    private const string Claim = $"""
        {Topics},
        full_lanes AS (SELECT * FROM unnest($3::uuid[], $4::text[], $5::int[]) AS f (organization_id, pass_type_identifier, free)),
        due AS (
            SELECT d.organization_id, d.pass_type_identifier, d.push_token
            FROM topics t LEFT JOIN full_lanes f USING (organization_id, pass_type_identifier) CROSS JOIN LATERAL (
                SELECT p.organization_id, p.pass_type_identifier, p.push_token FROM apple_pushes p
                WHERE p.organization_id = t.organization_id AND p.pass_type_identifier = t.pass_type_identifier AND p.available_at <= clock_timestamp()
                ORDER BY p.available_at LIMIT least($1, greatest(0, coalesce(f.free, $1))) FOR UPDATE SKIP LOCKED) d
            LIMIT $1)
        UPDATE apple_pushes p SET claim_id = $2, available_at = clock_timestamp() + $6
        FROM due WHERE p.organization_id = due.organization_id AND p.pass_type_identifier = due.pass_type_identifier AND p.push_token = due.push_token
        RETURNING p.organization_id, p.pass_type_identifier, p.push_token, p.requests, p.attempts, p.requested_at
        """;

    private const string NextDue = $"""
        {Topics}
        SELECT extract(epoch FROM min(d.available_at) - clock_timestamp())::float8 FROM topics t CROSS JOIN LATERAL (
            SELECT p.available_at FROM apple_pushes p
            WHERE p.organization_id = t.organization_id AND p.pass_type_identifier = t.pass_type_identifier AND p.available_at < 'infinity'
            ORDER BY p.available_at LIMIT 1) d
        """;

    // In the order in which changes ask for pushes, so that the two cannot wait for each other. The statements after this one see what was asked for
    // until it had the locks.
    private const string Lock = """
        SELECT FROM apple_pushes p JOIN unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) AS o (organization_id, pass_type_identifier, push_token, claim_id)
            USING (organization_id, pass_type_identifier, push_token, claim_id)
        ORDER BY p.organization_id, p.pass_type_identifier, p.push_token FOR UPDATE OF p
        """;

    // A notification's message that was asked for while the push was under way is not settled by it, and is an earlier request of the next one.
    private const string SettleNotifications = """
        UPDATE notification_devices d SET
            status = CASE WHEN d.request > o.requests THEN d.status WHEN o.rejection IS NULL THEN 'accepted' ELSE 'rejected' END,
            reason = CASE WHEN d.request > o.requests THEN d.reason ELSE o.rejection END,
            request = CASE WHEN d.request > o.requests THEN d.request - o.requests ELSE d.request END
        FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::int[], $6::bool[], $7::text[])
            AS o (organization_id, pass_type_identifier, push_token, claim_id, requests, done, rejection)
        JOIN apple_pushes p USING (organization_id, pass_type_identifier, push_token, claim_id)
        WHERE o.done AND d.organization_id = o.organization_id AND d.push_token = o.push_token AND d.pass_type_identifier = o.pass_type_identifier AND d.status = 'pending'
        """;

    // What was asked for again while a push was under way is due again: the device may have asked before the newer change.
    private const string Settle = $"""
        WITH o AS MATERIALIZED (
            SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::int[], $6::bool[], $7::interval[], $8::bool[])
            AS o (organization_id, pass_type_identifier, push_token, claim_id, requests, done, delay, failed)),
        gone AS (
            DELETE FROM apple_pushes p USING o
            WHERE p.organization_id = o.organization_id AND p.pass_type_identifier = o.pass_type_identifier AND p.push_token = o.push_token
              AND p.claim_id = o.claim_id AND o.done AND p.requests = o.requests)
        UPDATE apple_pushes p SET
            claim_id = NULL,
            requests = CASE WHEN o.done THEN p.requests - o.requests ELSE p.requests END,
            requested_at = CASE WHEN o.done THEN clock_timestamp() ELSE p.requested_at END,
            attempts = CASE WHEN o.done THEN 0 WHEN o.failed THEN p.attempts + 1 ELSE p.attempts END,
            available_at = clock_timestamp() + CASE WHEN o.done THEN {ApplePush.FirstWait} ELSE o.delay END
        FROM o
        WHERE p.organization_id = o.organization_id AND p.pass_type_identifier = o.pass_type_identifier AND p.push_token = o.push_token
          AND p.claim_id = o.claim_id AND NOT (o.done AND p.requests = o.requests)
        """;

    /// <summary>Claims up to <paramref name="limit"/> due pushes, of each pass type no more than it has room for.</summary>
    internal async Task<IReadOnlyList<ClaimedPush>> ClaimAsync(int limit, IReadOnlyCollection<(Topic Topic, int Free)> lanes, CancellationToken cancellationToken)
    {
        var claimId = Guid.NewGuid();
        await using var command = database.CreateCommand(Claim);
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = claimId });
        command.Parameters.Add(new() { Value = lanes.Select(lane => lane.Topic.OrganizationId).ToArray() });
        command.Parameters.Add(new() { Value = lanes.Select(lane => lane.Topic.PassTypeIdentifier).ToArray() });
        command.Parameters.Add(new() { Value = lanes.Select(lane => lane.Free).ToArray() });
        command.Parameters.Add(new() { Value = Lease });
        var claimed = new List<ClaimedPush>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            claimed.Add(new ClaimedPush(
                claimId, new Topic(reader.GetGuid(0), reader.GetString(1)), reader.GetString(2), reader.GetInt32(3), reader.GetInt32(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return claimed;
    }

    /// <summary>How long until something is due; null when nothing waits.</summary>
    internal async Task<TimeSpan?> NextDueAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(NextDue);
        return await command.ExecuteScalarAsync(cancellationToken) is double seconds ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;
    }

    /// <summary>Writes what became of claims. A claim that another process has taken over meanwhile stays that process's.</summary>
    internal async Task SettleAsync(IReadOnlyList<SettledPush> settled, CancellationToken cancellationToken)
    {
        NpgsqlParameter Of<T>(Func<SettledPush, T> value, NpgsqlDbType type) => new() { Value = settled.Select(value).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
        NpgsqlParameter[] Claims() =>
        [
            Of(s => s.Push.Topic.OrganizationId, NpgsqlDbType.Uuid), Of(s => s.Push.Topic.PassTypeIdentifier, NpgsqlDbType.Text),
            Of(s => s.Push.PushToken, NpgsqlDbType.Text), Of(s => s.Push.ClaimId, NpgsqlDbType.Uuid),
        ];
        // Sent together, a batch is one transaction.
        await using var batch = database.CreateBatch();
        void Add(string sql, params NpgsqlParameter[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddRange(parameters);
            batch.BatchCommands.Add(command);
        }

        Add(Lock, Claims());
        Add(SettleNotifications, [.. Claims(), Of(s => s.Push.Requests, NpgsqlDbType.Integer), Of(s => s.IsDone, NpgsqlDbType.Boolean), Of(s => s.Rejection, NpgsqlDbType.Text)]);
        Add(Settle, [.. Claims(), Of(s => s.Push.Requests, NpgsqlDbType.Integer), Of(s => s.IsDone, NpgsqlDbType.Boolean), Of(s => s.Delay, NpgsqlDbType.Interval), Of(s => s.IsFailure, NpgsqlDbType.Boolean)]);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Makes claims last another lease.</summary>
    internal async Task RenewAsync(IReadOnlyCollection<ClaimedPush> held, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE apple_pushes p SET available_at = clock_timestamp() + $5
            FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[]) AS h (organization_id, pass_type_identifier, push_token, claim_id)
            WHERE p.organization_id = h.organization_id AND p.pass_type_identifier = h.pass_type_identifier AND p.push_token = h.push_token AND p.claim_id = h.claim_id
            """);
        command.Parameters.Add(new() { Value = held.Select(p => p.Topic.OrganizationId).ToArray() });
        command.Parameters.Add(new() { Value = held.Select(p => p.Topic.PassTypeIdentifier).ToArray() });
        command.Parameters.Add(new() { Value = held.Select(p => p.PushToken).ToArray() });
        command.Parameters.Add(new() { Value = held.Select(p => p.ClaimId).ToArray() });
        command.Parameters.Add(new() { Value = Lease });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
