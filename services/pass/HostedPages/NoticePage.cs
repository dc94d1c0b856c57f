using System.Globalization;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages;

/// <summary>Why there is nothing to show and what to do: a page for people, the problem's JSON for programs.</summary>
internal sealed class NoticePage(Problem problem, WalletTemplate? template = null) : IResult, IStatusCodeHttpResult
{
    /// <summary>When to try again.</summary>
    internal TimeSpan? RetryAfter { get; init; }

    public int? StatusCode => problem.StatusCode;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (RetryAfter is { } wait)
            httpContext.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        if (!httpContext.Request.WantsPage)
            return problem.ExecuteAsync(httpContext);
        FailedRequest.Mark(httpContext, problem.Code);
        var language = PageLanguage.For(httpContext.Request, template);
        var notice = language.Words.Notice(problem.Code);
        var page = new HtmlPage(problem.StatusCode, language.Words, notice.Heading, html => html.Write(
            $"<main class=\"page single\">\n<section class=\"panel\">\n<h1>{notice.Heading}</h1>\n"
            + $"<p>{notice.Text}</p>\n</section>\n</main>\n"));
        return page.ExecuteAsync(httpContext);
    }
}
