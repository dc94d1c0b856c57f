using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Identity;

/// <summary>
/// Makes the client's address that the gateway saw the address of the connection. A request that does not prove that it came through the
/// gateway keeps its own: whoever reaches a service directly cannot choose an address.
/// </summary>
internal sealed class ForwardedAddress(RequestDelegate next)
{
    private const string Header = "X-Forwarded-For";

    public async Task InvokeAsync(HttpContext context, InternalTokenVerifier verifier)
    {
        var headers = context.Request.Headers;
        if (headers[InternalToken.GatewayHeader] is [{ } token] && headers[Header] is [{ } text] &&
            await verifier.IsFromGatewayAsync(token) && IPAddress.TryParse(text, out var address))
            context.Connection.RemoteIpAddress = address;
        headers.Remove(Header);
        headers.Remove(InternalToken.GatewayHeader);
        await next(context);
    }
}

/// <summary>Adds <see cref="ForwardedAddress"/> to the pipeline of a service.</summary>
public static class ForwardedAddressPipeline
{
    /// <summary>Call it before everything that looks at the client's address.</summary>
    public static void UseForwardedAddress(this IApplicationBuilder app) => app.UseMiddleware<ForwardedAddress>();
}
