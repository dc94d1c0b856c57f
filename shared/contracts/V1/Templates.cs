using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>The members of every event about a template.</summary>
public abstract record TemplateEvent : IntegrationEvent, IPublicEvent
{
    /// <summary>The template.</summary>
    public required Guid TemplateId { get; init; }
    /// <summary>The published version: 0 for a draft, from which nothing can be issued yet. A replica takes only a higher one.</summary>
    public required int Version { get; init; }
    /// <inheritdoc />
    public required JsonElement Resource { get; init; }
    /// <inheritdoc />
    public string? EncryptedLinks { get; init; }

    Guid? IPublicEvent.TemplateId => TemplateId;
}

/// <summary>An event that carries all that a service needs for its replica of a template.</summary>
public abstract record TemplateContentEvent : TemplateEvent
{
    /// <summary>The design for both wallets, as the wallet engine reads it (<c>WalletTemplate</c>).</summary>
    public required JsonElement Definition { get; init; }
    /// <summary>The images of the design; their bytes are fetched by hash from the template service.</summary>
    public required IReadOnlyList<TemplateImage> Images { get; init; }
    /// <summary>
    /// SHA-256 of the proof in the address of the template's form, in hexadecimal: it allows checking such an address but not making one.
    /// Null from a release without forms.
    /// </summary>
    public string? FormLinkHash { get; init; }
}

/// <summary>A template was created.</summary>
public sealed record TemplateCreated : TemplateContentEvent;

/// <summary>A version of a template was published: new passes are issued from it, and existing ones are updated to it.</summary>
public sealed record TemplateUpdated : TemplateContentEvent;

/// <summary>A template was deleted: no more passes are issued from it; existing passes stay valid.</summary>
public sealed record TemplateDeleted : TemplateEvent;

/// <summary>An image of a template.</summary>
public sealed record TemplateImage
{
    /// <summary>Apple's file name without extension, for example <c>logo@2x</c>.</summary>
    public required string Name { get; init; }
    /// <summary>Language of a localized image; null for all languages.</summary>
    public string? Language { get; init; }
    /// <summary>SHA-256 of the PNG in lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }
}
