using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.Notifications;

/// <summary>The newest content of a pass that this service has heard of: what devices must be told about.</summary>
internal sealed class PassContentVersion
{
    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public int Version { get; private init; }

    /// <summary>Topic of Apple's push.</summary>
    public string PassTypeIdentifier { get; private init; } = "";

    public DateTimeOffset ChangedAt { get; private init; }

    /// <summary>Keeps a newer version; an older one that comes late changes nothing.</summary>
    internal static Task KeepAsync(NotificationsDbContext db, WalletContentChanged changed, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO pass_content_versions (organization_id, pass_id, version, pass_type_identifier, changed_at)
             VALUES ({changed.OrganizationId}, {changed.PassId}, {changed.Version}, {changed.PassTypeIdentifier}, {changed.OccurredAt})
             ON CONFLICT (organization_id, pass_id) DO UPDATE
             SET version = excluded.version, pass_type_identifier = excluded.pass_type_identifier, changed_at = excluded.changed_at
             WHERE pass_content_versions.version < excluded.version
             """,
            cancellationToken);
}
