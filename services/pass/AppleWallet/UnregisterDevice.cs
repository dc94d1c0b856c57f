using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Transactions;

namespace Passinstance.Passes.AppleWallet;

/// <summary>A pass was removed from a device. Idempotent.</summary>
internal static class UnregisterDevice
{
    internal static async Task<IResult> HandleAsync(
        DevicePath path, HttpContext http, DevicePassStore passes, DeviceStore devices, PassesDbContext db, UnitOfWork unitOfWork,
        PassInstallEvents installs, CancellationToken cancellationToken)
    {
        if (await passes.FindAsync(path, http.Request, cancellationToken) is not { } known)
            return DeviceResponses.Unauthorized(http);
        if (known.PushToken is null)
            return TypedResults.StatusCode(StatusCodes.Status200OK);

        var (organizationId, deviceId) = (path.OrganizationId, path.DeviceId);
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        if (await devices.LockAsync(organizationId, deviceId, cancellationToken) is not { } sequence)
            return TypedResults.StatusCode(StatusCodes.Status200OK);
        var registrations = await db.Registrations
            .Where(r => r.OrganizationId == organizationId && r.DeviceId == deviceId && r.PassTypeIdentifier == path.PassTypeIdentifier &&
                r.PassId == known.Id)
            .ToListAsync(cancellationToken);
        var removed = await EndAsync(db, organizationId, registrations, sequence, cancellationToken);
        await devices.DeleteIfUnusedAsync(organizationId, deviceId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        installs.RaiseRemoved(removed);
        return TypedResults.StatusCode(StatusCodes.Status200OK);
    }

    /// <summary>Ends registrations of a device that is locked, and returns their passes, which have one device fewer.</summary>
    internal static async Task<IReadOnlyList<Pass>> EndAsync(
        PassesDbContext db, Guid organizationId, IReadOnlyList<DeviceRegistration> registrations, long sequence,
        CancellationToken cancellationToken)
    {
        if (registrations.Count == 0)
            return [];
        var passes = await db.LockPassesAsync(organizationId, [.. registrations.Select(r => r.PassId)], cancellationToken);
        foreach (var pass in passes)
            pass.Uninstall();
        foreach (var registration in registrations)
            registration.End(sequence);
        db.Registrations.RemoveRange(registrations);
        await db.SaveChangesAsync(cancellationToken);
        return passes;
    }
}
