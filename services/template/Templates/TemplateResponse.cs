using System.Text.Json;
using System.Text.Json.Serialization;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.Templates;

/// <summary>A template with its last saved design.</summary>
public record TemplateResponse : WalletTemplate, IEntityTagged
{
    /// <summary><c>tpl_...</c></summary>
    public string Id { get; init; } = "";

    /// <summary>Your own name for it; not shown to holders.</summary>
    public string Name { get; init; } = "";

    /// <summary>Whether passes can be issued from it.</summary>
    public TemplateStatus Status { get; init; }

    /// <summary>The last published version, from which passes are issued; 0 if none is published.</summary>
    public int Version { get; init; }

    /// <summary>Whether this design has changes that are not published.</summary>
    public bool UnpublishedChanges { get; init; }

    /// <summary>The images by name and hash.</summary>
    public IReadOnlyList<TemplateImage> Images { get; init; } = [];

    /// <summary>
    /// Hosted page with the form of <c>passFlow</c>; a visitor who submits it gets a pass. The URL never changes and works once the form is
    /// published. Null without a form.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public string? PassFlowUrl { get; init; }

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Findings that do not make the template invalid.</summary>
    public IReadOnlyList<Finding> Warnings { get; init; } = [];

    internal int Revision { get; init; }

    string IEntityTagged.EntityTag => EntityTags.Of(Revision);

    internal static TemplateResponse From(Template template, FormLink link)
    {
        var design = JsonSerializer.Deserialize<TemplateResponse>(template.Definition, WalletJson.Options)!;
        return design with
        {
            Id = TypeId.Format(IdPrefixes.Template, template.Id),
            Name = template.Name,
            Status = template.Status,
            Version = template.Version,
            UnpublishedChanges = template.HasUnpublishedChanges,
            Images = template.Images,
            PassFlowUrl = link.UrlOf(template, design.PassFlow),
            CreatedAt = template.CreatedAt,
            UpdatedAt = template.UpdatedAt,
            Warnings = template.Warnings,
            Revision = template.Revision,
        };
    }
}

/// <summary>A published version of a template.</summary>
public sealed record TemplateVersionResponse : WalletTemplate
{
    /// <summary><c>tpl_...</c></summary>
    public string TemplateId { get; init; } = "";

    /// <summary>Starts at 1.</summary>
    public int Version { get; init; }

    /// <summary>The images by name and hash.</summary>
    public IReadOnlyList<TemplateImage> Images { get; init; } = [];

    /// <summary>When it was published.</summary>
    public DateTimeOffset PublishedAt { get; init; }

    /// <summary>Findings at the time of publication that did not make the template invalid.</summary>
    public IReadOnlyList<Finding> Warnings { get; init; } = [];

    internal static TemplateVersionResponse From(TemplateVersion version) =>
        JsonSerializer.Deserialize<TemplateVersionResponse>(version.Definition, WalletJson.Options)! with
        {
            TemplateId = TypeId.Format(IdPrefixes.Template, version.TemplateId),
            Version = version.Version,
            Images = version.Images,
            PublishedAt = version.PublishedAt,
            Warnings = version.Warnings,
        };
}
