using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;

namespace Passinstance.Passes.HostedPages.Links;

/// <summary>Returns the signed pass to anyone who has its link.</summary>
internal static class DownloadByLink
{
    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, HostedLinks links, PassRenderer renderer, UsageCounter usage)
    {
        var known = await links.FindAsync(link, http.RequestAborted);
        if (known.Found is not { } linked)
            return new NoticePage(known.Failure!);
        if (MachineVisit.Of(linked, http) is { } machine)
            return machine;
        // Checked before the link is used up.
        if (renderer.FailureOf(linked.Pass, linked.Template) is { } unsigned)
            return new NoticePage(unsigned.AsConflict());
        var result = await links.TakeAsync(linked, http.Request, http.RequestAborted);
        if (result.Found is not { } found)
            return new NoticePage(result.Failure!);
        if (DownloadPass.IsUnchanged(http, found.Pass.HttpLastModified))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        if (!http.Request.IsRobot && !HttpMethods.IsHead(http.Request.Method))
            usage.CountAppleDownload(found.Pass, http.Request.Source);
        await DownloadPass.WriteAsync(found.Pass, found.Template, http, renderer);
        return TypedResults.Empty;
    }
}
