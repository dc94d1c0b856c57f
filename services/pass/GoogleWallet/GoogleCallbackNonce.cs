namespace Passinstance.Passes.GoogleWallet;

/// <summary>
/// A callback that was taken: kept until it may no longer be taken anyway. It also stands for its place among those of its pass, since Google delivers them in any order and signs none but
/// the time until which each may be taken. Whatever comes may still be taken, so all that happened after it is here.
/// </summary>
internal sealed class GoogleCallbackNonce
{
    public Guid OrganizationId { get; private init; }

    /// <summary>A hash of the nonce.</summary>
    public Guid Id { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>Of which pass; null for an object of no pass, and in rows from before it was kept.</summary>
    public Guid? PassId { get; private init; }

    /// <summary>Saved, or deleted.</summary>
    public bool? IsSaved { get; private init; }

    /// <summary>How many holders had the pass before it.</summary>
    public int? HoldersBefore { get; private set; }

    // A delete whose save never came takes nobody's away.
    private int HoldersAfter => IsSaved!.Value ? HoldersBefore!.Value + 1 : Math.Max(0, HoldersBefore!.Value - 1);

    internal static GoogleCallbackNonce Of(GoogleCallback callback, Guid organizationId, Guid? passId) => new()
    {
        OrganizationId = organizationId, Id = callback.NonceId, ExpiresAt = callback.ExpiresAt, PassId = passId, IsSaved = callback.IsSaved,
    };

    /// <summary>Takes its place before <paramref name="later"/>, the pass's callbacks that happened after it, in their order.</summary>
    /// <returns>How many holders have the pass after all of them, when it was <paramref name="holders"/> without this one.</returns>
    internal int PutBefore(IReadOnlyList<GoogleCallbackNonce> later, int holders)
    {
        HoldersBefore = later is [var next, ..] ? next.HoldersBefore : holders;
        var after = HoldersAfter;
        foreach (var one in later)
        {
            one.HoldersBefore = after;
            after = one.HoldersAfter;
        }

        return after;
    }
}
