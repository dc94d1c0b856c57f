using System.Security.Cryptography;
using System.Text;
using Passinstance.Passes.HostedPages.Passes;

namespace Passinstance.Passes.HostedPages;

/// <summary>What messengers show beside a shared link, by the Open Graph protocol.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Site">Whose link it is.</param>
/// <param name="Address">The whole address of the page.</param>
/// <param name="Picture">The whole address of the picture.</param>
/// <param name="Language">The language of the texts.</param>
internal sealed record SharedLink(string Title, string Site, string Address, string Picture, string Language)
{
    internal void Write(HtmlText html)
    {
        html.Write($"<meta property=\"og:type\" content=\"website\">\n<meta property=\"og:title\" content=\"{Title}\">\n");
        html.Write($"<meta property=\"og:site_name\" content=\"{Site}\">\n<meta property=\"og:description\" content=\"{Site}\">\n");
        html.Write($"<meta property=\"og:url\" content=\"{Address}\">\n");
        html.Write($"<meta property=\"og:locale\" content=\"{Language.Replace('-', '_')}\">\n");
        html.Write($"<meta property=\"og:image\" content=\"{Picture}\">\n<meta property=\"og:image:type\" content=\"image/png\">\n");
        html.Write($"<meta property=\"og:image:width\" content=\"1200\">\n<meta property=\"og:image:height\" content=\"630\">\n");
        html.Write($"<meta property=\"og:image:alt\" content=\"{Title}\">\n<meta name=\"twitter:card\" content=\"summary_large_image\">\n");
    }
}

/// <summary>
/// A page for people: nothing from other hosts, no script, one style sheet that is allowed by a nonce. No cache or search engine may store
/// it, because the address gives access to the pass.
/// </summary>
internal sealed class HtmlPage(int status, Wording words, string title, Action<HtmlText> body) : IResult, IStatusCodeHttpResult
{
    /// <summary>Colors of the pass, as declarations of a style sheet.</summary>
    internal string Colors { get; init; } = "";

    /// <summary>The address of the pass's icon; the pages' own where there is no pass.</summary>
    internal string? Icon { get; init; }

    /// <summary>What messengers show beside a shared link; null for pages without a pass.</summary>
    internal SharedLink? Shared { get; init; }

    public int? StatusCode => status;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var nonce = RandomNumberGenerator.GetHexString(32, lowercase: true);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.ContentType = "text/html; charset=utf-8";
        var headers = response.Headers;
        headers.ContentSecurityPolicy =
            $"default-src 'none'; style-src 'nonce-{nonce}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
        headers.CacheControl = "private, no-store";
        headers.ContentLanguage = words.Language;
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Content-Type-Options"] = "nosniff";
        headers["X-Robots-Tag"] = "noindex";
        var page = Encoding.UTF8.GetBytes(Write(nonce));
        response.ContentLength = page.Length;
        if (!HttpMethods.IsHead(httpContext.Request.Method))
            await response.Body.WriteAsync(page, httpContext.RequestAborted);
    }

    private string Write(string nonce)
    {
        var html = new HtmlText();
        html.Write($"<!doctype html>\n<html lang=\"{words.Language}\" dir=\"{words.Direction}\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Write($"<meta name=\"robots\" content=\"noindex\">\n<meta name=\"format-detection\" content=\"telephone=no\">\n");
        html.Write($"<title>{title}</title>\n");
        Shared?.Write(html);
        html.Write($"<link rel=\"icon\" href=\"{Icon ?? PageIcon.Address}\">\n");
        html.Write($"<style nonce=\"{nonce}\">");
        html.WriteMarkup($":root{{{Colors}}}\n{PageStyle.Sheet}");
        html.Write($"</style>\n</head>\n<body>\n");
        body(html);
        html.Write($"</body>\n</html>\n");
        return html.ToString();
    }
}
