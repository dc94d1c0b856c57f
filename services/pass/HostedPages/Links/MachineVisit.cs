using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.HostedPages.Links;

/// <summary>
/// A machine that follows a single-use link: a messenger's preview, a mail scanner, a browser's prefetch. It gets no pass, because the link
/// would be used up before the person to whom it was sent opens it.
/// </summary>
internal static class MachineVisit
{
    /// <summary>The response to a machine; null for a person, for HEAD, and for a link that works more than once.</summary>
    internal static IResult? Of(LinkedPass linked, HttpContext http)
    {
        // Every browser names itself; what does not is a program.
        var isMachine = http.Request.IsRobot || http.Request.IsPrefetch || http.Request.Headers.UserAgent.ToString().Length == 0;
        if (!linked.IsSingleUse || HttpMethods.IsHead(http.Request.Method) || !isMachine)
            return null;
        http.Response.Headers.CacheControl = "private, no-store";
        // Browsers drop a prefetch that fails, and ask again when the person follows the link.
        return http.Request.IsPrefetch
            ? Problem.Of(503, "service_unavailable", "This link works once and is not prefetched. Open it.")
            : new NoticePage(Problem.Of(403, "link_for_people",
                "This link works for one person and was opened by a program. Open it in a browser on the phone."));
    }
}
