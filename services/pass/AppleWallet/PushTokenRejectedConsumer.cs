using MassTransit;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// Ends every registration of a device whose push token Apple no longer knows. A device that has a new token since is left alone.
/// </summary>
internal sealed class PushTokenRejectedConsumer(PassesDbContext db, DeviceStore devices, UnitOfWork unitOfWork, PassInstallEvents installs)
    : IConsumer<PushTokenRejected>
{
    public async Task Consume(ConsumeContext<PushTokenRejected> context)
    {
        var (organizationId, token, cancellationToken) =
            (context.Message.OrganizationId, context.Message.PushToken, context.CancellationToken);
        var ids = await db.Devices.AsNoTracking().Where(d => d.OrganizationId == organizationId && d.PushToken == token)
            .OrderBy(d => d.Id).Select(d => d.Id).ToListAsync(cancellationToken);
        foreach (var id in ids)
            await UnregisterAsync(organizationId, id, token, context.Message.InvalidSince, cancellationToken);
    }

    private async Task UnregisterAsync(
        Guid organizationId, Guid deviceId, string token, DateTimeOffset? invalidSince, CancellationToken cancellationToken)
    {
        if (await devices.LockAsync(organizationId, deviceId, cancellationToken) is not { } sequence ||
            !await db.Devices.AnyAsync(
                d => d.OrganizationId == organizationId && d.Id == deviceId && d.PushToken == token, cancellationToken))
            return;
        var registrations = await db.Registrations.Where(r => r.OrganizationId == organizationId && r.DeviceId == deviceId)
            .ToListAsync(cancellationToken);
        // Registered anew with the same token: the rejection is older than the registration.
        if (invalidSince is { } since && registrations.Exists(r => r.RegisteredAt > since))
            return;
        var removed = await UnregisterDevice.EndAsync(db, organizationId, registrations, sequence, cancellationToken);
        unitOfWork.OnCommitted(() => installs.RaiseRemoved(removed));
        await devices.DeleteIfUnusedAsync(organizationId, deviceId, cancellationToken);
    }
}
