using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Forwarding;

/// <summary>
/// Replaces the client's credential with the internal token, and adds the gateway's own token. A service never receives an API key.
/// </summary>
internal sealed class ForwardIdentity(RequestDelegate next, InternalTokenIssuer issuer, TimeProvider time)
{
    private static readonly TimeSpan Renewal = InternalToken.Lifetime / 2;
    private volatile GatewayToken? _own;

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        headers.Remove("X-API-Key");
        SessionCookies.Remove(headers);
        headers[InternalToken.GatewayHeader] = OwnToken();
        if (context.Features.Get<Caller>() is { } caller)
            headers.Authorization = caller.InternalAuthorization(issuer, context.TraceIdentifier, time);
        else if (!headers.Authorization.ToString().StartsWith("ApplePass ", StringComparison.OrdinalIgnoreCase))
            // Apple devices send a credential that the service checks. Nothing else is forwarded here.
            headers.Remove("Authorization");

        return next(context);
    }

    // Concurrent requests can each sign a token; all of them are valid.
    private string OwnToken()
    {
        var now = time.GetUtcNow();
        var own = _own;
        if (own is null || own.RenewAt <= now)
            _own = own = new GatewayToken(issuer.IssueForGateway(), now + Renewal);
        return own.Text;
    }

    private sealed record GatewayToken(string Text, DateTimeOffset RenewAt);
}
