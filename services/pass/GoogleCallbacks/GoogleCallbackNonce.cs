namespace Passinstance.Passes.GoogleCallbacks;

/// <summary>A callback that was taken: kept until it may no longer be taken anyway.</summary>
internal sealed class GoogleCallbackNonce
{
    public Guid OrganizationId { get; private init; }

    /// <summary>A hash of the nonce.</summary>
    public Guid Id { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }
}
