using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Erasures;

/// <summary>An erasure of the data of passes' holders.</summary>
public sealed record ErasureResponse
{
    /// <summary><c>ers_...</c></summary>
    public string Id { get; private init; } = "";

    /// <summary><c>pending</c>, <c>running</c>, or <c>completed</c> when nothing is left in any service.</summary>
    public ErasureStatus Status { get; private init; }

    /// <summary>How many passes.</summary>
    public int Passes { get; private init; }

    /// <summary>The passes, <c>pas_...</c>. They no longer exist for the API.</summary>
    public IReadOnlyList<string> PassIds { get; private init; } = [];

    /// <summary>How many of what was erased, by service.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, long>> Erased { get; private init; } =
        new Dictionary<string, IReadOnlyDictionary<string, long>>();

    /// <summary>When it was requested.</summary>
    public DateTimeOffset RequestedAt { get; private init; }

    /// <summary>When the passes were void and empty; devices and Google Wallet are notified from then on.</summary>
    public DateTimeOffset? EmptiedAt { get; private init; }

    /// <summary>When every service had erased what it held.</summary>
    public DateTimeOffset? CompletedAt { get; private init; }

    internal static ErasureResponse From(Erasure erasure) => new()
    {
        Id = TypeId.Format(IdPrefixes.Erasure, erasure.Id),
        Status = erasure.Status,
        Passes = erasure.PassIds.Length,
        PassIds = [.. erasure.PassIds.Select(id => TypeId.Format(IdPrefixes.Pass, id))],
        Erased = erasure.Counts,
        RequestedAt = erasure.RequestedAt,
        EmptiedAt = erasure.EmptiedAt,
        CompletedAt = erasure.CompletedAt,
    };
}
