using Microsoft.EntityFrameworkCore;
using Npgsql;
using NpgsqlTypes;

namespace Passinstance.Persistence.Restores;

/// <summary>A restore and its steps, as they are stored.</summary>
internal sealed record StoredRestore(RestoreTask Task, DateTimeOffset StartedAt, bool IsSameServer, IReadOnlyList<StoredStep> Steps)
{
    /// <summary>Whether every step is done.</summary>
    internal bool IsDone => Steps.All(step => step.IsDone);
}

internal sealed record StoredStep(string Name, long Rows, bool IsDone);

/// <summary>The SQL of restores; all times are the database's.</summary>
internal static class RestoreStore
{
    // The name of a WAL file begins with the timeline, which a recovery to a moment changes.
    private const string Server =
        "(SELECT system_identifier::text FROM pg_control_system()) || '/' || left(pg_walfile_name(pg_current_wal_lsn()), 8)";

    // The command's steps, of whatever restore was not completed.
    private const string LockSql = """
        SELECT s.number AS "Number", s.name AS "Name", s.position AS "Position", r.is_own AS "IsOwn", r.since AS "Since"
        FROM restore_steps s JOIN restores r ON r.number = s.number
        WHERE (s.number, s.name) = (
            SELECT number, name FROM restore_steps WHERE completed_at IS NULL AND name = ANY({0}) ORDER BY number, place LIMIT 1)
            AND s.completed_at IS NULL
        FOR UPDATE OF s
        """;

    // The program's steps, each after all of the command's: a program that serves meanwhile must not be faster. Of each restore the first
    // that is not done; the oldest restore first, without those of which a step has just failed.
    private const string LockBackgroundSql = """
        SELECT s.number AS "Number", s.name AS "Name", s.position AS "Position", r.is_own AS "IsOwn", r.since AS "Since"
        FROM restore_steps s JOIN restores r ON r.number = s.number
        WHERE (s.number, s.name) IN (
                SELECT DISTINCT ON (number) number, name FROM restore_steps WHERE completed_at IS NULL ORDER BY number, place)
            AND s.completed_at IS NULL AND s.name = ANY({0}) AND s.number <> ALL({1})
            AND NOT EXISTS (
                SELECT FROM restore_steps c WHERE c.completed_at IS NULL AND c.number <= s.number AND c.name <> ALL({0}))
        ORDER BY s.number LIMIT 1
        FOR UPDATE OF s SKIP LOCKED
        """;

    internal static async Task<StoredRestore?> FindNewestAsync(DbContext db, bool isOwn, CancellationToken cancellationToken)
    {
        var rows = await db.Database.SqlQuery<RestoreRow>(
            $"""
             SELECT r.number AS "Number", r.since AS "Since", r.started_at AS "StartedAt", r.server AS "Server", s.name AS "Name",
                    s.rows AS "Rows", s.completed_at IS NOT NULL AS "IsDone"
             FROM restores r JOIN restore_steps s ON s.number = r.number
             WHERE r.number = (SELECT max(number) FROM restores WHERE is_own = {isOwn}) ORDER BY s.place
             """).ToListAsync(cancellationToken);
        if (rows.Count == 0)
            return null;
        var first = rows[0];
        var server = await db.Database.SqlQueryRaw<string>("SELECT " + Server + " AS \"Value\"").SingleAsync(cancellationToken);
        return new StoredRestore(
            new RestoreTask(first.Number, isOwn, first.Since), first.StartedAt, first.Server == server,
            rows.ConvertAll(row => new StoredStep(row.Name, row.Rows, row.IsDone)));
    }

    /// <summary>
    /// Begins a restore, in one statement. It does what is left of an older one that it covers: of the same kind and, for another database,
    /// from the same moment or an earlier one. Those steps end, so that one that fails holds up nothing.
    /// </summary>
    internal static async Task BeginAsync(
        DbContext db, bool isOwn, DateTimeOffset? since, IReadOnlyList<string> steps, CancellationToken cancellationToken)
    {
        await using var command = await CommandAsync(db, $"""
            WITH restore AS (
                INSERT INTO restores (number, is_own, since, transaction_id, server)
                SELECT greatest(
                           extract(epoch FROM clock_timestamp() - timestamptz '2026-01-01 00:00:00+00')::int,
                           (SELECT coalesce(max(number), 0) + 1 FROM restores)),
                       @own, @since, pg_current_xact_id()::text::bigint, {Server}
                RETURNING number),
            superseded AS (
                UPDATE restore_steps s SET completed_at = clock_timestamp() FROM restores r
                WHERE s.completed_at IS NULL AND r.number = s.number AND r.is_own = @own
                    AND (@own OR @since IS NULL OR @since <= r.since))
            INSERT INTO restore_steps (number, name, place)
            SELECT number, name, place FROM restore, unnest(@steps) WITH ORDINALITY AS s (name, place)
            """, cancellationToken);
        command.Parameters.AddWithValue("own", isOwn);
        command.Parameters.Add(
            new NpgsqlParameter("since", NpgsqlDbType.TimestampTz) { Value = (object?)since?.ToUniversalTime() ?? DBNull.Value });
        command.Parameters.AddWithValue("steps", steps.ToArray());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>
    /// The first of <paramref name="names"/> that is not done, locked until the transaction ends: null when there is none, or another
    /// process does it.
    /// </summary>
    internal static async Task<LockedStep?> LockNextAsync(
        DbContext db, IReadOnlyList<string> names, bool isBackground, IReadOnlyCollection<int> failed, CancellationToken cancellationToken)
    {
        var rows = await (isBackground
            ? db.Database.SqlQueryRaw<LockedStep>(LockBackgroundSql, names.ToArray(), failed.ToArray())
            : db.Database.SqlQueryRaw<LockedStep>(LockSql, [names.ToArray()])).ToListAsync(cancellationToken);
        return rows is [var next] ? next : null;
    }

    internal static Task RecordAsync(DbContext db, LockedStep step, RestoreProgress progress, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             UPDATE restore_steps SET rows = rows + {progress.Rows}, position = {progress.Position}, result = {progress.Result},
                 completed_at = CASE WHEN {progress.Position}::text IS NULL THEN clock_timestamp() END
             WHERE number = {step.Number} AND name = {step.Name}
             """,
            cancellationToken);

    /// <summary>A command on the context's connection, in its transaction.</summary>
    internal static async Task<NpgsqlCommand> CommandAsync(DbContext db, string sql, CancellationToken cancellationToken)
    {
        await db.Database.OpenConnectionAsync(cancellationToken);
        return new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection());
    }

    internal sealed record LockedStep(int Number, string Name, string? Position, bool IsOwn, DateTimeOffset? Since)
    {
        internal RestoreTask Task => new(Number, IsOwn, Since);
    }

    private sealed record RestoreRow(
        int Number, DateTimeOffset? Since, DateTimeOffset StartedAt, string Server, string Name, long Rows, bool IsDone);
}
