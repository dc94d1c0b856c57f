using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Messaging;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Columns;
using Passinstance.Testing.Servers;

namespace Passinstance.Benchmarks.Outbox;

/// <summary>
/// Whether the relay's and the inbox's statements slow down with the number of events that were ever sent. The events really go through the
/// outbox, so that what they leave behind in the table and its index counts.
/// </summary>
internal static class OutboxBenchmark
{
    private const int BatchSize = 200;
    private const int Cycles = 200;
    private const int FillBatch = 20_000;

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var command = new Command("outbox",
            "Measures the relay's and the inbox's statements after ten thousand and after five million events.") { quick };
        command.SetAction((result, stop) => RunAsync(result.GetValue(quick), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool quick, CancellationToken stop)
    {
        long many = quick ? 200_000 : 5_000_000;
        await using var postgres = await PrivatePostgres.StartNewAsync(stop);
        await using var young = await Outbox.CreateAsync(postgres.ConnectionString, "young", stop);
        await using var old = await Outbox.CreateAsync(postgres.ConnectionString, "old", stop);
        foreach (var (outbox, sent) in new[] { (old, many), (young, 10_000) })
        {
            await outbox.FillAsync(sent, stop);
            // As autovacuum leaves them, so that one run is like another.
            await outbox.ExecuteAsync("VACUUM (ANALYZE) outbox_messages, outbox_history, inbox_messages", stop);
        }

        // In turn, so that both see the same machine.
        for (int cycle = 0; cycle < Cycles; cycle++)
        {
            await young.MeasureAsync(stop);
            await old.MeasureAsync(stop);
        }

        Console.WriteLine($"{"events sent",12} {"claim of 200",14} {"to history",12} {"inbox row",12}   medians, p99 in brackets, ms");
        Figures[] rows = [young.Figures(), old.Figures()];
        foreach (Figures figures in rows)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{figures.Sent,12:N0} {figures.ClaimMs,6:0.00} [{figures.ClaimP99Ms,5:0.0}] {figures.HistoryMs,12:0.00} "
                + $"{figures.InboxMs,12:0.00}"));
        }

        double ratio = Math.Round(rows[1].ClaimMs / rows[0].ClaimMs, 2);
        Console.WriteLine($"A claim takes {ratio:0.00} times as long after {many:N0} events as after 10,000.");
        Console.WriteLine(JsonSerializer.Serialize(new { benchmark = "outbox", rows, claimRatio = ratio }, JsonSerializerOptions.Web));
        return 0;
    }

    private static double At(List<double> values, double share)
    {
        values.Sort();
        return Math.Round(values[(int)(values.Count * share)], 3);
    }

    private sealed record Figures(long Sent, double ClaimMs, double ClaimP99Ms, double HistoryMs, double InboxMs);

    /// <summary>A service's database and what was measured on it.</summary>
    private sealed class Outbox(NpgsqlDataSource database) : IAsyncDisposable
    {
        private readonly OutboxStore _store = new(database, new OutboxOptions());
        private readonly List<double> _claims = [];
        private readonly List<double> _deletes = [];
        private readonly List<double> _inbox = [];
        private long _sent;

        public static async Task<Outbox> CreateAsync(string postgres, string name, CancellationToken stop)
        {
            await using (var server = NpgsqlDataSource.Create(postgres))
            await using (NpgsqlCommand create = server.CreateCommand($"CREATE DATABASE {name}"))
                await create.ExecuteNonQueryAsync(stop);
            var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(postgres) { Database = name });
            await using var tables = new MessagingTables(new DbContextOptionsBuilder<MessagingTables>().UseNpgsql(database).Options);
            await tables.Database.ExecuteSqlRawAsync(tables.Database.GenerateCreateScript(), stop);
            return new Outbox(database);
        }

        public async Task FillAsync(long target, CancellationToken stop)
        {
            while (_sent < target)
            {
                int batch = (int)Math.Min(FillBatch, target - _sent);
                await PassThroughAsync(batch, stop);
                _sent += batch;
            }
        }

        public async Task MeasureAsync(CancellationToken stop)
        {
            await InsertAsync(BatchSize, stop);
            long began = Stopwatch.GetTimestamp();
            await using OutboxClaim claim = await _store.ClaimAsync(BatchSize, stop);
            IReadOnlyList<ClaimedMessage> claimed = claim.Messages;
            _claims.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (claimed.Count != BatchSize)
                throw new InvalidOperationException($"Claimed {claimed.Count} rows instead of {BatchSize}.");
            began = Stopwatch.GetTimestamp();
            await claim.DeleteAsync([.. claimed.Select(message => message.Id)], stop);
            await claim.CommitAsync(stop);
            _deletes.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            await ExecuteAsync($"INSERT INTO inbox_messages (consumer, message_id) VALUES ('webhook-dispatch', '{claimed[0].Id}') ON "
                + $"CONFLICT DO NOTHING", stop);
            _inbox.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        public Figures Figures() => new(_sent, At(_claims, 0.5), At(_claims, 0.99), At(_deletes, 0.5), At(_inbox, 0.5));

        public async Task ExecuteAsync(string sql, CancellationToken stop)
        {
            await using NpgsqlCommand command = database.CreateCommand(sql);
            command.CommandTimeout = 300;
            await command.ExecuteNonQueryAsync(stop);
        }

        public ValueTask DisposeAsync() => database.DisposeAsync();

        // What the relay does, without the broker: rows are written, claimed, moved to the history, and note themselves in a consumer's
        // inbox.
        private async Task PassThroughAsync(int count, CancellationToken stop)
        {
            await InsertAsync(count, stop);
            await ExecuteAsync("SELECT FROM outbox_messages FOR UPDATE", stop);
            await ExecuteAsync("""
                WITH confirmed AS (DELETE FROM outbox_messages RETURNING *),
                taken AS (INSERT INTO inbox_messages (consumer, message_id) SELECT 'webhook-dispatch', id FROM confirmed)
                INSERT INTO outbox_history (id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at)
                SELECT id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at FROM confirmed
                """, stop);
        }

        private Task InsertAsync(int count, CancellationToken stop) => ExecuteAsync($"""
            INSERT INTO outbox_messages (id, organization_id, type, aggregate_id, aggregate_version, body)
            SELECT gen_random_uuid(), gen_random_uuid(), 'V1.PassCreated', gen_random_uuid(), 1, repeat('x', 800)
            FROM generate_series(1, {count})
            """, stop);
    }

    private sealed class MessagingTables(DbContextOptions<MessagingTables> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.AddMessagingTables();
            modelBuilder.UseSnakeCaseNames();
        }
    }
}
