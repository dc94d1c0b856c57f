using Npgsql;
using NpgsqlTypes;

namespace Passinstance.Passes.Batches;

/// <summary>A chunk that this process holds.</summary>
internal sealed record ClaimedItems(Guid ClaimId, Guid OrganizationId, Guid BatchId, int Number, int Attempts);

/// <summary>An item whose turn it is.</summary>
internal sealed record PendingItem(int Index, BatchOperation Operation, string Request);

/// <summary>The workers' SQL. Each statement is a transaction of its own, and all times are the database's.</summary>
internal sealed class BatchStore(NpgsqlDataSource database, BatchLimits limits)
{
    private const int OrganizationsAtOnce = 64;
    private const int ItemsAtOnce = 100;

    // From one organisation to the next by the index, however many chunks wait in between.
    private const string OpenOrganizations = """
        WITH RECURSIVE found AS (
            (SELECT organization_id FROM batch_units WHERE ended_at IS NULL ORDER BY organization_id LIMIT 1)
            UNION ALL
            SELECT (SELECT c.organization_id FROM batch_units c WHERE c.ended_at IS NULL AND c.organization_id > f.organization_id ORDER BY c.organization_id LIMIT 1)
            FROM found f WHERE f.organization_id IS NOT NULL)
        SELECT f.organization_id, (SELECT count(*) FROM batch_units h
            WHERE h.organization_id = f.organization_id AND h.ended_at IS NULL AND h.claim_id IS NOT NULL AND h.available_at > clock_timestamp())
        FROM found f WHERE f.organization_id IS NOT NULL ORDER BY 2, random() LIMIT $1
        """;

    private const string ClaimOne = """
        UPDATE batch_units t SET claim_id = $2, available_at = clock_timestamp() + $3
        FROM (SELECT batch_id, number FROM batch_units WHERE organization_id = $1 AND ended_at IS NULL AND available_at <= clock_timestamp()
              ORDER BY batch_id, number LIMIT 1 FOR UPDATE SKIP LOCKED) c
        WHERE t.organization_id = $1 AND t.batch_id = c.batch_id AND t.number = c.number
        RETURNING t.batch_id, t.number, t.attempts
        """;

    /// <summary>Claims up to <paramref name="limit"/> chunks, always one for the organisation that has the fewest under way, over all replicas.</summary>
    internal async Task<IReadOnlyList<ClaimedItems>> ClaimAsync(int limit, CancellationToken cancellationToken)
    {
        var open = new PriorityQueue<Guid, long>();
        await using (var command = database.CreateCommand(OpenOrganizations))
        {
            command.Parameters.Add(new() { Value = OrganizationsAtOnce });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                open.Enqueue(reader.GetGuid(0), reader.GetInt64(1));
        }

        var claimed = new List<ClaimedItems>();
        while (claimed.Count < limit && open.TryDequeue(out var organizationId, out var underWay))
        {
            if (await ClaimOneAsync(organizationId, cancellationToken) is not { } chunk)
                continue;
            claimed.Add(chunk);
            open.Enqueue(organizationId, underWay + 1);
        }

        return claimed;
    }

    /// <summary>Marks the batch as begun, the first time.</summary>
    internal async Task BeginAsync(ClaimedItems chunk, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "UPDATE batches SET status = 'running', started_at = $3 WHERE organization_id = $1 AND id = $2 AND status = 'pending'");
        command.Parameters.Add(new() { Value = chunk.OrganizationId });
        command.Parameters.Add(new() { Value = chunk.BatchId });
        command.Parameters.Add(new() { Value = now });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The next items of a chunk in their order; memory holds no more of a batch than these.</summary>
    internal async Task<IReadOnlyList<PendingItem>> ReadPendingAsync(ClaimedItems chunk, int after, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT index, operation, request FROM batch_items
            WHERE organization_id = $1 AND batch_id = $2 AND chunk = $3 AND index > $4 AND status = 'pending' ORDER BY index LIMIT $5
            """);
        command.Parameters.Add(new() { Value = chunk.OrganizationId });
        command.Parameters.Add(new() { Value = chunk.BatchId });
        command.Parameters.Add(new() { Value = chunk.Number });
        command.Parameters.Add(new() { Value = after });
        command.Parameters.Add(new() { Value = ItemsAtOnce });
        var items = new List<PendingItem>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            items.Add(new PendingItem(reader.GetInt32(0), BatchWords.Read<BatchOperation>(reader.GetString(1)), reader.GetString(2)));
        return items;
    }

    /// <summary>Makes claims last another lease; one that another process has taken over stays that process's.</summary>
    internal async Task RenewAsync(IReadOnlyCollection<ClaimedItems> held, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE batch_units c SET available_at = clock_timestamp() + $5
            FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::uuid[]) AS h (organization_id, batch_id, number, claim_id)
            WHERE c.organization_id = h.organization_id AND c.batch_id = h.batch_id AND c.number = h.number AND c.claim_id = h.claim_id
            """);
        command.Parameters.Add(new() { Value = held.Select(c => c.OrganizationId).ToArray() });
        command.Parameters.Add(new() { Value = held.Select(c => c.BatchId).ToArray() });
        command.Parameters.Add(new() { Value = held.Select(c => c.Number).ToArray() });
        command.Parameters.Add(new() { Value = held.Select(c => c.ClaimId).ToArray() });
        command.Parameters.Add(new() { Value = limits.Lease });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Gives a chunk back.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="pause">How long nobody shall try it.</param>
    /// <param name="charge">Whether it counts as an attempt: another service did not answer.</param>
    /// <param name="cancellationToken">Ends the statement.</param>
    internal async Task ReleaseAsync(ClaimedItems chunk, TimeSpan pause, bool charge, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE batch_units SET claim_id = NULL, available_at = clock_timestamp() + $5, attempts = attempts + $6
            WHERE organization_id = $1 AND batch_id = $2 AND number = $3 AND claim_id = $4
            """);
        command.Parameters.Add(new() { Value = chunk.OrganizationId });
        command.Parameters.Add(new() { Value = chunk.BatchId });
        command.Parameters.Add(new() { Value = chunk.Number });
        command.Parameters.Add(new() { Value = chunk.ClaimId });
        command.Parameters.Add(new() { Value = pause });
        command.Parameters.Add(new() { Value = charge ? 1 : 0, NpgsqlDbType = NpgsqlDbType.Integer });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ClaimedItems?> ClaimOneAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var claimId = Guid.NewGuid();
        await using var command = database.CreateCommand(ClaimOne);
        command.Parameters.Add(new() { Value = organizationId });
        command.Parameters.Add(new() { Value = claimId });
        command.Parameters.Add(new() { Value = limits.Lease });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ClaimedItems(claimId, organizationId, reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2))
            : null;
    }
}
