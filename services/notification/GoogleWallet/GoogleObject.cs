using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.Notifications.Persistence;

namespace Passinstance.Notifications.GoogleWallet;

internal enum GoogleObjectChange
{
    Stored,
}

/// <summary>
/// A pass as Google Wallet is to have it, and as it has it. One row a pass: of many changes only the newest is sent, and what is sent is the
/// difference to what Google has.
/// </summary>
internal sealed class GoogleObject : IAnnouncing
{
    /// <summary>Waited after a change, in which others become one call with it.</summary>
    private const string FirstWait = "interval '200 milliseconds'";

    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public string IssuerId { get; private init; } = "";

    /// <summary>In Google's API, for example <c>loyaltyObject</c>.</summary>
    public string ObjectResource { get; private init; } = "";

    public string ObjectId { get; private init; } = "";

    public string ClassId { get; private init; } = "";

    /// <summary>The newest version of the pass heard of, and the object in it, as JSON.</summary>
    public int WantedVersion { get; private init; }

    public string Wanted { get; private init; } = "";

    /// <summary>Google made the object itself, from a save link.</summary>
    public bool IsSaved { get; private init; }

    /// <summary>The pass is gone: what Google has is replaced, not patched.</summary>
    public bool IsDeleted { get; private init; }

    /// <summary>What Google took last; null as long as what it has is not known.</summary>
    public string? Sent { get; private set; }

    public int SentVersion { get; private set; }

    /// <summary>When Google told the holder of something of ours; those of the last 24 hours count.</summary>
    public List<DateTimeOffset> NotifiedAt { get; private set; } = [];

    /// <summary>When there was something to send first, of what has not been sent.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>
    /// Earliest time at which a worker may claim the row, by the database's clock: a claim moves it past the lease, a failure past its back-off.
    /// Null when there is nothing to send; infinite while Google refuses the issuer's account.
    /// </summary>
    public DateTimeOffset? AvailableAt { get; private set; }

    public Guid? ClaimId { get; private set; }

    /// <summary>Failed attempts in a row.</summary>
    public int Attempts { get; private set; }

    /// <summary>Why Google does not take the newest version; it waits for the next one.</summary>
    public string? Failure { get; private set; }

    public ChangeNotes Changes { get; } = new();

    Guid IAnnouncing.Id => PassId;

    int IAnnouncing.Version => SentVersion;

    /// <summary>Google has this version now.</summary>
    internal void Take(int version, JsonObject body, int notified, DateTimeOffset now)
    {
        if (Sent is null)
            Changes.Add(GoogleObjectChange.Stored);
        Sent = body.ToJsonString();
        SentVersion = version;
        NotifiedAt = [.. NotifiedAt.Where(at => at > now.AddDays(-1)), .. Enumerable.Repeat(now, notified)];
        Failure = null;
    }

    /// <summary>Ends a claim after which nothing is left to do, unless something newer has come.</summary>
    internal void Rest(int version, bool hasMessages, DateTimeOffset now)
    {
        Attempts = 0;
        ClaimId = null;
        AvailableAt = WantedVersion > version || hasMessages ? now : null;
    }

    /// <summary>Ends a claim whose work is due again.</summary>
    internal void TryAgain(DateTimeOffset at, bool isFailure)
    {
        Attempts += isFailure ? 1 : 0;
        ClaimId = null;
        AvailableAt = at;
    }

    /// <summary>Google does not take this version, and would not the next time.</summary>
    internal void SetAside(int version, string reason, DateTimeOffset now)
    {
        Failure = reason;
        Rest(version, hasMessages: false, now);
    }

    /// <summary>Keeps a version unless a newer one is here; a worker sends it.</summary>
    internal static Task KeepAsync(NotificationsDbContext db, Guid organizationId, Guid passId, int version, GoogleContent content, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlRawAsync(
            $$"""
            INSERT INTO google_objects (
                organization_id, pass_id, issuer_id, object_resource, object_id, class_id, wanted_version, wanted, is_saved, is_deleted,
                sent_version, notified_at, attempts, requested_at, available_at)
            SELECT {0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}::json, {8}, {9}, 0, ARRAY[]::timestamptz[], 0, clock_timestamp(),
                CASE WHEN EXISTS (SELECT FROM google_issuers WHERE organization_id = {0} AND issuer_id = {2} AND stopped_at IS NOT NULL FOR SHARE)
                     THEN 'infinity'::timestamptz ELSE clock_timestamp() + {{FirstWait}} END
            ON CONFLICT (organization_id, pass_id) DO UPDATE SET
                class_id = excluded.class_id, object_resource = excluded.object_resource, wanted_version = excluded.wanted_version, wanted = excluded.wanted,
                is_saved = google_objects.is_saved OR excluded.is_saved, is_deleted = excluded.is_deleted, failure = NULL,
                sent = CASE WHEN google_objects.object_resource = excluded.object_resource THEN google_objects.sent END,
                requested_at = CASE WHEN google_objects.available_at IS NULL THEN excluded.requested_at ELSE google_objects.requested_at END,
                available_at = coalesce(google_objects.available_at, excluded.available_at)
            WHERE google_objects.wanted_version <= excluded.wanted_version
            """,
            [
                organizationId, passId, content.IssuerId, content.ObjectResource, content.ObjectId, content.ClassId, version, content.Object.GetRawText(),
                content.IsSaved, content.IsDeleted,
            ],
            cancellationToken);
}
