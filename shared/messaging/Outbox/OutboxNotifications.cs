using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Passinstance.Messaging.Outbox;

/// <summary>
/// Wakes the relays of other replicas after a commit here, and the relay here after a commit there. NOTIFY is sent on a connection of its
/// own after the commit and at most twenty times a second: inside the business transaction it would serialize all commits.
/// </summary>
internal sealed partial class OutboxNotifications(
    NpgsqlDataSource database, OutboxSignal signal, TimeProvider time, ILogger<OutboxNotifications> logger) : BackgroundService
{
    private const string Channel = "passinstance_outbox";
    private static readonly TimeSpan Coalesced = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        RepeatAsync(ListenAsync, stoppingToken),
        RepeatAsync(NotifyAsync, stoppingToken));

    private async Task RepeatAsync(Func<CancellationToken, Task> work, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await work(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException or IOException)
            {
                // Meanwhile the relays' polls find every row.
                LogInterrupted(exception);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => signal.Set();
        await using (var listen = new NpgsqlCommand($"LISTEN {Channel}", connection))
            await listen.ExecuteNonQueryAsync(cancellationToken);
        signal.Set();
        try
        {
            await WaitAsync(connection, cancellationToken);
        }
        finally
        {
            // The connection returns to the pool as it is.
            if (connection.FullState == System.Data.ConnectionState.Open)
            {
                await using var unlisten = new NpgsqlCommand("UNLISTEN *", connection);
                await unlisten.ExecuteNonQueryAsync(CancellationToken.None);
            }
        }
    }

    private static async Task WaitAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        while (true)
        {
            // A dead connection is detected by a query, not by waiting.
            if (!await connection.WaitAsync(Idle, cancellationToken))
            {
                await using var ask = new NpgsqlCommand("SELECT 1", connection);
                await ask.ExecuteScalarAsync(cancellationToken);
            }
        }
    }

    private async Task NotifyAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await signal.Committed.WaitAsync(Timeout.InfiniteTimeSpan, time, cancellationToken);
            await using (var command = database.CreateCommand($"NOTIFY {Channel}"))
                await command.ExecuteNonQueryAsync(cancellationToken);
            await Task.Delay(Coalesced, time, cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Debug, "NOTIFY between replicas failed; reconnecting. Relays poll meanwhile.")]
    private partial void LogInterrupted(Exception exception);
}
