using Passinstance.Contracts.V1;
using Passinstance.Messaging.Announcing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.AppleWallet;

/// <summary>What the service that pushes hears of registrations.</summary>
internal sealed class DeviceRegistrationEventMapper(TimeProvider time) : IAnnouncer<DeviceRegistration>
{
    public IEnumerable<IEvent> Announce(DeviceRegistration entity, Enum change)
    {
        yield return change switch
        {
            RegistrationChange.Registered => new DeviceRegistered
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                PassId = entity.PassId,
                PassTypeIdentifier = entity.PassTypeIdentifier,
                DeviceId = entity.DeviceId,
                PushToken = entity.PushToken,
                Sequence = entity.Sequence,
                OccurredAt = time.GetUtcNow(),
            },
            _ => new DeviceUnregistered
            {
                EventId = TypeId.NewGuid(time),
                OrganizationId = entity.OrganizationId,
                PassId = entity.PassId,
                PassTypeIdentifier = entity.PassTypeIdentifier,
                DeviceId = entity.DeviceId,
                Sequence = entity.Sequence,
                OccurredAt = time.GetUtcNow(),
            },
        };
    }
}
