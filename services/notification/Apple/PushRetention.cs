using Npgsql;

namespace Passinstance.Notifications.Apple;

/// <summary>
/// Deletes what only had to outlast late messages: registrations that ended, tokens that Apple no longer knows, and the rows behind the counts of
/// notifications that have ended.
/// </summary>
internal sealed partial class PushRetention(NpgsqlDataSource database, TimeProvider time, ILogger<PushRetention> logger) : BackgroundService
{
    private const int BatchSize = 5000;
    private static readonly TimeSpan Age = TimeSpan.FromDays(14);
    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    private static readonly string[] Statements =
    [
        """
        DELETE FROM push_registrations WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM push_registrations WHERE push_token IS NULL AND changed_at < clock_timestamp() - $1 ORDER BY changed_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """,
        """
        DELETE FROM notification_devices WHERE ctid = ANY(ARRAY(
            SELECT d.ctid FROM push_notifications n JOIN notification_devices d ON d.organization_id = n.organization_id AND d.notification_id = n.id
            WHERE n.ended_at < clock_timestamp() - $1 LIMIT $2 FOR UPDATE OF d SKIP LOCKED))
        """,
        """
        DELETE FROM notification_passes WHERE ctid = ANY(ARRAY(
            SELECT p.ctid FROM push_notifications n JOIN notification_passes p ON p.organization_id = n.organization_id AND p.notification_id = n.id
            WHERE n.ended_at < clock_timestamp() - $1 LIMIT $2 FOR UPDATE OF p SKIP LOCKED))
        """,
        """
        DELETE FROM rejected_push_tokens WHERE ctid = ANY(ARRAY(
            SELECT ctid FROM rejected_push_tokens WHERE rejected_at < clock_timestamp() - $1 ORDER BY rejected_at LIMIT $2 FOR UPDATE SKIP LOCKED))
        """,
    ];

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

    /// <summary>Deletes all that is too old, of every organisation (organization_id plays no part in it), in batches.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        foreach (var statement in Statements)
        {
            while (true)
            {
                await using var command = database.CreateCommand(statement);
                command.Parameters.Add(new() { Value = Age });
                command.Parameters.Add(new() { Value = BatchSize });
                if (await command.ExecuteNonQueryAsync(cancellationToken) < BatchSize)
                    break;
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old registrations could not be deleted; trying again in an hour.")]
    private partial void LogFailed(Exception exception);
}
