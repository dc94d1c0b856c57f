using Npgsql;
using Passinstance.Benchmarks.Faults;
using Passinstance.Local.Programs;

namespace Passinstance.Benchmarks.Volume;

/// <summary>What the databases did: statements, commits, row versions written, messages that took effect.</summary>
internal readonly record struct DatabaseWork(double Statements, double Commits, double Rows, double Messages)
{
    public static DatabaseWork operator -(DatabaseWork after, DatabaseWork before) => new(after.Statements - before.Statements,
        after.Commits - before.Commits, after.Rows - before.Rows, after.Messages - before.Messages);

    internal DatabaseWork Per(double operations) => new(Math.Round(Statements / operations, 2), Math.Round(Commits / operations, 2),
        Math.Round(Rows / operations, 2), Math.Round(Messages / operations, 2));
}

/// <summary>Reads the server's counters and what is still to be done, as the administrator.</summary>
internal sealed class DatabaseCounters : IAsyncDisposable
{
    private readonly Dictionary<string, NpgsqlDataSource> _databases;
    private readonly NpgsqlDataSource _server;

    internal DatabaseCounters(FaultSystem system)
    {
        NpgsqlDataSource Open(string database) => NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(system.Postgres.ConnectionString) { Database = database, MaxPoolSize = 2 });
        _databases = ProgramTable.Migrated.ToDictionary(program => program.Name, program => Open(program.Database));
        _server = Open("postgres");
    }

    internal NpgsqlDataSource this[string program] => _databases[program];

    internal async Task<DatabaseWork> ReadAsync(CancellationToken stop)
    {
        var hasStatements = await ScalarAsync(_server, "SELECT count(*) FROM pg_extension WHERE extname = 'pg_stat_statements'", stop) > 0;
        var statements = hasStatements
            ? await ScalarAsync(_server, "SELECT coalesce(sum(calls), 0)::bigint FROM pg_stat_statements WHERE userid <> 10", stop)
            : double.NaN;
        var commits = await ScalarAsync(_server, "SELECT sum(xact_commit)::bigint FROM pg_stat_database", stop);
        var rows = await ScalarAsync(_server, "SELECT sum(tup_inserted + tup_updated + tup_deleted)::bigint FROM pg_stat_database", stop);
        double messages = 0;
        foreach (var program in Consumers)
            messages += await ScalarAsync(this[program], "SELECT count(*) FROM inbox_messages", stop);
        return new DatabaseWork(statements, commits, rows, messages);
    }

    /// <summary>The statements that took most of the servers' time since the last reset.</summary>
    internal async Task<IReadOnlyList<string>> SlowestAsync(int count, double operations, CancellationToken stop)
    {
        await using var command = _server.CreateCommand("""
            SELECT d.datname, s.calls, s.total_exec_time, s.rows, regexp_replace(s.query, '\s+', ' ', 'g')
            FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid WHERE s.userid <> 10 ORDER BY s.total_exec_time DESC LIMIT $1
            """);
        command.Parameters.Add(new() { Value = count });
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(stop);
        while (await reader.ReadAsync(stop))
        {
            var text = reader.GetString(4);
            lines.Add($"  {reader.GetString(0),-16} {reader.GetInt64(1) / operations,7:0.00} calls "
                + $"{reader.GetDouble(2) / operations,7:0.000} ms {reader.GetInt64(3) / operations,7:0.00} rows  "
                + text[..Math.Min(text.Length, 110)]);
        }

        return lines;
    }

    internal async Task VacuumAsync(CancellationToken stop)
    {
        foreach (var database in _databases.Values)
        {
            await using var command = database.CreateCommand("VACUUM ANALYZE");
            command.CommandTimeout = 300;
            await command.ExecuteNonQueryAsync(stop);
        }
    }

    internal async Task ResetStatementsAsync(CancellationToken stop)
    {
        await using var command = _server.CreateCommand("SELECT pg_stat_statements_reset()");
        await command.ExecuteNonQueryAsync(stop);
    }

    /// <summary>Waits until every service knows every change; returns how long it took.</summary>
    internal async Task<TimeSpan> DrainAsync(Func<CancellationToken, Task<bool>> isApplied, CancellationToken stop)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromMinutes(3))
        {
            if (await IsEmptyAsync(stop) && await isApplied(stop))
                return watch.Elapsed;
            await Task.Delay(50, stop);
        }

        throw new TimeoutException("The consumers were not done three minutes after the load.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var database in _databases.Values.Append(_server))
            await database.DisposeAsync();
    }

    private static readonly string[] Consumers = ["pass", "webhook-dispatch", "notification"];

    private async Task<bool> IsEmptyAsync(CancellationToken stop)
    {
        foreach (var program in Consumers)
        {
            if (await ScalarAsync(this[program], "SELECT count(*) FROM (SELECT FROM outbox_messages LIMIT 1) waiting", stop) > 0)
                return false;
        }

        return true;
    }

    private static async Task<long> ScalarAsync(NpgsqlDataSource database, string sql, CancellationToken stop)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(stop))!;
    }
}
