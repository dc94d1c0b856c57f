using System.Text.Json;
using Passinstance.Contracts.V1;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Wallet;

namespace Passinstance.Templates.Templates;

/// <summary>A template as the API shows it: what was sent, and what the platform knows of it.</summary>
public sealed record TemplateResponse : WalletTemplate
{
    /// <summary><c>tpl_...</c></summary>
    public string Id { get; init; } = "";

    /// <summary>The issuer's own name for it; holders do not see it.</summary>
    public string Name { get; init; } = "";

    /// <summary>1 at creation, one more at each published change.</summary>
    public int Version { get; init; }

    /// <summary>The images by name and hash.</summary>
    public IReadOnlyList<TemplateImage> Images { get; init; } = [];

    /// <summary>When it was created.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>What works and is still worth a look.</summary>
    public IReadOnlyList<Finding> Warnings { get; init; } = [];

    internal static TemplateResponse From(Template template) =>
        JsonSerializer.Deserialize<TemplateResponse>(template.Definition, WalletJson.Options)! with
        {
            Id = TypeId.Format(IdPrefixes.Template, template.Id),
            Name = template.Name,
            Version = template.Version,
            Images = template.Images,
            CreatedAt = template.CreatedAt,
            UpdatedAt = template.UpdatedAt,
            Warnings = template.Warnings,
        };
}
