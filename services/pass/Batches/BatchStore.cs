using Microsoft.Extensions.Options;
using Npgsql;
using Passinstance.Persistence.Columns;

namespace Passinstance.Passes.Batches;

/// <summary>A unit that this process has claimed.</summary>
internal sealed record ClaimedUnit(Guid ClaimId, Guid OrganizationId, Guid BatchId, int Number, int Attempts);

/// <summary>An item without a result.</summary>
internal sealed record PendingItem(int Index, BatchOperation Operation, string Request);

/// <summary>The workers' SQL. Each statement is a transaction of its own, and all times are the database's.</summary>
internal sealed class BatchStore(NpgsqlDataSource database, IOptions<BatchOptions> options)
{
    private const int OrganizationsAtOnce = 64;
    private const int ItemsAtOnce = 100;

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
                AND p.available_at > clock_timestamp())
        FROM found f WHERE f.organization_id IS NOT NULL ORDER BY 2, random() LIMIT @limit
        """;

    private const string ClaimOne = """
        UPDATE batch_units u SET claim_id = @claim_id, available_at = clock_timestamp() + @lease
        FROM (SELECT batch_id, number FROM batch_units
              WHERE organization_id = @organization_id AND ended_at IS NULL AND available_at <= clock_timestamp()
              ORDER BY batch_id, number LIMIT 1 FOR UPDATE SKIP LOCKED) due
        WHERE u.organization_id = @organization_id AND u.batch_id = due.batch_id AND u.number = due.number
        RETURNING u.batch_id, u.number, u.attempts
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

    /// <summary>Marks the batch as started, the first time.</summary>
    internal async Task MarkStartedAsync(ClaimedUnit unit, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            UPDATE batches SET status = 'running', started_at = @now
            WHERE organization_id = @organization_id AND id = @batch_id AND status = 'pending'
            """);
        command.Parameters.AddWithValue("organization_id", unit.OrganizationId);
        command.Parameters.AddWithValue("batch_id", unit.BatchId);
        command.Parameters.AddWithValue("now", now);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>The next items of a unit in their order; memory holds no more of a batch than these.</summary>
    internal async Task<IReadOnlyList<PendingItem>> ReadPendingAsync(ClaimedUnit unit, int after, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT index, operation, request FROM batch_items
            WHERE organization_id = @organization_id AND batch_id = @batch_id AND unit = @number AND index > @after AND status = 'pending'
            ORDER BY index LIMIT @limit
            """);
        command.Parameters.AddWithValue("organization_id", unit.OrganizationId);
        command.Parameters.AddWithValue("batch_id", unit.BatchId);
        command.Parameters.AddWithValue("number", unit.Number);
        command.Parameters.AddWithValue("after", after);
        command.Parameters.AddWithValue("limit", ItemsAtOnce);
        var items = new List<PendingItem>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            items.Add(new PendingItem(reader.GetInt32(0), OperationOf(reader.GetString(1)), reader.GetString(2)));
        return items;
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
    /// <param name="cancellationToken">Ends the statement.</param>
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
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new ClaimedUnit(claimId, organizationId, reader.GetGuid(0), reader.GetInt32(1), reader.GetInt32(2))
            : null;
    }

    private static BatchOperation OperationOf(string operationName) => WireNames.TryParse<BatchOperation>(operationName, out var operation)
        ? operation
        : throw new InvalidOperationException($"The database holds the unknown batch operation '{operationName}'.");
}
