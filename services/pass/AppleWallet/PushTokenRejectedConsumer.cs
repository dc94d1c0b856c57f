using MassTransit;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Inbox;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.AppleWallet;

/// <summary>Ends every registration of a device that Apple no longer knows by its token. A device that has a new token since is left alone.</summary>
internal sealed class PushTokenRejectedConsumer(PassesDbContext db, AfterCommit afterCommit, UsageCounter usage) : IConsumer<PushTokenRejected>
{
    public Task Consume(ConsumeContext<PushTokenRejected> context) => HandleAsync(context.Message, context.CancellationToken);

    internal async Task HandleAsync(PushTokenRejected rejected, CancellationToken cancellationToken)
    {
        var (organizationId, token) = (rejected.OrganizationId, rejected.PushToken);
        var devices = await db.Devices.AsNoTracking().Where(d => d.OrganizationId == organizationId && d.PushToken == token)
            .OrderBy(d => d.Id).Select(d => d.Id).ToListAsync(cancellationToken);
        foreach (var deviceId in devices)
        {
            if (await Device.LockAsync(db, organizationId, deviceId, cancellationToken) is not { } sequence ||
                !await db.Devices.AnyAsync(d => d.OrganizationId == organizationId && d.Id == deviceId && d.PushToken == token, cancellationToken))
                continue;
            var registrations = await db.Registrations.Where(r => r.OrganizationId == organizationId && r.DeviceId == deviceId).ToListAsync(cancellationToken);
            var ended = await UnregisterDevice.EndAsync(db, organizationId, registrations, sequence, cancellationToken);
            afterCommit.Do(() => usage.Removed(ended));
            await Device.RemoveIfUnusedAsync(db, organizationId, deviceId, cancellationToken);
        }
    }
}
