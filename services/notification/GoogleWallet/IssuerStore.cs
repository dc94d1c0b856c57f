using Npgsql;
using Passinstance.Notifications.Credentials;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Suspends and resumes issuers.</summary>
internal sealed class IssuerStore(NpgsqlDataSource database)
{
    /// <summary>Suspends an issuer and lets its objects wait, in one statement.</summary>
    /// <returns>False when it was suspended for the same key before.</returns>
    internal async Task<bool> SuspendAsync(Issuer issuer, RejectedCredential rejected, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH suspended AS (
                INSERT INTO google_issuers (organization_id, issuer_id, suspended_at, reason, fingerprint)
                VALUES (@organization, @issuer, clock_timestamp(), @reason, @fingerprint)
                ON CONFLICT (organization_id, issuer_id) DO UPDATE
                SET suspended_at = excluded.suspended_at, reason = excluded.reason, fingerprint = excluded.fingerprint
                WHERE google_issuers.suspended_at IS NULL OR google_issuers.fingerprint <> excluded.fingerprint
                RETURNING 1),
            waiting AS (
                UPDATE google_objects SET available_at = 'infinity', claim_id = NULL
                WHERE organization_id = @organization AND issuer_id = @issuer AND available_at < 'infinity')
            SELECT count(*) FROM suspended
            """);
        command.Parameters.AddWithValue("organization", issuer.OrganizationId);
        command.Parameters.AddWithValue("issuer", issuer.IssuerId);
        command.Parameters.AddWithValue("reason", rejected.Detail);
        command.Parameters.AddWithValue("fingerprint", rejected.Fingerprint);
        return await command.ExecuteScalarAsync(cancellationToken) is 1L;
    }

    /// <summary>All suspended issuers. The same key is tried again after an hour: its rights may have been restored.</summary>
    internal async Task<IReadOnlyList<SuspendedCredential<Issuer>>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT organization_id, issuer_id, fingerprint, suspended_at < statement_timestamp() - interval '1 hour'
            FROM google_issuers WHERE suspended_at IS NOT NULL
            """);
        var suspended = new List<SuspendedCredential<Issuer>>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            suspended.Add(new(new Issuer(reader.GetGuid(0), reader.GetString(1)), reader.GetString(2), reader.GetBoolean(3)));
        return suspended;
    }

    /// <summary>
    /// Resumes an issuer, unless another key of it has been rejected since, and makes its objects due. Two statements of one transaction:
    /// the second sees also an object that was stored while the issuer was suspended and that the first waited for.
    /// </summary>
    internal async Task ResumeAsync(SuspendedCredential<Issuer> suspended, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(Command(suspended, """
            UPDATE google_issuers SET suspended_at = NULL
            WHERE organization_id = @organization AND issuer_id = @issuer AND fingerprint = @fingerprint
            """));
        batch.BatchCommands.Add(Command(suspended, """
            UPDATE google_objects SET available_at = clock_timestamp(), attempts = 0, claim_id = NULL
            WHERE organization_id = @organization AND issuer_id = @issuer AND available_at = 'infinity' AND EXISTS (
                SELECT FROM google_issuers WHERE organization_id = @organization AND issuer_id = @issuer AND suspended_at IS NULL)
            """));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlBatchCommand Command(SuspendedCredential<Issuer> suspended, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddWithValue("organization", suspended.Owner.OrganizationId);
        command.Parameters.AddWithValue("issuer", suspended.Owner.IssuerId);
        command.Parameters.AddWithValue("fingerprint", suspended.Fingerprint);
        return command;
    }
}
