using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;

namespace Passinstance.ServiceDefaults.Languages;

/// <summary>
/// Finds the language of a request: what the person has chosen, else what the browser asks for, else English. The choice is a cookie of the
/// whole deployment, so that the sign-in and the dashboard speak the same language.
/// </summary>
public static class RequestLanguage
{
    /// <summary>The cookie with the chosen tag.</summary>
    public const string CookieName = "passinstance-language";

    /// <summary>The query parameter by which a link chooses: <c>?language=de</c>.</summary>
    public const string Parameter = "language";

    private static readonly TimeSpan CookieAge = TimeSpan.FromDays(365);

    /// <summary>The language of a request.</summary>
    public static Language Of(HttpRequest request)
    {
        if (Language.Find(request.Cookies[CookieName]) is { } chosen)
            return chosen;
        var wanted = request.GetTypedHeaders().AcceptLanguage.Where(one => one.Quality is not 0).OrderByDescending(one => one.Quality ?? 1)
            .Select(one => Language.Find(one.Value.Value?.Split('-')[0]));
        return wanted.FirstOrDefault(one => one is not null) ?? Language.English;
    }

    /// <summary>Keeps the choice that a link makes, and leads to the same page without it.</summary>
    /// <returns>Whether the request is answered.</returns>
    public static bool TryChoose(HttpContext context)
    {
        var request = context.Request;
        if (!HttpMethods.IsGet(request.Method) || Language.Find(request.Query[Parameter]) is not { } chosen)
            return false;
        context.Response.Cookies.Append(CookieName, chosen.Tag, new CookieOptions
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = CookieAge,
            Path = "/",
            SameSite = SameSiteMode.Lax,
            Secure = request.IsHttps,
        });
        var rest = new QueryBuilder(request.Query.Where(one => one.Key != Parameter)
            .SelectMany(one => one.Value, (one, value) => KeyValuePair.Create(one.Key, value ?? "")));
        // A path never becomes the name of a host.
        var path = "/" + $"{request.PathBase}{request.Path}".TrimStart('/', '\\');
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Redirect(path + rest.ToQueryString());
        return true;
    }
}
