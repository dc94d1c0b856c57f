using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>A pass rendered for Google Wallet: its object, and the class that it shares with other passes.</summary>
public sealed record GoogleContent
{
    /// <summary>The issuer that owns both.</summary>
    public required string IssuerId { get; init; }
    /// <summary>The class's resource in Google's API, for example <c>loyaltyClass</c>.</summary>
    public required string ClassResource { get; init; }
    /// <summary>The object's resource in Google's API, for example <c>loyaltyObject</c>.</summary>
    public required string ObjectResource { get; init; }
    /// <summary>The class's id.</summary>
    public required string ClassId { get; init; }
    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }
    /// <summary>The template's version that the class was rendered from: a lower version never replaces a newer one.</summary>
    public required int ClassVersion { get; init; }
    /// <summary>The class.</summary>
    public required JsonElement Class { get; init; }
    /// <summary>The object.</summary>
    public required JsonElement Object { get; init; }
    /// <summary>Whether Google created the object itself, when a holder followed a save link: then it exists already.</summary>
    public required bool IsSaved { get; init; }
    /// <summary>Whether the pass was deleted: then the object replaces everything that was there, which was personal data.</summary>
    public required bool IsDeleted { get; init; }
}

/// <summary>Google Wallet has the object of a pass: from now on a save link can reference it instead of carrying it.</summary>
/// <remarks>Not public: nothing changed for customers.</remarks>
public sealed record GoogleObjectStored : IntegrationEvent
{
    /// <summary>The pass.</summary>
    public required Guid PassId { get; init; }
    /// <summary>The object's id.</summary>
    public required string ObjectId { get; init; }
}
