using MassTransit;
using Microsoft.EntityFrameworkCore;
using Passinstance.Contracts.V1;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence.Restores;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// Takes up a change of a registration that a restore of this database has lost: a device registers once, and without its registration it
/// would receive no further version. A change that this database knows, or that a pass is missing for, is left alone.
/// </summary>
internal sealed class DeviceRegistrationReportedConsumer(
    PassesDbContext db, DeviceStore devices, UnitOfWork unitOfWork, PassInstallEvents installs, PassTemplates templates,
    TimeProvider time)
    : IConsumer<DeviceRegistrationReported>
{
    public async Task Consume(ConsumeContext<DeviceRegistrationReported> context)
    {
        var (reported, cancellationToken) = (context.Message, context.CancellationToken);
        if (!await SequenceStep.IsLostAsync(db, PassesDbContext.RegistrationChanges, reported.Sequence, cancellationToken))
            return;
        if (reported.PushToken is null)
            await EndAsync(reported, cancellationToken);
        else
            await RegisterAsync(reported, reported.PushToken, cancellationToken);
    }

    private async Task RegisterAsync(DeviceRegistrationReported reported, string pushToken, CancellationToken cancellationToken)
    {
        var (organizationId, deviceId) = (reported.OrganizationId, reported.DeviceId);
        // One that has registered since the restore has told its token itself.
        if (await Find(reported).AnyAsync(cancellationToken)
            || !await db.Passes.AnyAsync(
                p => p.OrganizationId == organizationId && p.Id == reported.PassId
                    && p.PassTypeIdentifier == reported.PassTypeIdentifier,
                cancellationToken))
            return;
        var sequence = await devices.UpsertAsync(organizationId, deviceId, pushToken, cancellationToken);
        var pass = await db.LockPassAsync(organizationId, reported.PassId, cancellationToken);
        pass.Install();
        // What the device shows may be lost, too.
        pass.Repeat(await templates.FindGoogleAsync(pass, cancellationToken));
        db.Registrations.Add(DeviceRegistration.Create(pass, deviceId, pushToken, sequence, time));
        await db.SaveChangesAsync(cancellationToken);
        unitOfWork.OnCommitted(() => installs.RaiseInstalled(pass));
    }

    private async Task EndAsync(DeviceRegistrationReported reported, CancellationToken cancellationToken)
    {
        if (await devices.LockAsync(reported.OrganizationId, reported.DeviceId, cancellationToken) is not { } sequence)
            return;
        var removed = await UnregisterDevice.EndAsync(
            db, reported.OrganizationId, await Find(reported).ToListAsync(cancellationToken), sequence, cancellationToken);
        await devices.DeleteIfUnusedAsync(reported.OrganizationId, reported.DeviceId, cancellationToken);
        unitOfWork.OnCommitted(() => installs.RaiseRemoved(removed));
    }

    private IQueryable<DeviceRegistration> Find(DeviceRegistrationReported reported) => db.Registrations.Where(
        r => r.OrganizationId == reported.OrganizationId && r.DeviceId == reported.DeviceId
            && r.PassTypeIdentifier == reported.PassTypeIdentifier && r.PassId == reported.PassId);
}
