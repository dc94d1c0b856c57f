using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Replaces the client's credential with the internal token. A service never receives an API key.</summary>
internal sealed class ForwardIdentity(RequestDelegate next, InternalTokenIssuer issuer, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        headers.Remove("X-API-Key");
        if (context.Features.Get<Caller>() is { } caller)
            headers.Authorization = caller.InternalAuthorization(issuer, context.TraceIdentifier, time);
        else if (!headers.Authorization.ToString().StartsWith("ApplePass ", StringComparison.OrdinalIgnoreCase))
            // Apple devices send a credential that the service checks. Nothing else is forwarded here.
            headers.Remove("Authorization");

        return next(context);
    }
}
