using Passinstance.Gateway.Authentication;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Forwarding;

/// <summary>Replaces the client's credential by the internal token. A service never sees an API key.</summary>
internal sealed class ForwardIdentity(RequestDelegate next, InternalTokenIssuer issuer, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        headers.Remove("X-API-Key");
        if (context.Features.Get<Caller>() is { } caller)
            headers.Authorization = caller.InternalAuthorization(issuer, context.TraceIdentifier, time);
        else if (!headers.Authorization.ToString().StartsWith("ApplePass ", StringComparison.OrdinalIgnoreCase))
            // Apple's devices send a credential of their own, which the service checks. Nothing else passes here.
            headers.Remove("Authorization");
        return next(context);
    }
}
