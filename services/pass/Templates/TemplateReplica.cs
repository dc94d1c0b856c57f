using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Columns;

namespace Passinstance.Passes.Templates;

/// <summary>This service's replica of a template: which version passes are created from.</summary>
internal sealed class TemplateReplica
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    /// <summary>
    /// The newest version known here; 0 when only the deletion is known. Its design is a <see cref="TemplateVersionReplica"/>.
    /// </summary>
    public int Version { get; private init; }

    /// <summary>Hash of the secret in the form's address; null when only the deletion is known.</summary>
    public string? FormLinkHash { get; private init; }

    /// <summary>No pass is created from a deleted template; existing passes are still signed.</summary>
    public DateTimeOffset? DeletedAt { get; private init; }

    /// <summary>
    /// The template's version when it was deleted. Nothing is published after a deletion: a higher version means that the deletion was
    /// undone by a restore of the template service's database.
    /// </summary>
    public int? DeletedVersion { get; private init; }
}

/// <summary>A version of a template. A pass is rendered with the version it names until it is moved to a newer one.</summary>
internal sealed class TemplateVersionReplica
{
    public Guid OrganizationId { get; private init; }

    public Guid TemplateId { get; private init; }

    public int Version { get; private init; }

    /// <summary>The design as the wallet engine reads it, in JSON.</summary>
    public string Definition { get; private init; } = "{}";

    public List<TemplateImage> Images { get; private init; } = [];
}

/// <summary>The bytes of a template's image, stored under their hash; they never change.</summary>
internal sealed class ImageReplica
{
    public Guid OrganizationId { get; private init; }

    /// <summary>SHA-256 in lower-case hexadecimal.</summary>
    public string Sha256 { get; private init; } = "";

    public byte[] Content { get; private init; } = [];
}

internal sealed class TemplateReplicaConfiguration : IEntityTypeConfiguration<TemplateReplica>
{
    public void Configure(EntityTypeBuilder<TemplateReplica> builder)
    {
        builder.ToTable("template_replicas");
        builder.HasKey(t => new { t.OrganizationId, t.Id });
    }
}

internal sealed class TemplateVersionReplicaConfiguration : IEntityTypeConfiguration<TemplateVersionReplica>
{
    public void Configure(EntityTypeBuilder<TemplateVersionReplica> builder)
    {
        builder.ToTable("template_version_replicas");
        builder.HasKey(v => new { v.OrganizationId, v.TemplateId, v.Version });
        builder.Property(v => v.Definition).HasColumnType("json");
        builder.Property(v => v.Images).IsJson();
    }
}

internal sealed class ImageReplicaConfiguration : IEntityTypeConfiguration<ImageReplica>
{
    public void Configure(EntityTypeBuilder<ImageReplica> builder)
    {
        builder.ToTable("image_replicas");
        builder.HasKey(i => new { i.OrganizationId, i.Sha256 });
    }
}
