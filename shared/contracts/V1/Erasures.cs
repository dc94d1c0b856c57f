namespace Passinstance.Contracts.V1;

/// <summary>The data of passes' holders is to be erased everywhere: the pass service has erased its own.</summary>
/// <remarks>
/// Not public: customers receive <see cref="PassDeleted"/>. Answered by <see cref="PassEventsErased"/> and <see cref="PassDevicesErased"/>.
/// </remarks>
public sealed record PassErasureRequested : IntegrationEvent
{
    /// <summary>The erasure.</summary>
    public required Guid ErasureId { get; init; }
    /// <summary>The passes.</summary>
    public required IReadOnlyList<Guid> PassIds { get; init; }
    /// <summary>
    /// What happened before this moment may hold data of holders; their passes were empty when they were deleted after it.
    /// </summary>
    public required DateTimeOffset EmptyingSince { get; init; }
}

/// <summary>The events about passes, their deliveries and attempts are erased.</summary>
/// <remarks>Not public: the erasure shows it.</remarks>
public sealed record PassEventsErased : IntegrationEvent
{
    /// <summary>The erasure.</summary>
    public required Guid ErasureId { get; init; }
    /// <summary>How many of what were erased.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }
}

/// <summary>The devices of passes, the messages to their holders and what Google had are erased.</summary>
/// <remarks>Not public: the erasure shows it.</remarks>
public sealed record PassDevicesErased : IntegrationEvent
{
    /// <summary>The erasure.</summary>
    public required Guid ErasureId { get; init; }
    /// <summary>How many of what were erased.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }
}
