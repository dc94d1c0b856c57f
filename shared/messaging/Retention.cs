using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Passinstance.Messaging.Idempotency;

namespace Passinstance.Messaging;

/// <summary>
/// Keeps the tables of outbox, inbox and idempotency keys small: old rows go in batches of their own transactions, so that no lock is held long and replicas
/// share the work. An inbox row must outlive the longest way a repeat can come: a broker's outage and messages sent again from aside.
/// </summary>
internal sealed partial class Retention(NpgsqlDataSource database, TimeProvider time, ILogger<Retention> logger) : BackgroundService
{
    /// <summary>Rows of a batch.</summary>
    internal const int BatchSize = 5000;

    /// <summary>How long a message is known to have taken effect.</summary>
    internal static readonly TimeSpan InboxAge = TimeSpan.FromDays(14);

    /// <summary>How long a published event can be repeated for a broker that lost its disk: longer than a message may wait there unread.</summary>
    internal static readonly TimeSpan HistoryAge = TimeSpan.FromHours(2);

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (NpgsqlException exception)
            {
                LogFailed(exception);
            }
        }
    }

    /// <summary>Deletes all that is too old.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await DeleteAsync("inbox_messages", "processed_at", InboxAge, cancellationToken) == BatchSize)
        {
            // A full batch: there is more.
        }

        while (await DeleteAsync("idempotency_keys", "created_at", IdempotencyStore.Age, cancellationToken) == BatchSize)
        {
            // A full batch: there is more.
        }

        while (await DeleteAsync("outbox_history", "published_at", HistoryAge, cancellationToken) == BatchSize)
        {
            // A full batch: there is more.
        }
    }

    private async Task<int> DeleteAsync(string table, string column, TimeSpan age, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"""
            DELETE FROM {table} WHERE ctid = ANY(ARRAY(
                SELECT ctid FROM {table} WHERE {column} < clock_timestamp() - $1 ORDER BY {column} LIMIT $2 FOR UPDATE SKIP LOCKED))
            """);
        command.Parameters.Add(new() { Value = age });
        command.Parameters.Add(new() { Value = BatchSize });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Warning, "Old rows of outbox, inbox and idempotency keys could not be deleted; trying again in a minute.")]
    private partial void LogFailed(Exception exception);
}
