using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Extensions;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Dashboard.SignIn;

/// <summary>The authorization code flow with PKCE (RFC 7636), against the gateway of this deployment.</summary>
internal sealed class SignInFlow(GatewayClient gateway, SealedCookies cookies, SessionStore sessions, DeploymentOptions deployment)
{
    private const string CookieName = "signin";
    private static readonly TimeSpan FlowAge = TimeSpan.FromMinutes(10);

    /// <summary>How long a browser keeps a session that nothing ends; the gateway's own limits are shorter or the same.</summary>
    public static TimeSpan CookieAge { get; } = TimeSpan.FromDays(14);

    private sealed record Started(string State, string Verifier, string ReturnTo);

    private string Callback => $"{deployment.PublicUrl}{DashboardApplication.BasePath}/signin-callback";

    /// <summary>Redirects to the gateway's sign-in.</summary>
    /// <param name="returnTo">Where the person wants to be, a path of this program with its query.</param>
    /// <param name="organization">The organization to sign in to; null for the last one.</param>
    public void Start(HttpContext context, string? returnTo, string? organization)
    {
        var started = new Started(Random(), Random(), IsLocal(returnTo) ? returnTo! : "/");
        cookies.Write(context.Response, CookieName, started, FlowAge);
        var query = new QueryBuilder
        {
            { "response_type", "code" },
            { "client_id", GatewayClient.ClientId },
            { "redirect_uri", Callback },
            { "state", started.State },
            { "code_challenge", Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(started.Verifier))) },
            { "code_challenge_method", "S256" },
        };
        if (!string.IsNullOrEmpty(organization))
            query.Add("organization", organization);
        context.Response.Redirect($"{deployment.PublicUrl}/oauth/authorize{query.ToQueryString()}");
    }

    /// <summary>Takes the code that the gateway sent the person back with.</summary>
    /// <returns>Where to go; null when the flow has to start again, because the state is not that of this browser or is too old.</returns>
    public async Task<string?> CompleteAsync(HttpContext context, string? code, string? state)
    {
        var started = cookies.Read<Started>(context.Request, CookieName);
        cookies.Remove(context.Response, CookieName);
        if (started is null || string.IsNullOrEmpty(code) || state is null || !CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(state), Encoding.UTF8.GetBytes(started.State)))
        {
            return null;
        }

        if (await gateway.ExchangeAsync(code, started.Verifier, Callback, context.RequestAborted) is not { } tokens)
            return null;
        var cookie = new SessionCookie(Random(), tokens);
        sessions.Of(cookie);
        cookies.Write(context.Response, SessionCookie.Name, cookie, CookieAge);
        return DashboardApplication.BasePath + started.ReturnTo;
    }

    /// <summary>Ends the session here and at the gateway.</summary>
    public async Task EndAsync(HttpContext context)
    {
        if (cookies.Read<SessionCookie>(context.Request, SessionCookie.Name) is { } cookie)
        {
            var session = sessions.Of(cookie);
            if (session.Tokens.RefreshToken is { } refresh)
                await gateway.RevokeAsync(refresh, context.RequestAborted);
            sessions.Remove(cookie.Id);
        }

        cookies.Remove(context.Response, SessionCookie.Name);
        context.Response.Redirect($"{deployment.PublicUrl}/sign-out");
    }

    // Not to another host: neither //host nor /\host.
    private static bool IsLocal(string? path) => path is ['/', ..] && path is not ['/', '/' or '\\', ..];

    private static string Random() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
