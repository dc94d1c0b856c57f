using System.Security.Cryptography;
using Npgsql;
using Passinstance.Background;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>
/// Stops issuers whose account Google refuses, and looks now and then whether one has another key; then its passes, which waited, go out. One is tried again
/// each hour with the same key: the right may have been given back.
/// </summary>
internal sealed partial class SuspendedIssuers(
    NpgsqlDataSource database, GoogleAccounts accounts, GoogleMetrics metrics, GoogleOptions options, WorkSignal<GoogleWorker> signal, TimeProvider time,
    ILogger<SuspendedIssuers> logger) : BackgroundService
{
    /// <summary>Nothing of the issuer's goes out until it has another key. Said once a key, however many calls were refused.</summary>
    internal async Task StopAsync(Issuer issuer, string fingerprint, string reason, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH stopped AS (
                INSERT INTO google_issuers (organization_id, issuer_id, stopped_at, reason, fingerprint) VALUES ($1, $2, clock_timestamp(), $3, $4)
                ON CONFLICT (organization_id, issuer_id) DO UPDATE SET stopped_at = excluded.stopped_at, reason = excluded.reason, fingerprint = excluded.fingerprint
                WHERE google_issuers.stopped_at IS NULL OR google_issuers.fingerprint <> excluded.fingerprint
                RETURNING 1),
            waiting AS (
                UPDATE google_objects SET available_at = 'infinity', claim_id = NULL
                WHERE organization_id = $1 AND issuer_id = $2 AND available_at < 'infinity')
            SELECT count(*) FROM stopped
            """);
        command.Parameters.Add(new() { Value = issuer.OrganizationId });
        command.Parameters.Add(new() { Value = issuer.IssuerId });
        command.Parameters.Add(new() { Value = reason });
        command.Parameters.Add(new() { Value = fingerprint });
        if (await command.ExecuteScalarAsync(cancellationToken) is not 1L)
            return;
        metrics.Stopped();
        LogStopped(issuer.IssuerId, issuer.OrganizationId, reason);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.StoppedInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var (issuer, fingerprint, isTriedAgain) in await ListAsync(stoppingToken))
                    await TryAsync(issuer, fingerprint, isTriedAgain, stoppingToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or HttpRequestException or CryptographicException
                || (exception is OperationCanceledException && !stoppingToken.IsCancellationRequested))
            {
                LogFailed(exception);
            }
        }
    }

    private async Task TryAsync(Issuer issuer, string fingerprint, bool isTriedAgain, CancellationToken cancellationToken)
    {
        accounts.Forget(issuer);
        if (await accounts.FindAsync(issuer, cancellationToken) is not { } credential || (credential.Fingerprint == fingerprint && !isTriedAgain))
            return;
        // Two statements of one transaction: the second also sees a pass that was kept while the issuer was still stopped, and had the first wait.
        await using var resume = database.CreateBatch();
        resume.BatchCommands.Add(new NpgsqlBatchCommand("UPDATE google_issuers SET stopped_at = NULL WHERE organization_id = $1 AND issuer_id = $2 AND fingerprint = $3")
        {
            Parameters = { new() { Value = issuer.OrganizationId }, new() { Value = issuer.IssuerId }, new() { Value = fingerprint } },
        });
        resume.BatchCommands.Add(new NpgsqlBatchCommand("""
            UPDATE google_objects SET available_at = clock_timestamp(), attempts = 0, claim_id = NULL
            WHERE organization_id = $1 AND issuer_id = $2 AND available_at = 'infinity'
              AND EXISTS (SELECT FROM google_issuers WHERE organization_id = $1 AND issuer_id = $2 AND stopped_at IS NULL)
            """)
        {
            Parameters = { new() { Value = issuer.OrganizationId }, new() { Value = issuer.IssuerId } },
        });
        await resume.ExecuteNonQueryAsync(cancellationToken);
        signal.Set();
        LogResumed(issuer.IssuerId, issuer.OrganizationId);
    }

    // Few: each is an account that somebody has to put right.
    private async Task<List<(Issuer Issuer, string Fingerprint, bool IsTriedAgain)>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT organization_id, issuer_id, fingerprint, stopped_at < clock_timestamp() - interval '1 hour' FROM google_issuers WHERE stopped_at IS NOT NULL
            """);
        var stopped = new List<(Issuer, string, bool)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            stopped.Add((new Issuer(reader.GetGuid(0), reader.GetString(1)), reader.GetString(2), reader.GetBoolean(3)));
        return stopped;
    }

    [LoggerMessage(LogLevel.Error, "Google refuses the service account of issuer {IssuerId} of organisation {OrganizationId} ({Reason}): its passes wait for another key.")]
    private partial void LogStopped(string issuerId, Guid organizationId, string reason);

    [LoggerMessage(LogLevel.Warning, "Issuers that are stopped could not be looked at; trying again later.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(LogLevel.Information, "Passes of issuer {IssuerId} of organisation {OrganizationId} go to Google again: its key is another, or tried again.")]
    private partial void LogResumed(string issuerId, Guid organizationId);
}
