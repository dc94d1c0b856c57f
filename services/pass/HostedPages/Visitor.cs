using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Passes.HostedPages;

internal enum VisitorDevice
{
    /// <summary>iPhone, iPad, or a Mac with Safari: opens a pass itself.</summary>
    Apple,
    Android,
    /// <summary>Has no wallet: the page shows a code for a phone to scan.</summary>
    Other,
}

/// <summary>What a request reveals about the visitor.</summary>
internal static class Visitor
{
    private const int MaxSource = 64;

    private static readonly string[] Robots =
    [
        "bot", "crawl", "spider", "slurp", "preview", "facebookexternalhit", "whatsapp", "telegram", "skype", "slack", "curl", "wget",
        "python",
        "headless", "monitor", "embedly", "vkshare", "okhttp", "go-http", "java/", "libwww", "axios", "node", "facebookcatalog",
        "googleimageproxy", "bingpreview", "linkedin", "discord", "signal", "viber", "snapchat", "pinterest", "mastodon", "iframely",
        "metainspector", "proofpoint", "mimecast", "barracuda", "safelinks", "urldefense", "scanner", "validator", "apache-httpclient",
        "http_request", "httpclient", "lighthouse", "feed",
    ];

    extension(HttpRequest request)
    {
        internal VisitorDevice Device
        {
            get
            {
                var agent = request.Headers.UserAgent.ToString();
                if (Has(agent, "Android"))
                    return VisitorDevice.Android;
                if (Has(agent, "iPhone") || Has(agent, "iPad") || Has(agent, "iPod"))
                    return VisitorDevice.Apple;
                var isSafari = Has(agent, "Safari/") &&
                    !Has(agent, "Chrom") && !Has(agent, "Firefox") && !Has(agent, "Edg") && !Has(agent, "OPR/");
                return isSafari && Has(agent, "Macintosh") ? VisitorDevice.Apple : VisitorDevice.Other;
            }
        }

        /// <summary>Whether a person views the page, and not a robot, a messenger's preview or a browser's prefetch.</summary>
        internal bool IsPerson
        {
            get
            {
                var headers = request.Headers;
                var agent = headers.UserAgent.ToString();
                return HttpMethods.IsGet(request.Method) && agent.Length > 0 && headers.AcceptLanguage.Count > 0 &&
                    !request.IsPrefetch && !Array.Exists(Robots, robot => Has(agent, robot));
            }
        }

        /// <summary>Whether the download is a robot's: a messenger's preview, a mail scanner, a program.</summary>
        internal bool IsRobot =>
            request.Headers.UserAgent.ToString() is var agent && Array.Exists(Robots, robot => Has(agent, robot));

        /// <summary>Whether a browser fetches the page before the person follows the link.</summary>
        internal bool IsPrefetch => ((string[])["Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"]).Any(name =>
            request.Headers[name].ToString() is var purpose &&
            (Has(purpose, "prefetch") || Has(purpose, "prerender") || Has(purpose, "preview")));

        /// <summary>
        /// The source tag of the link, from <c>source</c> or <c>utm_source</c>; empty without one, or with an invalid one.
        /// </summary>
        internal string Source
        {
            get
            {
                var query = request.Query;
                var source = (query.TryGetValue("source", out var own) ? own : query["utm_source"]).ToString();
                var isTag = source.Length <= MaxSource && source.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');
                return isTag ? source : "";
            }
        }

        /// <summary>Whether the client accepts pages and not only JSON.</summary>
        internal bool WantsPage => request.GetTypedHeaders().Accept.Any(
            accepted => accepted.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase) && accepted.Quality is not 0);

        /// <summary>The client's address (<see cref="ClientAddress"/>), as the gateway saw it.</summary>
        internal string Address => ClientAddress.Of(request.HttpContext.Connection.RemoteIpAddress);
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);
}
