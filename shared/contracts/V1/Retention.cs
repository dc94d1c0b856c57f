namespace Passinstance.Contracts.V1;

/// <summary>An organization has changed how long what it has is kept.</summary>
/// <remarks>Not public: the audit log has it.</remarks>
public sealed record RetentionChanged : IntegrationEvent
{
    /// <summary>Version of the settings after the change.</summary>
    public required int Version { get; init; }
    /// <summary>Days for which events and their payloads are kept; null: as long as the deployment keeps them.</summary>
    public int? EventDays { get; init; }
    /// <summary>Days for which deliveries of webhooks and their attempts are kept; null: as long as the deployment keeps them.</summary>
    public int? DeliveryDays { get; init; }
}
