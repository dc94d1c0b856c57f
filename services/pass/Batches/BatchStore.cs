using Microsoft.Extensions.Options;
using Npgsql;

namespace Passinstance.Passes.Batches;

/// <summary>A unit that this process has claimed, with its items.</summary>
internal sealed record ClaimedUnit(
    Guid ClaimId, Guid OrganizationId, Guid BatchId, int Number, int Attempts, int FirstIndex, bool IsDryRun, string Items);

/// <summary>The workers' SQL. Each statement is a transaction of its own, and all times are the database's.</summary>
internal sealed class BatchStore(NpgsqlDataSource database, IOptions<BatchOptions> options, TimeProvider time)
{
    private const int OrganizationsAtOnce = 64;

    /// <summary>Organizations with open units and how many units each has in progress, the fewest first.</summary>
    /// <remarks>
    /// <c>found</c> jumps through the index from one organization to the next, however many units wait in between; the last row is null.
    /// </remarks>
    private const string OpenOrganizations = """
        WITH RECURSIVE found AS (
            (SELECT organization_id FROM batch_units WHERE ended_at IS NULL ORDER BY organization_id LIMIT 1)
            UNION ALL
            SELECT (SELECT u.organization_id FROM batch_units u WHERE u.ended_at IS NULL AND u.organization_id > f.organization_id
                    ORDER BY u.organization_id LIMIT 1)
            FROM found f WHERE f.organization_id IS NOT NULL)
        SELECT f.organization_id, (SELECT count(*) FROM batch_units p
            WHERE p.organization_id = f.organization_id AND p.ended_at IS NULL AND p.claim_id IS NOT NULL
                AND p.available_at > statement_timestamp())
        FROM found f WHERE f.organization_id IS NOT NULL ORDER BY 2, random() LIMIT @limit
        """;

    /// <summary>The next unit of the batch of one organization that was served longest ago.</summary>
    /// <remarks>A unit is locked before its batch, here as in a cancel.</remarks>
    private const string ClaimOne = """
        WITH due AS (
            SELECT u.batch_id, u.number, b.is_dry_run FROM (
                SELECT id, served_at, is_dry_run FROM batches
                WHERE organization_id = @organization_id AND completed_at IS NULL AND received_at IS NOT NULL
                ORDER BY served_at NULLS FIRST, id) b
            CROSS JOIN LATERAL (
                SELECT n.batch_id, n.number FROM batch_units n
                WHERE n.organization_id = @organization_id AND n.batch_id = b.id AND n.ended_at IS NULL
                    AND n.available_at <= statement_timestamp() AND (n.depends_on IS NULL OR NOT EXISTS (
                        SELECT FROM batch_units e WHERE e.organization_id = @organization_id AND e.batch_id = n.batch_id
                            AND e.ended_at IS NULL AND e.number <= n.depends_on))
                ORDER BY n.number LIMIT 1 FOR UPDATE OF n SKIP LOCKED) u
            ORDER BY b.served_at NULLS FIRST, b.id LIMIT 1),
        claimed AS (
            UPDATE batch_units u SET claim_id = @claim_id, available_at = clock_timestamp() + @lease
            FROM due WHERE u.organization_id = @organization_id AND u.batch_id = due.batch_id AND u.number = due.number
            RETURNING u.batch_id, u.number, u.attempts, u.first_index, due.is_dry_run, u.items),
        served AS (
            UPDATE batches b SET served_at = clock_timestamp(), started_at = coalesce(b.started_at, @now),
                status = CASE WHEN b.status = 'pending' THEN 'running' ELSE b.status END
            FROM claimed c WHERE b.organization_id = @organization_id AND b.id = c.batch_id)
        SELECT * FROM claimed
        """;

    /// <summary>
    /// Claims up to <paramref name="limit"/> units, each for the organization with the fewest in progress over all replicas.
    /// </summary>
    internal async Task<IReadOnlyList<ClaimedUnit>> ClaimAsync(int limit, CancellationToken cancellationToken)
    {
        var open = new PriorityQueue<Guid, long>();
        await using (var command = database.CreateCommand(OpenOrganizations))
        {
            command.Parameters.AddWithValue("limit", OrganizationsAtOnce);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                open.Enqueue(reader.GetGuid(0), reader.GetInt64(1));
        }

        var claimed = new List<ClaimedUnit>();
        while (claimed.Count < limit && open.TryDequeue(out var organizationId, out var inProgress))
        {
            if (await ClaimOneAsync(organizationId, cancellationToken) is not { } unit)
                continue;
            claimed.Add(unit);
            open.Enqueue(organizationId, inProgress + 1);
        }

        return claimed;
    }

    /// <summary>Batches whose units have all ended: a process may be killed before it ends the batch of the last one.</summary>
    internal async Task<IReadOnlyList<(Guid OrganizationId, Guid BatchId)>> FindDoneAsync(CancellationToken cancellationToken)
    {
        // Batches of all organizations, in the order of the index: organization_id plays no part.
        await using var command = database.CreateCommand("""
            SELECT b.organization_id, b.id FROM batches b WHERE b.completed_at IS NULL AND b.received_at IS NOT NULL AND NOT EXISTS (
                SELECT FROM batch_units u WHERE u.organization_id = b.organization_id AND u.batch_id = b.id AND u.ended_at IS NULL)
            LIMIT 20
            """);
        var done = new List<(Guid, Guid)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            done.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return done;
    }

    /// <summary>Makes claims last another lease; one that another process has taken over is left alone.</summary>
    internal async Task RenewAsync(IReadOnlyCollection<ClaimedUnit> claimed, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE batch_units u SET available_at = clock_timestamp() + @lease
            FROM unnest(@organization_ids, @batch_ids, @numbers, @claim_ids) AS c (organization_id, batch_id, number, claim_id)
            WHERE u.organization_id = c.organization_id AND u.batch_id = c.batch_id AND u.number = c.number AND u.claim_id = c.claim_id
            """);
        command.Parameters.AddWithValue("organization_ids", claimed.Select(c => c.OrganizationId).ToArray());
        command.Parameters.AddWithValue("batch_ids", claimed.Select(c => c.BatchId).ToArray());
        command.Parameters.AddWithValue("numbers", claimed.Select(c => c.Number).ToArray());
        command.Parameters.AddWithValue("claim_ids", claimed.Select(c => c.ClaimId).ToArray());
        command.Parameters.AddWithValue("lease", options.Value.Lease);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Releases a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="delay">How long it is not claimed again.</param>
    /// <param name="isAttempt">Whether it counts as an attempt: another service did not respond.</param>
    internal async Task ReleaseAsync(ClaimedUnit unit, TimeSpan delay, bool isAttempt, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE batch_units SET claim_id = NULL, available_at = clock_timestamp() + @delay, attempts = attempts + @attempts
            WHERE organization_id = @organization_id AND batch_id = @batch_id AND number = @number AND claim_id = @claim_id
            """);
        command.Parameters.AddWithValue("organization_id", unit.OrganizationId);
        command.Parameters.AddWithValue("batch_id", unit.BatchId);
        command.Parameters.AddWithValue("number", unit.Number);
        command.Parameters.AddWithValue("claim_id", unit.ClaimId);
        command.Parameters.AddWithValue("delay", delay);
        command.Parameters.AddWithValue("attempts", isAttempt ? 1 : 0);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<ClaimedUnit?> ClaimOneAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        var claimId = Guid.NewGuid();
        await using var command = database.CreateCommand(ClaimOne);
        command.Parameters.AddWithValue("organization_id", organizationId);
        command.Parameters.AddWithValue("claim_id", claimId);
        command.Parameters.AddWithValue("lease", options.Value.Lease);
        command.Parameters.AddWithValue("now", time.GetUtcNow());
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ClaimedUnit(
                claimId, organizationId, reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2), reader.GetInt32(3),
                reader.GetBoolean(4), reader.GetString(5))
            : null;
    }
}
