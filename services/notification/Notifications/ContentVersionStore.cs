using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Notifications;

internal sealed class ContentVersionStore(NotificationsDbContext db)
{
    // Of several versions of one pass the newest counts. The same version with a later time was published once more, after a restore.
    private const string UpsertSql = """
        INSERT INTO pass_content_versions (organization_id, pass_id, version, pass_type_identifier, changed_at)
        SELECT DISTINCT ON (organization_id, pass_id) organization_id, pass_id, version, pass_type_identifier, changed_at
        FROM unnest(@organizations, @passes, @versions, @types, @times)
            AS g (organization_id, pass_id, version, pass_type_identifier, changed_at)
        ORDER BY organization_id, pass_id, version DESC, changed_at DESC
        ON CONFLICT (organization_id, pass_id) DO UPDATE
        SET version = excluded.version, pass_type_identifier = excluded.pass_type_identifier, changed_at = excluded.changed_at
        WHERE (pass_content_versions.version, pass_content_versions.changed_at) < (excluded.version, excluded.changed_at)
        """;

    /// <summary>Stores versions, unless newer ones are there.</summary>
    internal async Task UpsertAsync(IReadOnlyList<WalletContentChanged> changes, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(UpsertSql, (NpgsqlConnection)db.Database.GetDbConnection());
        command.Parameters.AddColumn("organizations", changes, changed => changed.OrganizationId);
        command.Parameters.AddColumn("passes", changes, changed => changed.PassId);
        command.Parameters.AddColumn("versions", changes, changed => changed.Version);
        command.Parameters.AddColumn("types", changes, changed => changed.PassTypeIdentifier);
        command.Parameters.AddColumn("times", changes, changed => changed.OccurredAt.ToUniversalTime());
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
