using System.Text.Json;
using System.Text.Json.Serialization;

namespace Passinstance.Contracts.V1;

/// <summary>
/// The members of every public event about a pass. They are required in JSON and not in code: the pass service sets them in one place for
/// all of these events.
/// </summary>
public abstract record PassEvent : IPublicEvent
{
    /// <inheritdoc />
    [JsonRequired]
    public Guid EventId { get; init; }

    /// <inheritdoc />
    [JsonRequired]
    public Guid OrganizationId { get; init; }

    /// <summary>The pass.</summary>
    [JsonRequired]
    public Guid PassId { get; init; }

    /// <summary>The template it was issued from.</summary>
    [JsonRequired]
    public Guid TemplateId { get; init; }

    /// <summary>
    /// Version of the pass after the change: 1 at issue, one more at each change. Installing and removing do not change it.
    /// </summary>
    [JsonRequired]
    public int Version { get; init; }

    /// <inheritdoc />
    [JsonRequired]
    public DateTimeOffset OccurredAt { get; init; }

    /// <inheritdoc />
    [JsonRequired]
    public JsonElement Resource { get; init; }

    /// <inheritdoc />
    public string? EncryptedLinks { get; init; }

    Guid? IPublicEvent.TemplateId => TemplateId;

    Guid? IPublicEvent.SubjectPassId => PassId;
}

/// <summary>A public event about a change of a pass itself.</summary>
public abstract record PassChangeEvent : PassEvent, IPublicEvent
{
    /// <summary>The batch that changed the pass; null for every other change.</summary>
    public Guid? BatchId { get; init; }

    Guid? IPublicEvent.SourceBatchId => BatchId;
}

/// <summary>A pass was issued.</summary>
public sealed record PassCreated : PassChangeEvent;

/// <summary>The content of a pass changed.</summary>
public sealed record PassUpdated : PassChangeEvent;

/// <summary>A pass was voided by its issuer: it stays on devices, shown as void.</summary>
public sealed record PassVoided : PassChangeEvent;

/// <summary>A pass was deleted: it is gone from the API; devices that hold it receive a last, void version.</summary>
public sealed record PassDeleted : PassChangeEvent;

/// <summary>The wallets' view of a pass changed: devices that hold it must be notified.</summary>
/// <remarks>Not public: customers receive <see cref="PassUpdated"/>.</remarks>
public sealed record WalletContentChanged : IntegrationEvent
{
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>Version of the pass whose content is now visible.</summary>
    public required int Version { get; init; }
    /// <summary>Topic of Apple's push: the pass type identifier.</summary>
    public required string PassTypeIdentifier { get; init; }
    /// <summary>The push notification that caused this change; null for every other change.</summary>
    public Guid? NotificationId { get; init; }
    /// <summary>The notification's message for this holder.</summary>
    public HolderMessage? Message { get; init; }
    /// <summary>True when the pass looks unchanged in Apple Wallet: Apple's devices need no push.</summary>
    public required bool AppleUnchanged { get; init; }
    /// <summary>The pass as Google Wallet should have it; null when it is not there.</summary>
    public GoogleContent? Google { get; init; }
}

/// <summary>A message to one holder, with the pass's own values filled in.</summary>
public sealed record HolderMessage
{
    /// <summary>The headline.</summary>
    public required string Header { get; init; }
    /// <summary>The text.</summary>
    public required string Body { get; init; }
    /// <summary>Language tag of header and body; null when not specified.</summary>
    public string? Language { get; init; }
    /// <summary>Translations by language tag; null when there are none.</summary>
    public IReadOnlyDictionary<string, HolderMessage>? Translations { get; init; }
}
