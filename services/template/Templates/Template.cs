using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence.Auditing;
using Passinstance.Persistence.Columns;
using Passinstance.Persistence.Secrets;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Json;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.Templates;

/// <summary>Whether passes may be issued from a template.</summary>
public enum TemplateStatus
{
    /// <summary>Not yet: no version was ever published.</summary>
    Draft,
    /// <summary>Yes, from the version published last.</summary>
    Published,
}

/// <summary>
/// The design that passes are issued from: one for both wallets. This row holds the design as it was saved last; passes are made from the
/// version published last, a <see cref="TemplateVersion"/> that never changes.
/// </summary>
[Audited(IdPrefixes.Template)]
internal sealed class Template : Aggregate<TemplateDomainEvent>, IAggregate
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>The version published last; 0 before the first.</summary>
    public int Version { get; private set; }

    /// <summary>Numbers up to this one may have been used for versions before a restore; null before the first.</summary>
    public int? VersionsUsed { get; private set; }

    /// <summary>Of the row: one more at each change, published or not. The ETag.</summary>
    public int Revision { get; private set; }

    /// <summary>Whether the design differs from the version published last.</summary>
    public bool HasUnpublishedChanges { get; private set; }

    /// <summary>The design as the wallet engine reads it (<see cref="WalletTemplate"/>), in JSON.</summary>
    public string Definition { get; private set; } = "{}";

    /// <summary>Which images belong to the design; the bytes are in <c>images</c> under their hash.</summary>
    public List<TemplateImage> Images { get; private set; } = [];

    /// <summary>The secret that the address of its form is derived from, sealed.</summary>
    public byte[] SealedSecret { get; private init; } = [];

    /// <summary>Findings of the last change that are no errors.</summary>
    public List<Finding> Warnings { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>A deleted template is no longer shown; passes that were issued from it live on in the pass service.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public TemplateStatus Status => Version == 0 ? TemplateStatus.Draft : TemplateStatus.Published;

    int IAggregate.Version => Revision;

    public static Template Create(Guid organizationId, string name, TemplateDesign design, byte[] sealedSecret, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var template = new Template
        {
            OrganizationId = organizationId,
            Id = TypeId.NewGuid(time),
            Name = name,
            Revision = 1,
            Definition = design.Definition,
            Images = [.. design.Images],
            Warnings = [.. design.Warnings],
            SealedSecret = sealedSecret,
            HasUnpublishedChanges = true,
            CreatedAt = now,
            UpdatedAt = now,
        };
        template.Raise(new TemplateDomainEvent(TemplateDomainEventKind.Created));
        return template;
    }

    /// <summary>The design, read.</summary>
    public WalletTemplate ReadDefinition() => JsonSerializer.Deserialize<WalletTemplate>(Definition, WalletJson.Options)!;

    /// <summary>Saves a design without publishing it. The same design as before changes nothing but the name.</summary>
    public void Change(string name, TemplateDesign design, TimeProvider time)
    {
        Name = name;
        HasUnpublishedChanges |= Definition != design.Definition || !Images.SequenceEqual(design.Images);
        Definition = design.Definition;
        Images = [.. design.Images];
        Warnings = [.. design.Warnings];
        Touch(time);
    }

    /// <summary>Publishes a new template in the save that creates it: the event of its creation carries the version.</summary>
    public TemplateVersion PublishWithCreation()
    {
        Version = 1;
        HasUnpublishedChanges = false;
        return new TemplateVersion(this);
    }

    /// <summary>Makes the saved design the next version.</summary>
    /// <param name="warnings">What the rules find in it today.</param>
    /// <returns>The version, to be stored with the template.</returns>
    public TemplateVersion Publish(IEnumerable<Finding> warnings, TimeProvider time)
    {
        Warnings = [.. warnings];
        HasUnpublishedChanges = false;
        return Publish(version => new TemplateVersion(version), time);
    }

    /// <summary>
    /// After a restore of the database: numbers up to <paramref name="used"/> may have been used for versions that are lost.
    /// </summary>
    public void SkipVersions(int used) => VersionsUsed = Math.Max(VersionsUsed ?? 0, used);

    /// <summary>
    /// Publishes the design of the current version under a new number: passes may have been moved to a version that is lost.
    /// </summary>
    public TemplateVersion PublishAgain(TemplateVersion current, TimeProvider time) =>
        Publish(template => new TemplateVersion(template, current), time);

    /// <summary>A repeated deletion changes nothing.</summary>
    public void Delete(TimeProvider time)
    {
        if (DeletedAt is not null)
            return;
        Touch(time);
        DeletedAt = UpdatedAt;
        Raise(new TemplateDomainEvent(TemplateDomainEventKind.Deleted));
    }

    private TemplateVersion Publish(Func<Template, TemplateVersion> create, TimeProvider time)
    {
        Version = Math.Max(Version, VersionsUsed ?? 0) + 1;
        Touch(time);
        var version = create(this);
        Raise(new TemplateDomainEvent(TemplateDomainEventKind.Published, version));
        return version;
    }

    private void Touch(TimeProvider time)
    {
        Revision++;
        UpdatedAt = time.GetUtcNow();
    }
}

/// <summary>A design that has passed the engine's rules.</summary>
/// <param name="Definition">As the wallet engine reads it, in JSON.</param>
/// <param name="Images">Its images by hash.</param>
/// <param name="Warnings">The engine's warnings.</param>
internal sealed record TemplateDesign(string Definition, IReadOnlyList<TemplateImage> Images, IReadOnlyList<Finding> Warnings)
{
    private static readonly JsonSerializerOptions Json = StoredJson.Make(WalletJson.Options);

    // Written as the base record: a request's own members (name, uploads) are no part of the design.
    internal static TemplateDesign Of(WalletTemplate definition, IReadOnlyList<TemplateImage> images, IReadOnlyList<Finding> warnings) =>
        new(JsonSerializer.Serialize(definition, Json), images, warnings);
}

internal sealed class TemplateConfiguration : IEntityTypeConfiguration<Template>
{
    public void Configure(EntityTypeBuilder<Template> builder)
    {
        builder.ToTable("templates");
        builder.Property(t => t.SealedSecret).IsSealed(FormLink.Purpose);
        builder.HasKey(t => new { t.OrganizationId, t.Id });
        builder.Ignore(t => t.Status);
        builder.Property(t => t.Definition).HasColumnType("json");
        builder.Property(t => t.Images).IsJson();
        builder.Property(t => t.Warnings).IsJson();
        builder.Property(t => t.Revision).IsConcurrencyToken();
        builder.HasIndex(t => new { t.OrganizationId, t.Id }, "ix_templates_drafts").HasFilter("version = 0 AND deleted_at IS NULL");
        builder.HasIndex(t => new { t.OrganizationId, t.Id }, "ix_templates_published").HasFilter("version > 0 AND deleted_at IS NULL");
        builder.HasIndex(t => new { t.OrganizationId, t.CreatedAt });
    }
}
