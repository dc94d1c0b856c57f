using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Passinstance.Dashboard.SignIn;

/// <summary>
/// Reads the session's cookie, renews its tokens when they end soon, and writes the cookie again when there are newer ones. A page without
/// a session leads to the sign-in and comes back.
/// </summary>
internal sealed class SessionAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SealedCookies cookies,
    SessionStore sessions, SignInFlow flow)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Session";
    public const string SessionClaim = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (cookies.Read<SessionCookie>(Request, SessionCookie.Name) is not { } cookie)
            return AuthenticateResult.NoResult();

        var session = sessions.Of(cookie);
        if (await session.AccessTokenAsync(null, Context.RequestAborted) is null)
        {
            sessions.Remove(session.Id);
            cookies.Remove(Response, SessionCookie.Name);
            return AuthenticateResult.Fail("The session has ended.");
        }

        if (session.Tokens.Sequence != cookie.Tokens.Sequence)
            cookies.Write(Response, SessionCookie.Name, new SessionCookie(session.Id, session.Tokens), SignInFlow.CookieAge);
        var identity = new ClaimsIdentity([new Claim(SessionClaim, session.Id)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // A script's request follows no redirect to a page.
        if (HttpMethods.IsGet(Request.Method) && !Request.Path.StartsWithSegments("/_blazor", StringComparison.Ordinal))
            flow.Start(Context, Request.Path.Value + Request.QueryString.Value, organization: null);
        else
            Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }
}
