using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>A class that objects share: it is sent before an object that needs it, and only when it differs from what was sent last.</summary>
internal sealed class GoogleClass
{
    public Guid OrganizationId { get; private init; }

    public string ClassId { get; private init; } = "";

    public string IssuerId { get; private init; } = "";

    /// <summary>In Google's API, for example <c>loyaltyClass</c>.</summary>
    public string Resource { get; private init; } = "";

    /// <summary>The template's version it is made of: passes of an older version do not take it back.</summary>
    public int Version { get; private init; }

    /// <summary>The class as JSON, and a hash of it.</summary>
    public string Wanted { get; private init; } = "";

    public string Hash { get; private init; } = "";

    /// <summary>The hash of what Google took last.</summary>
    public string? SentHash { get; private init; }

    /// <summary>The hash of what Google refused, and why: its objects are set aside for the same reason.</summary>
    public string? RefusedHash { get; private init; }

    public string? Failure { get; private init; }

    internal static Task KeepAsync(NotificationsDbContext db, Guid organizationId, GoogleContent content, CancellationToken cancellationToken)
    {
        var wanted = content.Class.GetRawText();
        // Read first: a publication brings the same class with each of its passes, and they would all wait for its row.
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)));
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO google_classes (organization_id, class_id, issuer_id, resource, version, wanted, hash)
             SELECT {organizationId}, {content.ClassId}, {content.IssuerId}, {content.ClassResource}, {content.ClassVersion}, {wanted}::json, {hash}
             WHERE NOT EXISTS (
                 SELECT FROM google_classes WHERE organization_id = {organizationId} AND class_id = {content.ClassId} AND (version > {content.ClassVersion} OR hash = {hash}))
             ON CONFLICT (organization_id, class_id) DO UPDATE SET
                 resource = excluded.resource, version = excluded.version, wanted = excluded.wanted, hash = excluded.hash,
                 sent_hash = CASE WHEN google_classes.resource = excluded.resource THEN google_classes.sent_hash END
             WHERE google_classes.version <= excluded.version AND google_classes.hash <> excluded.hash
             """,
            cancellationToken);
    }
}
