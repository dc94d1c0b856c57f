using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Notifications.Notifications;

/// <summary>The newest content of a pass that this service knows of, which devices must get.</summary>
internal sealed class PassContentVersion
{
    public Guid OrganizationId { get; private init; }

    public Guid PassId { get; private init; }

    public int Version { get; private init; }

    /// <summary>The topic of the push.</summary>
    public string PassTypeIdentifier { get; private init; } = "";

    public DateTimeOffset ChangedAt { get; private init; }
}

internal sealed class PassContentVersionConfiguration : IEntityTypeConfiguration<PassContentVersion>
{
    public void Configure(EntityTypeBuilder<PassContentVersion> builder)
    {
        builder.ToTable("pass_content_versions");
        // Each change of a pass updates its row: with room in the page no index is written.
        builder.HasStorageParameter("fillfactor", 80);
        builder.HasKey(c => new { c.OrganizationId, c.PassId });
    }
}
