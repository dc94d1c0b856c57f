using Npgsql;

namespace Passinstance.Passes.GoogleCallbacks;

/// <summary>A callback that was taken: kept until it may no longer be taken anyway.</summary>
internal sealed class GoogleCallbackNonce
{
    public Guid OrganizationId { get; private init; }

    /// <summary>A hash of the nonce.</summary>
    public Guid Id { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }
}

/// <summary>Deletes nonces of all organisations that have expired; an hour later, for clocks that differ.</summary>
internal sealed partial class NonceRetention(NpgsqlDataSource database, TimeProvider time, ILogger<NonceRetention> logger) : BackgroundService
{
    private const int AtOnce = 5000;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
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

    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        int deleted;
        do
        {
            await using var command = database.CreateCommand("""
                DELETE FROM google_callback_nonces WHERE ctid = ANY(ARRAY(
                    SELECT ctid FROM google_callback_nonces WHERE expires_at < clock_timestamp() - interval '1 hour' ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED))
                """);
            command.Parameters.Add(new() { Value = AtOnce });
            deleted = await command.ExecuteNonQueryAsync(cancellationToken);
        }
        while (deleted == AtOnce);
    }

    [LoggerMessage(LogLevel.Warning, "Expired nonces of Google's callbacks could not be deleted; trying again in ten minutes.")]
    private partial void LogFailed(Exception exception);
}
