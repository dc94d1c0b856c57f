using Npgsql;

namespace Passinstance.Passes.Batches;

/// <summary>Deletes batches of all organisations whose results have been kept long enough, a few at a time; replicas share the work.</summary>
internal sealed partial class BatchRetention(NpgsqlDataSource database, TimeProvider time, ILogger<BatchRetention> logger) : BackgroundService
{
    private const int AtOnce = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
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
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    /// <summary>Deletes all that is too old.</summary>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            // Items and chunks go with their batch.
            await using var command = database.CreateCommand("""
                DELETE FROM batches b USING (
                    SELECT organization_id, id FROM batches WHERE completed_at < clock_timestamp() - $1 ORDER BY completed_at LIMIT $2 FOR UPDATE SKIP LOCKED) old
                WHERE b.organization_id = old.organization_id AND b.id = old.id
                """);
            command.Parameters.Add(new() { Value = BatchLimits.Age });
            command.Parameters.Add(new() { Value = AtOnce });
            deleted = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (deleted == AtOnce);
    }

    [LoggerMessage(LogLevel.Warning, "Old batches could not be deleted; trying again in ten minutes.")]
    private partial void LogFailed(Exception exception);
}
