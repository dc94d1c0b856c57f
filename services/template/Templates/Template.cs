using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.Templates;

internal enum TemplateChange
{
    Created,
    Published,
    Deleted,
}

/// <summary>Whether passes may be issued from a template.</summary>
public enum TemplateStatus
{
    /// <summary>Not yet: no version was ever published.</summary>
    Draft,
    /// <summary>Yes, from the version published last.</summary>
    Published,
}

/// <summary>
/// The design that passes are issued from: one for both wallets. What stands here is the design as it was saved last; what passes are made
/// from is the version published last, which lies in <see cref="TemplateVersion"/> and never changes.
/// </summary>
internal sealed class Template : IAnnouncing
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string Name { get; private set; } = "";

    /// <summary>The version published last; 0 before the first.</summary>
    public int Version { get; private set; }

    /// <summary>Of the row: one more at each change, published or not. The ETag.</summary>
    public int Revision { get; private set; }

    /// <summary>Whether the design differs from the version published last.</summary>
    public bool HasUnpublishedChanges { get; private set; }

    /// <summary>The design as the wallet engine reads it (<see cref="WalletTemplate"/>), in JSON.</summary>
    public string Definition { get; private set; } = "{}";

    /// <summary>Which images belong to the design; the bytes lie in <c>images</c> under their hash.</summary>
    public List<TemplateImage> Images { get; private set; } = [];

    /// <summary>Behind the address of its form. Null in rows from before there were forms, until the design is changed.</summary>
    public byte[]? SealedSecret { get; private set; }

    /// <summary>What works and is still worth a look, found when the design was last changed.</summary>
    public List<Finding> Warnings { get; private set; } = [];

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset UpdatedAt { get; private set; }

    /// <summary>Nobody sees it any more; passes that were issued from it live on in the pass service.</summary>
    public DateTimeOffset? DeletedAt { get; private set; }

    public ChangeNotes Changes { get; } = new();

    public TemplateStatus Status => Version == 0 ? TemplateStatus.Draft : TemplateStatus.Published;

    int IAnnouncing.Version => Revision;

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
        template.Changes.Add(TemplateChange.Created);
        return template;
    }

    /// <summary>Saves a design without publishing it. One that is the same as before changes nothing but the name.</summary>
    public void Change(string name, TemplateDesign design, FormLink link, TimeProvider time)
    {
        SealedSecret ??= link.CreateSecret(OrganizationId);
        Name = name;
        HasUnpublishedChanges |= Definition != design.Definition || !Images.SequenceEqual(design.Images);
        Definition = design.Definition;
        Images = [.. design.Images];
        Warnings = [.. design.Warnings];
        Touch(time);
    }

    /// <summary>Publishes a template in the save that creates it: the event that tells of it carries the version.</summary>
    public TemplateVersion PublishAtOnce()
    {
        Version = 1;
        HasUnpublishedChanges = false;
        return new TemplateVersion(this);
    }

    /// <summary>Makes the saved design the next version.</summary>
    /// <param name="warnings">What today's rules say of it.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The version, to be stored beside the template.</returns>
    public TemplateVersion Publish(IEnumerable<Finding> warnings, TimeProvider time)
    {
        Warnings = [.. warnings];
        Version++;
        HasUnpublishedChanges = false;
        Touch(time);
        Changes.Add(TemplateChange.Published);
        return new TemplateVersion(this);
    }

    /// <summary>A second time changes nothing and says nothing.</summary>
    public void Delete(TimeProvider time)
    {
        if (DeletedAt is not null)
            return;
        Touch(time);
        DeletedAt = UpdatedAt;
        Changes.Add(TemplateChange.Deleted);
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
/// <param name="Warnings">What works and is still worth a look.</param>
internal sealed record TemplateDesign(string Definition, IReadOnlyList<TemplateImage> Images, IReadOnlyList<Finding> Warnings)
{
    // Written as the base record: a request's own members (name, uploads) are no part of the design.
    internal static TemplateDesign Of(WalletTemplate definition, IReadOnlyList<TemplateImage> images, IReadOnlyList<Finding> warnings) =>
        new(JsonSerializer.Serialize(definition, WalletJson.Options), images, warnings);
}
