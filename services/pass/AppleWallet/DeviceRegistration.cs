using Passinstance.Messaging.Announcing;
using Passinstance.Passes.Passes;

namespace Passinstance.Passes.AppleWallet;

internal enum RegistrationChange
{
    Registered,
    Unregistered,
}

/// <summary>A device wants to be told when a pass changes.</summary>
internal sealed class DeviceRegistration : IAnnouncing
{
    public Guid OrganizationId { get; private init; }

    public Guid DeviceId { get; private init; }

    public string PassTypeIdentifier { get; private init; } = "";

    public Guid PassId { get; private init; }

    /// <summary>The transaction that made it: the pass may have changed between its download and now, so the device's next list names it.</summary>
    public long RegisteredIn { get; private init; }

    public DateTimeOffset RegisteredAt { get; private init; }

    /// <summary>Where the device is reached, when this is said.</summary>
    public string PushToken { get; private set; } = "";

    /// <summary>Place of what is said in the order of the device's changes.</summary>
    public long Sequence { get; private set; }

    public ChangeNotes Changes { get; } = new();

    Guid IAnnouncing.Id => PassId;

    // Ordered by Sequence, which outlives the row.
    int IAnnouncing.Version => 1;

    internal static DeviceRegistration Make(Pass pass, Guid deviceId, string pushToken, long sequence, TimeProvider time)
    {
        var registration = new DeviceRegistration
        {
            OrganizationId = pass.OrganizationId,
            DeviceId = deviceId,
            PassTypeIdentifier = pass.PassTypeIdentifier,
            PassId = pass.Id,
            RegisteredAt = time.GetUtcNow(),
        };
        registration.ReachAt(pushToken, sequence);
        return registration;
    }

    /// <summary>The device has this push token from now on.</summary>
    internal void ReachAt(string pushToken, long sequence)
    {
        (PushToken, Sequence) = (pushToken, sequence);
        Changes.Add(RegistrationChange.Registered);
    }

    /// <summary>It ends; the caller deletes it.</summary>
    internal void End(long sequence)
    {
        Sequence = sequence;
        Changes.Add(RegistrationChange.Unregistered);
    }
}
