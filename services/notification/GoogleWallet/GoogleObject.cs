using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;

namespace Passinstance.Notifications.GoogleWallet;

internal enum GoogleObjectDomainEvent
{
    Stored,
}

/// <summary>
/// A pass as Google Wallet is to have it, and as it has it. One row per pass: of many changes only the newest is sent, as the difference to
/// what Google has.
/// </summary>
internal sealed class GoogleObject : Aggregate<GoogleObjectDomainEvent>, IAggregate
{
    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public string IssuerId { get; private init; } = "";

    /// <summary>The resource in Google's API, for example <c>loyaltyObject</c>.</summary>
    public string ObjectResource { get; private init; } = "";

    public string ObjectId { get; private init; } = "";

    public string ClassId { get; private init; } = "";

    /// <summary>The newest version of the pass.</summary>
    public int WantedVersion { get; private init; }

    /// <summary>The object of that version as JSON.</summary>
    public string Wanted { get; private init; } = "";

    /// <summary>Google created the object itself, from a save link.</summary>
    public bool IsSaved { get; private init; }

    /// <summary>The pass is deleted: the object is replaced, not patched.</summary>
    public bool IsDeleted { get; private init; }

    /// <summary>What Google accepted last; null while that is unknown.</summary>
    public string? Sent { get; private set; }

    public int SentVersion { get; private set; }

    /// <summary>When Google notified the holder of our changes and messages; those of the last 24 hours count.</summary>
    public List<DateTimeOffset> NotifiedAt { get; private set; } = [];

    /// <summary>Time of the first change that has not been sent.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>
    /// Earliest time at which a worker may claim the row, by the database's clock. A claim moves it to the end of its lease, a failure to
    /// the end of its backoff. Null when there is nothing to send; infinite while the issuer is suspended.
    /// </summary>
    public DateTimeOffset? AvailableAt { get; private set; }

    public Guid? ClaimId { get; private set; }

    /// <summary>Failed attempts in a row.</summary>
    public int Attempts { get; private set; }

    /// <summary>Why Google rejects the newest version; the next one is sent again.</summary>
    public string? Failure { get; private set; }

    Guid IAggregate.Id => PassId;

    int IAggregate.Version => SentVersion;

    /// <summary>Google has accepted this version.</summary>
    internal void Accept(int version, JsonObject body, int notified, DateTimeOffset now)
    {
        if (Sent is null)
            Raise(GoogleObjectDomainEvent.Stored);
        Sent = body.ToJsonString();
        SentVersion = version;
        NotifiedAt = [.. NotifiedAt.Where(at => at > now.AddDays(-1)), .. Enumerable.Repeat(now, notified)];
        Failure = null;
    }

    /// <summary>Ends a claim whose work is done. A newer version or a message makes the row due again.</summary>
    internal void Complete(int version, bool hasMessages, DateTimeOffset now)
    {
        Attempts = 0;
        ClaimId = null;
        AvailableAt = WantedVersion > version || hasMessages ? now : null;
    }

    /// <summary>Ends a claim whose work is retried.</summary>
    internal void Retry(DateTimeOffset at)
    {
        Attempts++;
        ClaimId = null;
        AvailableAt = at;
    }

    /// <summary>Google rejects this version and always will.</summary>
    internal void Fail(int version, string reason, DateTimeOffset now)
    {
        Failure = reason;
        Complete(version, hasMessages: false, now);
    }
}

internal sealed class GoogleObjectConfiguration : IEntityTypeConfiguration<GoogleObject>
{
    public void Configure(EntityTypeBuilder<GoogleObject> builder)
    {
        builder.ToTable("google_objects");
        builder.HasKey(o => new { o.OrganizationId, o.PassId });
        builder.Property(o => o.Wanted).HasColumnType("json");
        builder.Property(o => o.Sent).HasColumnType("json");
        builder.HasIndex(o => new { o.OrganizationId, o.IssuerId, o.AvailableAt }).HasFilter("available_at IS NOT NULL");
    }
}
