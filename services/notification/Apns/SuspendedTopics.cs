using System.Security.Cryptography;
using Npgsql;
using Passinstance.Background;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// Looks now and then whether a pass type that was stopped has another credential; then its pushes, which waited, go out. One that was refused,
/// not expired, is tried again each hour: the fault may have been Apple's.
/// </summary>
internal sealed partial class SuspendedTopics(
    NpgsqlDataSource database, PushIdentities identities, ApnsChannels lanes, WorkSignal<PushWorker> signal, ApnsOptions options, TimeProvider time, ILogger<SuspendedTopics> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.StoppedInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var stopped in await ListAsync(stoppingToken))
                    await TryAsync(stopped, stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or HttpRequestException or CryptographicException
                || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                LogFailed(exception);
            }
        }
    }

    private sealed record Stopped(Topic Topic, string Fingerprint, bool IsTriedAgain);

    private async Task TryAsync(Stopped stopped, CancellationToken cancellationToken)
    {
        var topic = stopped.Topic;
        if (await identities.FindAsync(topic, cancellationToken) is not { } credential)
            return;
        var isWorthIt = (credential.Fingerprint != stopped.Fingerprint || stopped.IsTriedAgain) && !(credential.ExpiresAt <= time.GetUtcNow());
        // A key's token is shared by all who use it.
        if (credential.Certificate is not null)
            credential.Dispose();
        if (!isWorthIt)
            return;
        lanes.Of(topic).Forget();
        await using var command = database.CreateCommand("""
            WITH resumed AS (
                UPDATE apple_topics SET stopped_at = NULL, version = version + 1
                WHERE organization_id = $1 AND pass_type_identifier = $2 AND fingerprint = $3 RETURNING organization_id, pass_type_identifier)
            UPDATE apple_pushes p SET available_at = clock_timestamp(), attempts = 0, claim_id = NULL FROM resumed r
            WHERE p.organization_id = r.organization_id AND p.pass_type_identifier = r.pass_type_identifier AND p.available_at = 'infinity'
            """);
        command.Parameters.Add(new() { Value = topic.OrganizationId });
        command.Parameters.Add(new() { Value = topic.PassTypeIdentifier });
        command.Parameters.Add(new() { Value = stopped.Fingerprint });
        await command.ExecuteNonQueryAsync(cancellationToken);
        signal.Set();
        LogResumed(topic.PassTypeIdentifier, topic.OrganizationId);
    }

    // Few: each is a certificate that somebody has been told to renew.
    private async Task<List<Stopped>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT organization_id, pass_type_identifier, fingerprint, reason <> 'expired' AND stopped_at < clock_timestamp() - interval '1 hour'
            FROM apple_topics WHERE stopped_at IS NOT NULL
            """);
        var stopped = new List<Stopped>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            stopped.Add(new Stopped(new Topic(reader.GetGuid(0), reader.GetString(1)), reader.GetString(2), reader.GetBoolean(3)));
        return stopped;
    }

    [LoggerMessage(LogLevel.Warning, "Pass types whose pushes are stopped could not be looked at; trying again later.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(LogLevel.Information, "Pushes for {PassType} of organisation {OrganizationId} go out again: their certificate is another, or tried again.")]
    private partial void LogResumed(string passType, Guid organizationId);
}
