using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;

namespace Passinstance.Passes.AppleWallet;

/// <summary>The pass was removed from a device. Doing it again answers the same.</summary>
internal static class UnregisterDevice
{
    internal static async Task<IResult> HandleAsync(DevicePath path, HttpContext http, DevicePasses passes, PassesDbContext db, UsageCounter usage, CancellationToken cancellationToken)
    {
        if (await passes.FindAsync(path, http.Request, cancellationToken) is not { } known)
            return DeviceResponses.Unauthorized(http);
        if (known.PushToken is not null)
            usage.Removed(await UnregisterAsync(db, path, known.Id, cancellationToken));
        return TypedResults.StatusCode(StatusCodes.Status200OK);
    }

    private static async Task<IReadOnlyList<Pass>> UnregisterAsync(PassesDbContext db, DevicePath path, Guid passId, CancellationToken cancellationToken)
    {
        var (organizationId, deviceId) = (path.OrganizationId, path.DeviceId);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await Device.LockAsync(db, organizationId, deviceId, cancellationToken) is not { } sequence)
            return [];
        var registrations = await db.Registrations.Where(
            r => r.OrganizationId == organizationId && r.DeviceId == deviceId && r.PassTypeIdentifier == path.PassTypeIdentifier && r.PassId == passId).ToListAsync(cancellationToken);
        var ended = await EndAsync(db, organizationId, registrations, sequence, cancellationToken);
        await Device.RemoveIfUnusedAsync(db, organizationId, deviceId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ended;
    }

    /// <summary>Ends registrations of a device that is locked, and counts them off their passes, which it gives back.</summary>
    internal static async Task<IReadOnlyList<Pass>> EndAsync(
        PassesDbContext db, Guid organizationId, IReadOnlyList<DeviceRegistration> registrations, long sequence, CancellationToken cancellationToken)
    {
        if (registrations.Count == 0)
            return [];
        var passes = await Pass.LockAsync(db, organizationId, [.. registrations.Select(r => r.PassId)], cancellationToken);
        foreach (var pass in passes)
            pass.Uninstall();
        foreach (var registration in registrations)
            registration.End(sequence);
        db.Registrations.RemoveRange(registrations);
        await db.SaveChangesAsync(cancellationToken);
        return passes;
    }
}
