using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Notifications.Credentials;
using Passinstance.Notifications.Persistence;
using Passinstance.Persistence;

namespace Passinstance.Notifications.Apns;

/// <summary>Suspends and resumes pass types.</summary>
internal sealed class TopicStore(NpgsqlDataSource database, IServiceScopeFactory scopes, TimeProvider time)
{
    private const int Tries = 3;

    /// <summary>Suspends a pass type and lets its pushes wait, in one transaction.</summary>
    /// <returns>Whether an event is published.</returns>
    internal async Task<bool> SuspendAsync(Topic topic, RejectedCredential rejected, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TrySuspendAsync(topic, rejected, cancellationToken);
            }
            catch (DbUpdateException exception) when (attempt < Tries &&
                (exception is DbUpdateConcurrencyException || PostgresErrors.IsUniqueViolation(exception)))
            {
                // Another process changed the row first: look at what it wrote.
            }
        }
    }

    /// <summary>All suspended pass types. The same certificate is tried again after an hour, unless it has expired.</summary>
    internal async Task<IReadOnlyList<SuspendedCredential<Topic>>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            SELECT organization_id, pass_type_identifier, fingerprint,
                   reason <> 'expired' AND suspended_at < statement_timestamp() - interval '1 hour'
            FROM apple_topics WHERE suspended_at IS NOT NULL
            """);
        var suspended = new List<SuspendedCredential<Topic>>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            suspended.Add(new(new Topic(reader.GetGuid(0), reader.GetString(1)), reader.GetString(2), reader.GetBoolean(3)));
        return suspended;
    }

    /// <summary>Resumes a pass type, unless another credential of it has been rejected since, and makes its waiting pushes due.</summary>
    internal async Task ResumeAsync(SuspendedCredential<Topic> suspended, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            WITH resumed AS (
                UPDATE apple_topics SET suspended_at = NULL, version = version + 1
                WHERE organization_id = @organization AND pass_type_identifier = @pass_type AND fingerprint = @fingerprint
                RETURNING organization_id, pass_type_identifier)
            UPDATE apple_pushes p SET available_at = clock_timestamp(), attempts = 0, claim_id = NULL FROM resumed r
            WHERE p.organization_id = r.organization_id AND p.pass_type_identifier = r.pass_type_identifier AND p.available_at = 'infinity'
            """);
        command.Parameters.AddWithValue("organization", suspended.Owner.OrganizationId);
        command.Parameters.AddWithValue("pass_type", suspended.Owner.PassTypeIdentifier);
        command.Parameters.AddWithValue("fingerprint", suspended.Fingerprint);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<bool> TrySuspendAsync(Topic topic, RejectedCredential rejected, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var row = await db.Topics.SingleOrDefaultAsync(
            t => t.OrganizationId == topic.OrganizationId && t.PassTypeIdentifier == topic.PassTypeIdentifier, cancellationToken);
        if (row is null)
            db.Topics.Add(row = AppleTopic.Create(topic, time));
        var isNew = row.Suspend(rejected, time);
        await db.SaveChangesAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync(
            $"""
             UPDATE apple_pushes SET available_at = 'infinity', claim_id = NULL
             WHERE organization_id = {topic.OrganizationId} AND pass_type_identifier = {topic.PassTypeIdentifier}
                 AND available_at < 'infinity'
             """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return isNew;
    }
}
