using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Notifications.Apns;

internal enum RejectedTokenChange
{
    Rejected,
}

/// <summary>A push token that Apple no longer knows. Kept for two weeks, so that an operator can see why a device is not told any more.</summary>
internal sealed class RejectedToken : IAnnouncing
{
    public Guid OrganizationId { get; private init; }

    public Guid Id { get; private init; }

    public string PushToken { get; private init; } = "";

    /// <summary>Apple's word for it.</summary>
    public string Reason { get; private init; } = "";

    public DateTimeOffset RejectedAt { get; private init; }

    public ChangeNotes Changes { get; } = new();

    int IAnnouncing.Version => 1;

    internal static RejectedToken Make(Guid organizationId, string pushToken, string reason, TimeProvider time)
    {
        var rejected = new RejectedToken { OrganizationId = organizationId, Id = TypeId.NewGuid(time), PushToken = pushToken, Reason = reason, RejectedAt = time.GetUtcNow() };
        rejected.Changes.Add(RejectedTokenChange.Rejected);
        return rejected;
    }
}
