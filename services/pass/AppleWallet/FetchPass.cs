using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;

namespace Passinstance.Passes.AppleWallet;

/// <summary>
/// The newest version of a pass for a device that holds it: 200, or 304 when it has that already. A void or deleted pass is still given, void:
/// the device would never learn of it otherwise.
/// </summary>
internal static class FetchPass
{
    internal static async Task<IResult> HandleAsync(
        DevicePath path, HttpContext http, DevicePasses passes, PassesDbContext db, PassTemplates templates, PassRenderer renderer, CancellationToken cancellationToken)
    {
        if (await passes.FindAsync(path, http.Request, cancellationToken) is not { } known)
            return DeviceResponses.Unauthorized(http);
        if (DownloadPass.IsUnchanged(http, known.LastModified))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        var pass = await db.Passes.AsNoTracking().SingleAsync(p => p.OrganizationId == path.OrganizationId && p.Id == known.Id, cancellationToken);
        return await DownloadPass.RenderAsync(pass, http, templates, renderer);
    }
}
