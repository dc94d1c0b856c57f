using System.Security.Cryptography;
using System.Text;
using Passinstance.Passes.HostedPages.Passes;

namespace Passinstance.Passes.HostedPages;

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
        html.Write($"<!doctype html>\n<html lang=\"{words.Language}\">\n<head>\n<meta charset=\"utf-8\">\n");
        html.Write($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        html.Write($"<meta name=\"robots\" content=\"noindex\">\n<meta name=\"format-detection\" content=\"telephone=no\">\n");
        html.Write($"<title>{title}</title>\n");
        html.Write($"<link rel=\"icon\" href=\"{Icon ?? PageIcon.Address}\">\n");
        html.Write($"<style nonce=\"{nonce}\">");
        html.WriteMarkup($":root{{{Colors}}}\n{PageStyle.Sheet}");
        html.Write($"</style>\n</head>\n<body>\n");
        body(html);
        html.Write($"</body>\n</html>\n");
        return html.ToString();
    }
}
