using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>
/// Revokes an access token (RFC 7009). Invalid tokens and other clients' tokens get the same response as a revoked one.
/// </summary>
internal static class RevokeToken
{
    public static async Task<IResult> HandleAsync(
        HttpContext context, ClientCredentials credentials, AccessTokenVerifier verifier,
        OAuthClientCache clients, PersonTokens people, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.ReadAsync(context.Request, cancellationToken) is not { } form)
            return OAuthForm.Unreadable(context);

        if (IsOfPerson(context.Request, form))
            return await people.RevokeAsync(context, form, verifier, cancellationToken);

        var (client, rejection) = await credentials.RequireAsync(context, form, cancellationToken);
        if (client is null)
            return rejection!;

        if (form["token"] is not [{ } text])
            return OAuthError.BadRequest(context, "invalid_request", "Send the token to revoke as the parameter token.");

        if (await verifier.VerifyAsync(text, cancellationToken) is { } token && token.ClientId == client.Id)
        {
            var now = time.GetUtcNow();
            AuditScope.Current?.Actor = AuditActor.Of(TypeId.Format(IdPrefixes.Client, client.Id));
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO revoked_tokens (token_id, client_id, expires_at)
                VALUES ({token.TokenId}, {token.ClientId}, {token.Expires})
                ON CONFLICT DO NOTHING
                """,
                cancellationToken);
            await db.RevokedTokens
                .Where(revoked => revoked.ClientId == client.Id && revoked.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
            await db.SaveAuditEntryAsync(client.OrganizationId, IdPrefixes.Client, client.Id, time, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            clients.Remove(client.Id);
        }

        return Results.Ok();
    }

    // A client with a secret sends it; a person's client has none.
    private static bool IsOfPerson(HttpRequest request, IFormCollection form) =>
        request.Headers.Authorization.Count == 0 && form.ContainsKey("client_id") && !form.ContainsKey("client_secret");
}
