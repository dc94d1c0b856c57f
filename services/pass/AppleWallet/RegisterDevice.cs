using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// Registers a device for a pass: 201 when this is new, 200 when it was registered. A new push token replaces the last one. Devices repeat
/// this hundreds of times: without a change it costs one read.
/// </summary>
internal static class RegisterDevice
{
    private const int MaxPushToken = 200;

    internal sealed record Request(string? PushToken);

    internal static async Task<IResult> HandleAsync(
        DevicePath path, HttpContext http, DevicePassStore passes, DeviceStore devices, PassesDbContext db, UnitOfWork unitOfWork,
        PassInstallEvents installs, IOptions<PassQuotas> quotas, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await passes.FindAsync(path, http.Request, cancellationToken) is not { } known)
            return DeviceResponses.Unauthorized(http);
        if (await DeviceResponses.ReadAsync<Request>(http.Request, cancellationToken) is not { PushToken: { } pushToken } ||
            !IsPushToken(pushToken))
            return Problem.Malformed("Send the device's push token: {\"pushToken\":\"...\"}, letters and digits, at most 200.");
        if (known.PushToken == pushToken)
            return TypedResults.StatusCode(StatusCodes.Status200OK);

        var (organizationId, deviceId) = (path.OrganizationId, path.DeviceId);
        await using var transaction = await unitOfWork.BeginAsync(cancellationToken);
        var sequence = await devices.UpsertAsync(organizationId, deviceId, pushToken, cancellationToken);
        var registration = await db.Registrations.SingleOrDefaultAsync(
            r => r.OrganizationId == organizationId && r.DeviceId == deviceId && r.PassTypeIdentifier == path.PassTypeIdentifier &&
                r.PassId == known.Id,
            cancellationToken);
        Pass? added = null;
        if (registration is null)
        {
            added = await db.LockPassAsync(organizationId, known.Id, cancellationToken);
            if (quotas.Value.CheckDevices(added) is { } exceeded)
                return exceeded;
            added.Install();
            db.Registrations.Add(DeviceRegistration.Create(added, deviceId, pushToken, sequence, time));
        }
        else
        {
            registration.SetPushToken(pushToken, sequence);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        if (added is null)
            return TypedResults.StatusCode(StatusCodes.Status200OK);
        installs.RaiseInstalled(added);
        return TypedResults.StatusCode(StatusCodes.Status201Created);
    }

    // It becomes part of a URL.
    private static bool IsPushToken(string text) =>
        text.Length is > 0 and <= MaxPushToken && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
}
