using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Persistence.Auditing;

/// <summary>
/// Appends the blocks of the chain. Requests write their entries without waiting for each other; what is committed is chained some seconds
/// later, in the order of transactions: below <c>pg_snapshot_xmin</c> no transaction can commit any more.
/// </summary>
public sealed partial class AuditChain(NpgsqlDataSource database, TimeProvider time, ILogger<AuditChain> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private const int MaxEntries = 20_000;

    // One replica at a time; the others find nothing left.
    private const long LockKey = 0x5061_7373_4175_6469;

    /// <summary>
    /// Where the chain ends, and up to where it may go on: the horizon, or the transaction after the most that one run takes.
    /// </summary>
    private const string IntervalSql = """
        WITH bounds AS (
            SELECT coalesce((SELECT to_position FROM audit_log_chain ORDER BY number DESC LIMIT 1), 0) AS low,
                pg_snapshot_xmin(pg_current_snapshot())::text::bigint + audit_log_offset() AS high)
        SELECT b.low, coalesce((
            SELECT e.recorded_in FROM audit_log e WHERE e.recorded_in >= b.low AND e.recorded_in < b.high
            ORDER BY e.recorded_in OFFSET $1 LIMIT 1), b.high)
        FROM bounds b
        """;

    private const string EntriesSql = $"""
        SELECT {AuditHash.Columns} FROM audit_log WHERE recorded_in >= $1 AND recorded_in < $2
        ORDER BY organization_id, recorded_in, id
        """;

    private sealed record Head(long Sequence, byte[] Hash);

    /// <summary>Appends what was committed until now; repeated until nothing is left.</summary>
    public async Task AppendAsync(CancellationToken cancellationToken)
    {
        while (await AppendOnceAsync(cancellationToken))
        {
        }
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Periodically.RunAsync(
        Interval, time, AppendAsync, exception => LogFailed(Interval, exception), stoppingToken);

    private async Task<bool> AppendOnceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var take = new NpgsqlCommand("SELECT pg_try_advisory_xact_lock($1)", connection))
        {
            take.Parameters.Add(new() { Value = LockKey });
            if (await take.ExecuteScalarAsync(cancellationToken) is not true)
                return false;
        }

        var (low, high) = await ReadIntervalAsync(connection, cancellationToken);
        if (high <= low)
            return false;
        var found = await ReadEntriesAsync(connection, low, high, cancellationToken);
        if (found.Count == 0)
            return false;
        await WriteBlocksAsync(connection, found, low, high, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found.Count >= MaxEntries;
    }

    private static async Task<(long Low, long High)> ReadIntervalAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(IntervalSql, connection) { Parameters = { new() { Value = MaxEntries } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task<List<AuditEntryRow>> ReadEntriesAsync(
        NpgsqlConnection connection, long low, long high, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(EntriesSql, connection)
        {
            Parameters = { new() { Value = low }, new() { Value = high } },
        };
        var entries = new List<AuditEntryRow>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            entries.Add(AuditHash.ReadEntry(reader));
        return entries;
    }

    private static async Task WriteBlocksAsync(
        NpgsqlConnection connection, List<AuditEntryRow> entries, long low, long high, CancellationToken cancellationToken)
    {
        var (number, last) = await ReadLastAsync(connection, cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var owned in entries.GroupBy(entry => entry.OrganizationId))
        {
            var head = await ReadHeadAsync(connection, owned.Key, cancellationToken);
            number++;
            using var hash = AuditHash.Begin(head.Hash, last, owned.Key, number, head.Sequence + 1, low, high);
            var count = 0;
            foreach (var entry in owned)
            {
                AuditHash.Append(hash, entry);
                count++;
            }

            var digest = hash.GetHashAndReset();
            batch.BatchCommands.Add(new NpgsqlBatchCommand("""
                INSERT INTO audit_log_chain (number, organization_id, sequence, from_position, to_position, entry_count, previous_hash,
                    previous_block_hash, hash, created_at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, clock_timestamp())
                """)
            {
                Parameters =
                {
                    new() { Value = number }, new() { Value = owned.Key }, new() { Value = head.Sequence + 1 }, new() { Value = low },
                    new() { Value = high }, new() { Value = count }, new() { Value = head.Hash, NpgsqlDbType = NpgsqlDbType.Bytea },
                    new() { Value = last, NpgsqlDbType = NpgsqlDbType.Bytea },
                    new() { Value = digest, NpgsqlDbType = NpgsqlDbType.Bytea },
                },
            });
            last = digest;
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<(long Number, byte[] Hash)> ReadLastAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT number, hash FROM audit_log_chain ORDER BY number DESC LIMIT 1", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : (0, AuditHash.Zero);
    }

    private static async Task<Head> ReadHeadAsync(NpgsqlConnection connection, Guid organizationId, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "SELECT sequence, hash FROM audit_log_chain WHERE organization_id = $1 ORDER BY sequence DESC LIMIT 1", connection)
        {
            Parameters = { new() { Value = organizationId } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new Head(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1))
            : new Head(0, AuditHash.Zero);
    }

    [LoggerMessage(LogLevel.Warning, "The audit log could not be chained; retrying in {Interval}. If this persists, run --migrate, which " +
        "prepares the tables, and check the database.")]
    private partial void LogFailed(TimeSpan interval, Exception exception);
}
