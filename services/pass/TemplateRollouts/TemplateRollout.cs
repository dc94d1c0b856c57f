using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Passes.TemplateRollouts;

/// <summary>
/// The passes of a template are being moved to its newest version. Each pass names its version, which shows whether it was moved; the
/// row holds only a count for those who watch.
/// </summary>
internal sealed class TemplateRollout
{
    public Guid OrganizationId { get; private init; }

    public Guid TemplateId { get; private init; }

    /// <summary>When a version was last published, by the database's clock.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>
    /// Earliest time of the next batch. The one that has waited longest is first, so that no template holds up the others.
    /// </summary>
    public DateTimeOffset AvailableAt { get; private init; }

    /// <summary>
    /// Passes of an older version, counted when the first batch began and again after a while, less those moved since; null before.
    /// </summary>
    public int? Outdated { get; private init; }

    /// <summary>When they were last counted.</summary>
    public DateTimeOffset? CountedAt { get; private init; }
}

internal sealed class TemplateRolloutConfiguration : IEntityTypeConfiguration<TemplateRollout>
{
    public void Configure(EntityTypeBuilder<TemplateRollout> builder)
    {
        builder.ToTable("template_rollouts");
        builder.HasKey(r => new { r.OrganizationId, r.TemplateId });
        builder.HasIndex(r => r.AvailableAt);
    }
}
