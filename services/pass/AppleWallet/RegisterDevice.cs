using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// A device asks to be told when a pass changes: 201 when this is new, 200 when it was registered. A push token other than the last replaces it.
/// Devices repeat this hundreds of times: what is already so costs one read.
/// </summary>
internal static class RegisterDevice
{
    private const int MaxPushToken = 200;

    internal sealed record Request(string? PushToken);

    internal static async Task<IResult> HandleAsync(
        DevicePath path, HttpContext http, DevicePasses passes, PassesDbContext db, UsageCounter usage, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await passes.FindAsync(path, http.Request, cancellationToken) is not { } known)
            return DeviceResponses.Unauthorized(http);
        if (await DeviceResponses.ReadAsync<Request>(http.Request, cancellationToken) is not { PushToken: { } pushToken } || !IsPushToken(pushToken))
            return Problem.Malformed("Send the device's push token: {\"pushToken\":\"...\"}, letters and digits, at most 200.");
        if (known.PushToken == pushToken)
            return TypedResults.StatusCode(StatusCodes.Status200OK);

        if (await RegisterAsync(db, path, known.Id, pushToken, time, cancellationToken) is not { } added)
            return TypedResults.StatusCode(StatusCodes.Status200OK);
        usage.Installed(added);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    /// <summary>The pass, when the device did not have it; null when it did.</summary>
    private static async Task<Pass?> RegisterAsync(
        PassesDbContext db, DevicePath path, Guid passId, string pushToken, TimeProvider time, CancellationToken cancellationToken)
    {
        var (organizationId, deviceId) = (path.OrganizationId, path.DeviceId);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        // First the device, then the pass: everybody locks in this order.
        var sequence = await Device.KeepAsync(db, organizationId, deviceId, pushToken, cancellationToken);
        var registration = await db.Registrations.SingleOrDefaultAsync(
            r => r.OrganizationId == organizationId && r.DeviceId == deviceId && r.PassTypeIdentifier == path.PassTypeIdentifier && r.PassId == passId, cancellationToken);
        Pass? added = null;
        if (registration is null)
        {
            added = (await Pass.LockAsync(db, organizationId, [passId], cancellationToken)).Single();
            added.Install();
            db.Registrations.Add(DeviceRegistration.Make(added, deviceId, pushToken, sequence, time));
        }
        else
        {
            registration.ReachAt(pushToken, sequence);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return added;
    }

    // It becomes part of an address.
    private static bool IsPushToken(string text) => text.Length is > 0 and <= MaxPushToken && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
