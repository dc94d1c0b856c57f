using System.Globalization;
using Passinstance.Benchmarks.Batches;
using Passinstance.Benchmarks.Faults;
using Passinstance.Local.Programs;

namespace Passinstance.Benchmarks.Soak;

/// <summary>Rows and bytes of a table.</summary>
internal sealed record TableSize(string Database, string Table, long Rows, long Dead, long Bytes);

/// <summary>Memory of the programs and sizes of their tables over the run.</summary>
internal sealed class SoakSamples(FaultSystem system) : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly ProgramMemory _memory = new();
    private readonly List<Dictionary<string, double>> _megabytes = [];

    internal async Task RunAsync(TimeSpan length, CancellationToken stop)
    {
        _memory.Take();
        for (var i = 0; i < length / Interval && !stop.IsCancellationRequested; i++)
        {
            await Task.Delay(Interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _megabytes.Add(_memory.Take());
        }
    }

    /// <summary>
    /// By program: the mean of the second and of the last quarter of the run, in megabytes. The first quarter is left out: compiling and
    /// caches that fill are no leak.
    /// </summary>
    internal IReadOnlyDictionary<string, (double Early, double Late, double Max)> Memory()
    {
        var quarter = _megabytes.Count / 4;
        return _megabytes.SelectMany(sample => sample.Keys).Distinct().Order(StringComparer.Ordinal).ToDictionary(
            program => program,
            program =>
            {
                var values = _megabytes.Select(sample => sample.GetValueOrDefault(program)).ToList();
                return (Mean(values.GetRange(quarter, quarter)), Mean(values.GetRange(values.Count - quarter, quarter)), values.Max());
            });
    }

    /// <summary>All tables, the largest first.</summary>
    internal async Task<List<TableSize>> TablesAsync(CancellationToken stop)
    {
        var tables = new List<TableSize>();
        foreach (var program in ProgramTable.All.Where(program => program.Database.Length > 0))
        {
            await using var database = system.Database(program.Name);
            await using var command = database.CreateCommand(
                "SELECT relname, n_live_tup, n_dead_tup, pg_total_relation_size(relid) FROM pg_stat_user_tables");
            await using var reader = await command.ExecuteReaderAsync(stop);
            while (await reader.ReadAsync(stop))
            {
                tables.Add(new TableSize(
                    program.Name, reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
            }
        }

        return [.. tables.OrderByDescending(table => table.Bytes)];
    }

    internal async Task<long> CountAsync(string program, string sql, CancellationToken stop)
    {
        await using var database = system.Database(program);
        await using var command = database.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(stop), CultureInfo.InvariantCulture);
    }

    public ValueTask DisposeAsync() => _memory.DisposeAsync();

    private static double Mean(List<double> values) => values.Count == 0 ? 0 : Math.Round(values.Average());
}
