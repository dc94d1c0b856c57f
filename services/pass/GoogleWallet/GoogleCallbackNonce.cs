using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>
/// A callback that was accepted, stored until it expires, so that a repeat is recognized. It also has the callback's place among those of
/// its pass: Google delivers callbacks in any order, and the only time that it signs is their expiration. A callback that arrives has not
/// expired, so all later ones are still stored.
/// </summary>
internal sealed class GoogleCallbackNonce
{
    public Guid OrganizationId { get; private init; }

    /// <summary>A hash of the nonce.</summary>
    public Guid Id { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    /// <summary>The pass; null for an unknown object.</summary>
    public Guid? PassId { get; private init; }

    /// <summary>Saved, or deleted.</summary>
    public bool IsSaved { get; private init; }

    /// <summary>How many holders had the pass before it.</summary>
    public int HoldersBefore { get; private set; }

    // A delete without a save changes nothing.
    private int HoldersAfter => IsSaved ? HoldersBefore + 1 : Math.Max(0, HoldersBefore - 1);

    internal static GoogleCallbackNonce Of(GoogleCallback callback, Guid organizationId, Guid? passId) => new()
    {
        OrganizationId = organizationId,
        Id = callback.NonceId,
        ExpiresAt = callback.ExpiresAt,
        PassId = passId,
        IsSaved = callback.IsSaved,
    };

    /// <summary>Puts it before <paramref name="later"/>, the pass's later callbacks in their order, and counts those anew.</summary>
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

internal sealed class GoogleCallbackNonceConfiguration : IEntityTypeConfiguration<GoogleCallbackNonce>
{
    public void Configure(EntityTypeBuilder<GoogleCallbackNonce> builder)
    {
        builder.ToTable("google_callback_nonces");
        builder.HasKey(n => new { n.OrganizationId, n.Id });
        builder.HasIndex(n => n.ExpiresAt);
        builder.HasIndex(n => new { n.OrganizationId, n.PassId, n.ExpiresAt }).HasFilter("pass_id IS NOT NULL");
    }
}
