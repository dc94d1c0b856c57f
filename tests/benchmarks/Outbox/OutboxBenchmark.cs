using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Messaging.Outbox;
using Passinstance.Messaging.Persistence;
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

    public static async Task<int> RunAsync(string[] arguments, CancellationToken stop)
    {
        long many = arguments.Contains("--quick") ? 200_000 : 5_000_000;
        await using var postgres = await PrivatePostgres.StartNewAsync(stop);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        var options = new DbContextOptionsBuilder<MessagingTables>().UseNpgsql(database).Options;
        await using (var tables = new MessagingTables(options))
            await tables.Database.ExecuteSqlRawAsync(tables.Database.GenerateCreateScript(), stop);
        var store = new OutboxStore(database, new OutboxOptions());

        Console.WriteLine($"{"events sent",12} {"claim of 200",14} {"to history",12} {"inbox row",12}   medians, p99 in brackets, ms");
        long sent = 0;
        var rows = new List<Figures>();
        foreach (long target in new[] { 10_000, many })
        {
            while (sent < target)
            {
                int batch = (int)Math.Min(FillBatch, target - sent);
                await PassThroughAsync(database, batch, stop);
                sent += batch;
            }

            // As autovacuum leaves them, so that one run is like another.
            await ExecuteAsync(database, "VACUUM (ANALYZE) outbox_messages, outbox_history, inbox_messages", stop);
            rows.Add(await MeasureAsync(database, store, sent, stop));
            sent += Cycles * BatchSize;
        }

        double ratio = Math.Round(rows[1].ClaimMs / rows[0].ClaimMs, 2);
        Console.WriteLine($"A claim takes {ratio:0.00} times as long after {many:N0} events as after 10,000.");
        Console.WriteLine(JsonSerializer.Serialize(new { benchmark = "outbox", rows, claimRatio = ratio }, JsonSerializerOptions.Web));
        return 0;
    }

    private static async Task<Figures> MeasureAsync(NpgsqlDataSource database, OutboxStore store, long sent, CancellationToken stop)
    {
        var claims = new List<double>();
        var deletes = new List<double>();
        var inbox = new List<double>();
        for (int cycle = 0; cycle < Cycles; cycle++)
        {
            await InsertAsync(database, BatchSize, stop);
            var claim = Guid.NewGuid();
            long began = Stopwatch.GetTimestamp();
            IReadOnlyList<ClaimedMessage> claimed = await store.ClaimAsync(claim, BatchSize, stop);
            claims.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (claimed.Count != BatchSize)
                throw new InvalidOperationException($"Claimed {claimed.Count} rows instead of {BatchSize}.");
            began = Stopwatch.GetTimestamp();
            await store.DeleteAsync(claim, [.. claimed.Select(message => message.Id)], stop);
            deletes.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            began = Stopwatch.GetTimestamp();
            await ExecuteAsync(database, $"INSERT INTO inbox_messages (consumer, message_id) VALUES ('webhook-dispatch', '{claimed[0].Id}') ON CONFLICT DO NOTHING", stop);
            inbox.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        var figures = new Figures(sent, At(claims, 0.5), At(claims, 0.99), At(deletes, 0.5), At(inbox, 0.5));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{sent,12:N0} {figures.ClaimMs,6:0.00} [{figures.ClaimP99Ms,5:0.0}] {figures.HistoryMs,12:0.00} {figures.InboxMs,12:0.00}"));
        return figures;
    }

    // What the relay does, without the broker: rows are written, claimed, moved to the history, and note themselves in a consumer's inbox.
    private static async Task PassThroughAsync(NpgsqlDataSource database, int count, CancellationToken stop)
    {
        await InsertAsync(database, count, stop);
        await ExecuteAsync(database, "UPDATE outbox_messages SET claim_id = gen_random_uuid(), available_at = clock_timestamp() + interval '30 seconds'", stop);
        await ExecuteAsync(database, """
            WITH confirmed AS (DELETE FROM outbox_messages RETURNING *),
            taken AS (INSERT INTO inbox_messages (consumer, message_id) SELECT 'webhook-dispatch', id FROM confirmed)
            INSERT INTO outbox_history (id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at)
            SELECT id, organization_id, type, aggregate_id, aggregate_version, body, trace_parent, created_at FROM confirmed
            """, stop);
    }

    private static Task InsertAsync(NpgsqlDataSource database, int count, CancellationToken stop) => ExecuteAsync(database, $"""
        INSERT INTO outbox_messages (id, organization_id, type, aggregate_id, aggregate_version, body)
        SELECT gen_random_uuid(), gen_random_uuid(), 'V1.PassCreated', gen_random_uuid(), 1, repeat('x', 800) FROM generate_series(1, {count})
        """, stop);

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql, CancellationToken stop)
    {
        await using NpgsqlCommand command = database.CreateCommand(sql);
        command.CommandTimeout = 300;
        await command.ExecuteNonQueryAsync(stop);
    }

    private static double At(List<double> values, double share)
    {
        values.Sort();
        return Math.Round(values[(int)(values.Count * share)], 3);
    }

    private sealed record Figures(long Sent, double ClaimMs, double ClaimP99Ms, double HistoryMs, double InboxMs);

    private sealed class MessagingTables(DbContextOptions<MessagingTables> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            modelBuilder.AddMessaging();
            modelBuilder.UseSnakeCaseNames();
        }
    }
}
