namespace Passinstance.Notifications.Diagnosis;

/// <summary>The pushes of one pass to both wallets.</summary>
/// <param name="Devices">The devices that are or were registered.</param>
/// <param name="Apple">Why the pushes of the pass type wait; null when they do not.</param>
/// <param name="Google">The object at Google; null when it is not sent there.</param>
/// <param name="Issuer">Why the work of the Google issuer waits; null when it does not.</param>
internal sealed record PassPushes(
    IReadOnlyList<DevicePushes> Devices, Suspension? Apple, GoogleObjectState? Google, Suspension? Issuer);

/// <summary>The pushes to one device.</summary>
/// <param name="IsRegistered">Whether the device still is.</param>
/// <param name="ChangedAt">When its registration changed last.</param>
/// <param name="PushedAt">When Apple answered the last push; null before the first.</param>
/// <param name="PushResult"><c>accepted</c>, or Apple's reason.</param>
/// <param name="WaitingSince">When the push was requested that waits; null when none does.</param>
/// <param name="Attempts">Failed attempts of the push that waits.</param>
internal sealed record DevicePushes(
    bool IsRegistered, DateTimeOffset ChangedAt, DateTimeOffset? PushedAt, string? PushResult, DateTimeOffset? WaitingSince, int Attempts);

/// <summary>Work that waits for another credential.</summary>
/// <param name="Since">Since when.</param>
/// <param name="Reason">The class of the reason.</param>
/// <param name="Detail">The other side's own words.</param>
internal sealed record Suspension(DateTimeOffset Since, string Reason, string? Detail);

/// <summary>The object at Google.</summary>
/// <param name="WantedVersion">The newest version of the pass.</param>
/// <param name="SentVersion">The version that Google has; 0 when it has none.</param>
/// <param name="IsWaiting">Whether a newer one or a message is to be sent.</param>
/// <param name="RequestedAt">When the newest change was requested.</param>
/// <param name="Attempts">Failed attempts.</param>
/// <param name="Failure">Why Google rejects the newest version.</param>
/// <param name="ClassFailure">Why Google rejects its class.</param>
internal sealed record GoogleObjectState(
    int WantedVersion, int SentVersion, bool IsWaiting, DateTimeOffset RequestedAt, int Attempts, string? Failure, string? ClassFailure);
