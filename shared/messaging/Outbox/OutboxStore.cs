using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.Messaging.Outbox;

/// <summary>A row that a relay has claimed.</summary>
internal sealed record ClaimedMessage(
    Guid Id, string Type, string Body, string? TraceParent, Guid OrganizationId, Guid AggregateId, int AggregateVersion, int Attempts);

/// <summary>
/// Rows that one relay holds, by the locks of an open transaction. Disposing it without <see cref="CommitAsync"/> releases them
/// unchanged, and so does the end of the process.
/// </summary>
internal sealed class OutboxClaim(
    NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<ClaimedMessage> messages) : IAsyncDisposable
{
    private const int MaxError = 2000;

    /// <summary>The rows in the order of writing.</summary>
    internal IReadOnlyList<ClaimedMessage> Messages => messages;

    /// <summary>Moves confirmed events to the history, from which they are republished if the broker loses its disk.</summary>
    internal async Task<int> DeleteAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            WITH confirmed AS (DELETE FROM outbox_messages WHERE id = ANY($1) RETURNING *)
            INSERT INTO outbox_history (id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at)
            SELECT id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at FROM confirmed
            ON CONFLICT (id) DO UPDATE SET published_at = clock_timestamp()
            """, connection, transaction);
        command.Parameters.Add(new() { Value = ids.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Uuid });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// Counts a failed attempt and schedules the row with exponential backoff, at most a minute; after
    /// <see cref="OutboxStore.MaximumAttempts"/> moves it to the dead letters.
    /// </summary>
    /// <returns>True when the row became a dead letter.</returns>
    internal async Task<bool> FailAsync(ClaimedMessage message, string error, CancellationToken cancellationToken)
    {
        var isDeadLetter = message.Attempts + 1 >= OutboxStore.MaximumAttempts;
        await using var command = new NpgsqlCommand(isDeadLetter
            ? """
              WITH dead AS (DELETE FROM outbox_messages WHERE id = $1 RETURNING *)
              INSERT INTO outbox_dead_letters (id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at,
                  attempts, last_error)
              SELECT id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at, attempts + 1, $2 FROM dead
              """
            : """
              UPDATE outbox_messages SET attempts = attempts + 1, last_error = $2,
                     available_at = clock_timestamp() + make_interval(secs => least(60, power(2, attempts)))
              WHERE id = $1
              """, connection, transaction);
        command.Parameters.Add(new() { Value = message.Id });
        command.Parameters.Add(new() { Value = TextCut.Storable(error, MaxError) });
        return await command.ExecuteNonQueryAsync(cancellationToken) > 0 && isDeadLetter;
    }

    /// <summary>Settles what was deleted and failed, and releases the others unchanged, without a counted attempt.</summary>
    internal Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}

/// <summary>
/// The relay's SQL. All times are the database's, so that a process with a wrong clock can neither publish early nor hold a row
/// indefinitely.
/// </summary>
internal sealed class OutboxStore(NpgsqlDataSource database, OutboxOptions options)
{
    /// <summary>Attempts after which a row becomes a dead letter.</summary>
    internal const int MaximumAttempts = 20;

    private const string ClaimSql = """
        SELECT id, type, body, trace_parent, organization_id, aggregate_id, aggregate_version, attempts, sequence
        FROM outbox_messages WHERE available_at <= statement_timestamp()
        ORDER BY available_at, sequence LIMIT $1 FOR UPDATE SKIP LOCKED
        """;

    // Of the transaction alone. The server ends the session of a relay that is frozen for longer than the lease, and the locks with it.
    // A commit that a crash of the server undoes only repeats events.
    private const string SettingsSql = """
        SELECT set_config('idle_in_transaction_session_timeout', $1, true), set_config('synchronous_commit', 'off', true)
        """;

    /// <summary>
    /// Locks due rows. A row that another relay has locked is skipped. A lock writes nothing that later readers have to step over, as a
    /// changed row would, and nothing of it is left when the process ends.
    /// </summary>
    internal async Task<OutboxClaim> ClaimAsync(int limit, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        NpgsqlTransaction? transaction = null;
        try
        {
            transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var batch = new NpgsqlBatch(connection, transaction);
            var milliseconds = ((long)options.Lease.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            batch.BatchCommands.Add(new NpgsqlBatchCommand(SettingsSql) { Parameters = { new() { Value = milliseconds } } });
            batch.BatchCommands.Add(new NpgsqlBatchCommand(ClaimSql) { Parameters = { new() { Value = limit } } });
            return new OutboxClaim(connection, transaction, await ReadAsync(batch, cancellationToken));
        }
        catch
        {
            if (transaction is not null)
                await transaction.DisposeAsync();
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task<IReadOnlyList<ClaimedMessage>> ReadAsync(NpgsqlBatch batch, CancellationToken cancellationToken)
    {
        var rows = new List<(long Sequence, ClaimedMessage Message)>();
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((reader.GetInt64(8), new ClaimedMessage(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3),
                reader.GetGuid(4), reader.GetGuid(5), reader.GetInt32(6), reader.GetInt32(7))));
        }

        rows.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        return rows.ConvertAll(row => row.Message);
    }

    /// <summary>
    /// Moves the newest events of the history that were published before <paramref name="before"/> back into the outbox, where they are
    /// claimed next.
    /// </summary>
    /// <returns>How many will be republished.</returns>
    internal async Task<int> RepeatHistoryAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH batch AS (
                DELETE FROM outbox_history WHERE id IN (
                    SELECT id FROM outbox_history WHERE published_at < $2 ORDER BY published_at DESC LIMIT $1 FOR UPDATE SKIP LOCKED)
                        RETURNING *),
            again AS (
                INSERT INTO outbox_messages (id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at,
                    available_at)
                SELECT id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at, created_at FROM batch
                ON CONFLICT DO NOTHING)
            SELECT count(*)::int FROM batch
            """);
        command.Parameters.Add(new() { Value = limit });
        command.Parameters.Add(new() { Value = before });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>The database's clock.</summary>
    internal async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT clock_timestamp()");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetFieldValue<DateTimeOffset>(0);
    }

    /// <summary>Moves dead letters back into the outbox; a second call finds none.</summary>
    /// <param name="id">One row; null for all of them.</param>
    internal async Task<int> ResendAsync(Guid? id, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH dead AS (DELETE FROM outbox_dead_letters WHERE $1::uuid IS NULL OR id = $1 RETURNING *)
            INSERT INTO outbox_messages (id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at)
            SELECT id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at FROM dead ON CONFLICT DO
                NOTHING
            """);
        command.Parameters.Add(new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Dead letters, the oldest first.</summary>
    internal async Task<IReadOnlyList<DeadLetter>> ListDeadAsync(int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "SELECT id, type, coalesce(last_error, '') FROM outbox_dead_letters ORDER BY dead_lettered_at LIMIT $1");
        command.Parameters.Add(new() { Value = limit });
        var dead = new List<DeadLetter>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            dead.Add(new DeadLetter("outbox", reader.GetGuid(0).ToString(), reader.GetString(1), reader.GetString(2)));
        return dead;
    }

    /// <summary>The backlog: how many rows wait, the age of the oldest in seconds, and the number of dead letters.</summary>
    internal async Task<(long Pending, double OldestAgeSeconds, long Dead)> MeasureAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8, (SELECT count(*) FROM
                outbox_dead_letters) FROM outbox_messages
            """);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetDouble(1), reader.GetInt64(2));
    }
}
