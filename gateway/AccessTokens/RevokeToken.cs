using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimits;

namespace Passinstance.Gateway.AccessTokens;

/// <summary>RFC 7009. A token that is not valid, or another client's, is answered like one that was revoked: there is nothing to tell.</summary>
internal static class RevokeToken
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, ClientCredentials credentials, BadCredentials badCredentials, AccessTokenVerifier verifier, ClientCache clients,
        GatewayDbContext database, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasFormContentType)
            return OAuthError.Bad("invalid_request", "Send the parameters as application/x-www-form-urlencoded.");
        var form = await context.Request.ReadFormAsync(cancellationToken);
        var address = context.Connection.RemoteIpAddress;
        if (badCredentials.RetryAfter(address) is { } wait)
            return BadCredentials.Refusal(context, wait);
        if (await credentials.AuthenticateAsync(context.Request, form, cancellationToken) is not { } client)
            return await badCredentials.CountAsync(address) is { } delay ? BadCredentials.Refusal(context, delay) : OAuthError.InvalidClient(context);
        if (form["token"] is not [{ } text])
            return OAuthError.Bad("invalid_request", "Send the token to revoke as the parameter token.");

        if (await verifier.VerifyAsync(text, cancellationToken) is { } token && token.ClientId == client.Id)
        {
            var now = time.GetUtcNow();
            await database.Database.ExecuteSqlAsync(
                $"INSERT INTO revoked_tokens (token_id, client_id, expires_at) VALUES ({token.TokenId}, {token.ClientId}, {token.Expires}) ON CONFLICT DO NOTHING", cancellationToken);
            await database.RevokedTokens.Where(revoked => revoked.ClientId == client.Id && revoked.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
            clients.Forget(client.Id);
        }
        return Results.Ok();
    }
}
