using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;

namespace Passinstance.Passes.HostedPages.Links;

/// <summary>Returns the signed pass to anyone who has its link.</summary>
internal static class DownloadByLink
{
    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, HostedLinks links, PassRenderer renderer, UsageCounter usage)
    {
        if (await links.FindAsync(link, http.RequestAborted) is { Found: { } single } && MachineVisit.Of(single, http) is { } machine)
            return machine;
        var result = await links.TakeAsync(link, http.Request, http.RequestAborted);
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
