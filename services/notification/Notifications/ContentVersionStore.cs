using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Notifications;

internal sealed class ContentVersionStore(NotificationsDbContext db)
{
    /// <summary>Stores a version, unless a newer one is there.</summary>
    internal Task UpsertAsync(WalletContentChanged changed, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"""
         INSERT INTO pass_content_versions (organization_id, pass_id, version, pass_type_identifier, changed_at)
         VALUES ({changed.OrganizationId}, {changed.PassId}, {changed.Version}, {changed.PassTypeIdentifier}, {changed.OccurredAt})
         ON CONFLICT (organization_id, pass_id) DO UPDATE
         SET version = excluded.version, pass_type_identifier = excluded.pass_type_identifier, changed_at = excluded.changed_at
         WHERE pass_content_versions.version < excluded.version
         """,
        cancellationToken);
}
