using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Messaging.Outbox;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

internal enum RejectedTokenDomainEvent
{
    Rejected,
}

/// <summary>A push token that Apple no longer knows. Kept for two weeks, so that an operator can see why a device gets no pushes.</summary>
internal sealed class RejectedToken : Aggregate<RejectedTokenDomainEvent>, IAggregate
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string PushToken { get; private init; } = "";

    /// <summary>Apple's reason.</summary>
    public string Reason { get; private init; } = "";

    public DateTimeOffset RejectedAt { get; private init; }

    /// <summary>When Apple last saw that the token was invalid; null when it did not say. For the event only.</summary>
    internal DateTimeOffset? InvalidSince { get; private init; }

    int IAggregate.Version => 1;

    internal static RejectedToken Create(
        Guid organizationId, string pushToken, string reason, DateTimeOffset? invalidSince, TimeProvider time)
    {
        var rejected = new RejectedToken
        {
            OrganizationId = organizationId,
            Id = TypeId.NewGuid(time),
            PushToken = pushToken,
            Reason = reason,
            RejectedAt = time.GetUtcNow(),
            InvalidSince = invalidSince,
        };
        rejected.Raise(RejectedTokenDomainEvent.Rejected);
        return rejected;
    }
}

internal sealed class RejectedTokenConfiguration : IEntityTypeConfiguration<RejectedToken>
{
    public void Configure(EntityTypeBuilder<RejectedToken> builder)
    {
        builder.ToTable("rejected_push_tokens");
        builder.HasKey(r => new { r.OrganizationId, r.Id });
        builder.Ignore(r => r.InvalidSince);
        builder.HasIndex(r => r.RejectedAt);
    }
}
