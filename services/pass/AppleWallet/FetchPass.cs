using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// The newest version of a pass for a device that holds it: 200, or 304 when the device has it. A void or deleted pass is returned as void,
/// or the device would not know.
/// </summary>
internal static class FetchPass
{
    internal static async Task<IResult> HandleAsync(
        DevicePath path, HttpContext http, DevicePassStore passes, PassesDbContext db, PassTemplates templates, PassRenderer renderer,
        PassInstallEvents installs, CancellationToken cancellationToken)
    {
        if (await passes.FindAsync(path, http.Request, cancellationToken) is not { } known)
            return DeviceResponses.Unauthorized(http);
        if (DownloadPass.IsUnchanged(http, known.LastModified))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var pass = await db.Passes.AsNoTracking().SingleAsync(
            p => p.OrganizationId == path.OrganizationId && p.Id == known.Id, cancellationToken);
        var result = await DownloadPass.RespondAsync(pass, http, templates, renderer);
        // Written already: an error is a result that is still to be executed.
        if (http.Response.HasStarted)
            installs.RaiseFetched(pass);
        return result;
    }
}
