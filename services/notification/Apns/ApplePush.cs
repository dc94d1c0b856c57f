using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// A push that is due: some pass of a pass type has changed on a device. One row per device and pass type, however many passes change
/// however often: the push carries no content, the device asks and gets everything at once.
/// </summary>
internal sealed class ApplePush
{
    public Guid OrganizationId { get; private init; }

    /// <summary>The topic of the push.</summary>
    public string PassTypeIdentifier { get; private init; } = "";

    public string PushToken { get; private init; } = "";

    /// <summary>Changes since the last push. If another one comes while a push is in progress, one more push follows.</summary>
    public int Requests { get; private init; }

    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>
    /// Earliest time at which a worker may claim the row, by the database's clock. A claim moves it to the end of its lease, a failure to
    /// the end of its backoff. Infinite while the pass type is suspended.
    /// </summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>The claim that holds the row.</summary>
    public Guid? ClaimId { get; private init; }

    /// <summary>Failed attempts.</summary>
    public int Attempts { get; private init; }
}

internal sealed class ApplePushConfiguration : IEntityTypeConfiguration<ApplePush>
{
    public void Configure(EntityTypeBuilder<ApplePush> builder)
    {
        builder.ToTable("apple_pushes");
        builder.HasKey(p => new { p.OrganizationId, p.PassTypeIdentifier, p.PushToken });
        builder.HasIndex(p => new { p.OrganizationId, p.PassTypeIdentifier, p.AvailableAt });
        builder.HasIndex(p => new { p.OrganizationId, p.PushToken });
    }
}
