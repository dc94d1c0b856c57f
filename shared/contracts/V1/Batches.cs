using System.Text.Json;

namespace Passinstance.Contracts.V1;

/// <summary>A batch ended: all of its items finished, or its owner canceled the rest.</summary>
public sealed record BatchCompleted : IntegrationEvent, IPublicEvent
{
    /// <summary>The batch.</summary>
    public required Guid BatchId { get; init; }
    /// <summary>Version of the batch after the change.</summary>
    public required int Version { get; init; }
    /// <summary>The batch as the API shows it, with its counts and without the results of its items.</summary>
    public required JsonElement Resource { get; init; }
}
