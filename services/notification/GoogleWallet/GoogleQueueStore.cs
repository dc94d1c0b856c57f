using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Persistence;
using Passinstance.Persistence.Columns;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Enqueues what Google Wallet is to have, in the transaction of the message that causes it.</summary>
internal sealed class GoogleQueueStore(NotificationsDbContext db)
{
    // Delay after a change, in which others become one call with it.
    private const string FirstDelay = "interval '200 milliseconds'";

    /// <summary>Stores a class, unless one of a newer template version is there.</summary>
    internal Task UpsertClassAsync(Guid organizationId, GoogleContent content, CancellationToken cancellationToken)
    {
        var wanted = content.Class.GetRawText();
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted)));
        // Reads first: a template rollout has the same class with each pass, and all of them would wait for its row.
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO google_classes (organization_id, class_id, issuer_id, resource, version, wanted, hash)
             SELECT {organizationId}, {content.ClassId}, {content.IssuerId}, {content.ClassResource}, {content.ClassVersion},
                    {wanted}::json, {hash}
             WHERE NOT EXISTS (
                 SELECT FROM google_classes
                 WHERE organization_id = {organizationId} AND class_id = {content.ClassId}
                     AND (version > {content.ClassVersion} OR hash = {hash}))
             ON CONFLICT (organization_id, class_id) DO UPDATE SET
                 resource = excluded.resource, version = excluded.version, wanted = excluded.wanted, hash = excluded.hash,
                 sent_hash = CASE WHEN google_classes.resource = excluded.resource THEN google_classes.sent_hash END
             WHERE google_classes.version <= excluded.version AND google_classes.hash <> excluded.hash
             """,
            cancellationToken);
    }

    /// <summary>Stores a version of a pass, unless a newer one is there, and makes it due.</summary>
    internal Task UpsertObjectAsync(
        Guid organizationId, Guid passId, int version, GoogleContent content, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO google_objects (
                organization_id, pass_id, issuer_id, object_resource, object_id, class_id, wanted_version, wanted, is_saved, is_deleted,
                sent_version, notified_at, attempts, requested_at, available_at)
            SELECT {0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}::json, {8}, {9}, 0, ARRAY[]::timestamptz[], 0, clock_timestamp(),
                CASE WHEN EXISTS (
                         SELECT FROM google_issuers WHERE organization_id = {0} AND issuer_id = {2} AND suspended_at IS NOT NULL FOR SHARE)
                     THEN 'infinity'::timestamptz ELSE clock_timestamp() + {{FirstDelay}} END
            ON CONFLICT (organization_id, pass_id) DO UPDATE SET
                class_id = excluded.class_id, object_resource = excluded.object_resource, wanted_version = excluded.wanted_version,
                wanted = excluded.wanted, is_saved = google_objects.is_saved OR excluded.is_saved, is_deleted = excluded.is_deleted,
                failure = NULL,
                sent = CASE WHEN google_objects.object_resource = excluded.object_resource THEN google_objects.sent END,
                requested_at = CASE WHEN google_objects.available_at IS NULL THEN excluded.requested_at
                    ELSE google_objects.requested_at END,
                available_at = coalesce(google_objects.available_at, excluded.available_at)
            WHERE google_objects.wanted_version <= excluded.wanted_version
            """,
            [
                organizationId, passId, content.IssuerId, content.ObjectResource, content.ObjectId, content.ClassId, version,
                content.Object.GetRawText(), content.IsSaved, content.IsDeleted,
            ],
            cancellationToken);

    /// <summary>
    /// Stores the message of a notification. The object that it belongs to is stored in the same transaction and makes it due.
    /// </summary>
    internal Task EnqueueMessageAsync(
        Guid organizationId, Guid notificationId, Guid passId, HolderMessage message, CancellationToken cancellationToken)
    {
        var localized = message.Translations is null ? null : JsonSerializer.Serialize(message, JsonColumn.DefaultOptions);
        return db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO google_messages (organization_id, notification_id, pass_id, header, body, localized, status, created_at)
             VALUES ({organizationId}, {notificationId}, {passId}, {message.Header}, {message.Body}, {localized}::json,
                     {GoogleMessageStatus.Pending}, clock_timestamp())
             ON CONFLICT DO NOTHING
             """,
            cancellationToken);
    }
}
