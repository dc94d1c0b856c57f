using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.Notifications.Credentials;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

internal enum AppleTopicDomainEvent
{
    Suspended,
}

/// <summary>A pass type whose certificate Apple has rejected at some time. While it is suspended its pushes wait.</summary>
internal sealed class AppleTopic : Aggregate<AppleTopicDomainEvent>, IAggregate
{
    internal const string Expired = "expired";
    internal const string Rejected = "rejected";

    public Guid OrganizationId { get; private init; }

    public string PassTypeIdentifier { get; private init; } = "";

    public Guid Id { get; private init; }

    public int Version { get; private set; }

    /// <summary>Null while pushes are sent.</summary>
    public DateTimeOffset? SuspendedAt { get; private set; }

    /// <summary><see cref="Expired"/> or <see cref="Rejected"/>.</summary>
    public string? Reason { get; private set; }

    /// <summary>Apple's reason, for the operator.</summary>
    public string? Detail { get; private set; }

    /// <summary>The rejected credential.</summary>
    public string? Fingerprint { get; private set; }

    public DateTimeOffset? CertificateExpiresAt { get; private set; }

    internal static AppleTopic Create(Topic topic, TimeProvider time) =>
        new() { OrganizationId = topic.OrganizationId, PassTypeIdentifier = topic.PassTypeIdentifier, Id = TypeId.NewGuid(time) };

    /// <summary>Suspends it. The event is published once per credential, however often it is tried again.</summary>
    /// <returns>Whether the event is published.</returns>
    internal bool Suspend(RejectedCredential rejected, TimeProvider time)
    {
        var isNew = Fingerprint != rejected.Fingerprint || Reason != rejected.Reason;
        if (SuspendedAt is not null && !isNew)
            return false;
        Version++;
        SuspendedAt = time.GetUtcNow();
        (Reason, Detail, Fingerprint, CertificateExpiresAt) = (rejected.Reason, rejected.Detail, rejected.Fingerprint, rejected.ExpiresAt);
        if (isNew)
            Raise(AppleTopicDomainEvent.Suspended);
        return isNew;
    }
}

internal sealed class AppleTopicConfiguration : IEntityTypeConfiguration<AppleTopic>
{
    public void Configure(EntityTypeBuilder<AppleTopic> builder)
    {
        builder.ToTable("apple_topics");
        builder.HasKey(t => new { t.OrganizationId, t.PassTypeIdentifier });
        builder.Property(t => t.Version).IsConcurrencyToken();
    }
}
