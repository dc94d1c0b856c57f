using Npgsql;

namespace Passinstance.Notifications.Google;

/// <summary>Deletes outcomes of messages that nobody counts any more.</summary>
internal sealed partial class MessageRetention(NpgsqlDataSource database, TimeProvider time, ILogger<MessageRetention> logger) : BackgroundService
{
    private const int BatchSize = 5000;
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

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

    /// <summary>Deletes all that is older than two weeks, of every organisation (organization_id plays no part in it), in batches.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            await using var command = database.CreateCommand("""
                DELETE FROM google_messages WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM google_messages WHERE settled_at < clock_timestamp() - interval '14 days' ORDER BY settled_at LIMIT $1 FOR UPDATE SKIP LOCKED))
                """);
            command.Parameters.Add(new() { Value = BatchSize });
            deleted = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (deleted == BatchSize);
    }

    [LoggerMessage(LogLevel.Warning, "Outcomes of messages in Google Wallet could not be deleted; trying again in an hour.")]
    private partial void LogFailed(Exception exception);
}
