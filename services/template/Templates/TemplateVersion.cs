using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Contracts.V1;
using Passinstance.Persistence.Columns;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.Templates;

/// <summary>A published version of a template. It never changes: what a pass of this version looked like can always be found.</summary>
internal sealed class TemplateVersion
{
    public TemplateVersion(Template template)
    {
        OrganizationId = template.OrganizationId;
        TemplateId = template.Id;
        Version = template.Version;
        Definition = template.Definition;
        Images = [.. template.Images];
        Warnings = [.. template.Warnings];
        PublishedAt = template.UpdatedAt;
    }

    /// <summary>The template's version with the design of an earlier one.</summary>
    public TemplateVersion(Template template, TemplateVersion design)
    {
        OrganizationId = template.OrganizationId;
        TemplateId = template.Id;
        Version = template.Version;
        Definition = design.Definition;
        Images = [.. design.Images];
        Warnings = [.. design.Warnings];
        PublishedAt = template.UpdatedAt;
    }

    // For Entity Framework.
    private TemplateVersion()
    {
    }

    public Guid OrganizationId { get; private init; }

    public Guid TemplateId { get; private init; }

    /// <summary>1 for the first that was published.</summary>
    public int Version { get; private init; }

    /// <summary>The design as the wallet engine reads it, in JSON.</summary>
    public string Definition { get; private init; } = "{}";

    public List<TemplateImage> Images { get; private init; } = [];

    public List<Finding> Warnings { get; private init; } = [];

    public DateTimeOffset PublishedAt { get; private init; }
}

internal sealed class TemplateVersionConfiguration : IEntityTypeConfiguration<TemplateVersion>
{
    public void Configure(EntityTypeBuilder<TemplateVersion> builder)
    {
        builder.ToTable("template_versions");
        builder.HasKey(v => new { v.OrganizationId, v.TemplateId, v.Version });
        builder.Property(v => v.Definition).HasColumnType("json");
        builder.Property(v => v.Images).IsJson();
        builder.Property(v => v.Warnings).IsJson();
    }
}
