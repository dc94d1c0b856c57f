using Passinstance.Gateway.SignIn.OAuth;

namespace Passinstance.Gateway.SignIn.Pages;

/// <summary>
/// Where a browser goes on to. Only pages of this deployment: a sign-in that sends people elsewhere helps whoever imitates it.
/// </summary>
internal sealed class SignInRedirect : IResult
{
    private const int MaxLength = 4000;
    private static readonly string[] Pages = [PersonClients.DashboardPath, "/sign-in/set-up", "/invitations/accept", "/docs"];
    private readonly string _location;

    private SignInRedirect(string location) => _location = location;

    /// <summary>To an address that was checked.</summary>
    public static SignInRedirect See(string location) => new(location);

    /// <summary>To a page of the sign-in, which goes on to <paramref name="next"/> afterwards.</summary>
    public static SignInRedirect To(string page, string next) => new($"{page}?next={Uri.EscapeDataString(next)}");

    /// <summary>The address when it is a page of this deployment, and the dashboard for any other.</summary>
    public static string Local(string? next)
    {
        if (next is not { Length: > 0 and <= MaxLength } || next.Any(c => c is <= ' ' or '\\' or '#' or > '~'))
            return PersonClients.DashboardPath;
        var isPage = next.StartsWith("/oauth/authorize?", StringComparison.Ordinal) ||
            Array.Exists(Pages, page => next == page || next.StartsWith($"{page}/", StringComparison.Ordinal) ||
                next.StartsWith($"{page}?", StringComparison.Ordinal));
        return isPage ? next : PersonClients.DashboardPath;
    }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        // 303 and not 302: the next request is a GET, whatever this one was.
        httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
        httpContext.Response.Headers.CacheControl = "no-store";
        httpContext.Response.Headers.Location = _location;
        return Task.CompletedTask;
    }
}
