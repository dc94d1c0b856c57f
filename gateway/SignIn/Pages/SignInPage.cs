using System.Text;
using Microsoft.AspNetCore.Http.Extensions;
using Passinstance.ServiceDefaults.Languages;
using static Passinstance.Gateway.Languages.Texts;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.SignIn.Pages;

/// <summary>
/// A page of the sign-in: plain HTML that works without JavaScript, with everything from the gateway itself. It is never stored, and never
/// shown inside another page.
/// </summary>
internal sealed class SignInPage : IResult
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private readonly int _status;
    private readonly string _title;
    private readonly string _body;
    private readonly string _head;
    private readonly bool _isError;

    private SignInPage(int status, string title, string body, string head, bool isError) =>
        (_status, _title, _body, _head, _isError) = (status, title, body, head, isError);

    /// <summary>A page.</summary>
    /// <param name="title">Its heading, as text.</param>
    /// <param name="body">What follows, as HTML.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="head">More elements of the head.</param>
    public static SignInPage Show(string title, string body, int status = StatusCodes.Status200OK, string head = "") =>
        new(status, title, body, head, isError: false);

    /// <summary>A page that says what went wrong and what to do.</summary>
    public static SignInPage Error(int status, string title, string text) =>
        new(status, title, $"<p>{Encode(text)}</p>\n<p><a href=\"/sign-in\">{M("To the sign-in")}</a></p>\n", "", isError: true);

    /// <summary>What is wrong with the last attempt, where a screen reader finds it first; empty when nothing is.</summary>
    public static string Alert(string? text) => text is null ? "" : $"<p class=\"alert\" role=\"alert\">{Encode(text)}</p>\n";

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _status;
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.CacheControl = "no-store";
        response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return response.WriteAsync(
            $"""
            <!DOCTYPE html>
            <html lang="{Language.Current.Tag}" dir="{Language.Current.Direction}">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="robots" content="noindex">
            <title>{Encode(_title)} · Passinstance</title>
            {IconLink}
            <link rel="stylesheet" href="/sign-in/sign-in.css">
            {_head}</head>
            <body>
            <main>
            <p class="brand">{Mark}<span>Passinstance</span></p>
            <h1>{Encode(_title)}</h1>
            {_body}{Languages(httpContext.Request)}</main>
            </body>
            </html>

            """,
            Encoding.UTF8, httpContext.RequestAborted);
    }

    // What answers a form, and what says that something failed, cannot be opened again by its address; there the language stays.
    private string Languages(HttpRequest request)
    {
        if (_isError || !HttpMethods.IsGet(request.Method))
            return "";
        var links = Language.All.Select(language =>
        {
            var query = new QueryBuilder(request.Query.Where(one => one.Key != RequestLanguage.Parameter)
                .SelectMany(one => one.Value, (one, value) => KeyValuePair.Create(one.Key, value ?? "")))
            {
                { RequestLanguage.Parameter, language.Tag },
            };
            var current = language == Language.Current ? " aria-current=\"true\"" : "";
            return $"<a href=\"{Encode(request.Path + query.ToQueryString())}\" lang=\"{language.Tag}\" " +
                $"hreflang=\"{language.Tag}\"{current}>{language.Name}</a>\n";
        });
        return $"<nav class=\"languages\" aria-label=\"{M("Language")}\">\n{string.Concat(links)}</nav>\n";
    }
}
