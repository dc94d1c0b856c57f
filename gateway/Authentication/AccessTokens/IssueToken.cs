using System.Text.Json.Serialization;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>Issues an access token for a client's id and secret (RFC 6749, 4.4), or for a person.</summary>
internal static class IssueToken
{
    internal sealed record Response(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("scope")] string Scope);

    public static async Task<IResult> HandleAsync(
        HttpContext context, ClientCredentials credentials, AccessTokenWriter tokens, PersonTokens people,
        DeploymentOptions deployment, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (await OAuthForm.ReadAsync(context.Request, cancellationToken) is not { } form)
            return OAuthForm.Unreadable(context);

        if (form["grant_type"] is not [{ } grant])
            return OAuthError.BadRequest(context, "invalid_request", "Send grant_type exactly once.");

        switch (grant)
        {
            case "authorization_code":
                return await people.ExchangeCodeAsync(context, form, cancellationToken);
            case "refresh_token":
                return await people.RefreshAsync(context, form, cancellationToken);
            case "client_credentials":
                return await IssueAsync(context, form, credentials, tokens, deployment, db, time, cancellationToken);
            default:
                return OAuthError.BadRequest(
                    context, "unsupported_grant_type",
                    "The grant type must be client_credentials, authorization_code or refresh_token.");
        }
    }

    private static async Task<IResult> IssueAsync(
        HttpContext context, IFormCollection form, ClientCredentials credentials, AccessTokenWriter tokens,
        DeploymentOptions deployment, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (client, rejection) = await credentials.RequireAsync(context, form, cancellationToken);
        if (client is null)
            return rejection!;

        if (client.Environment != (deployment.IsProduction ? "live" : "test"))
        {
            return OAuthError.BadRequest(
                context, "unauthorized_client",
                $"This is a {client.Environment} client, and this address serves the {deployment.Environment} environment.");
        }

        var requested = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (requested.Except(client.Scopes).FirstOrDefault() is { } excess)
            return OAuthError.BadRequest(context, "invalid_scope", $"The client may not request the scope '{excess}'.");

        var scope = string.Join(' ', requested.Length == 0 ? client.Scopes : requested.Distinct());
        var clientId = TypeId.Format(IdPrefixes.Client, client.Id);
        AuditScope.Current?.Actor = AuditActor.Of(clientId);
        await db.SaveAuditEntryAsync(client.OrganizationId, IdPrefixes.Client, client.Id, time, cancellationToken);
        var token = await tokens.WriteAsync(
            new AccessTokenContent(clientId, clientId, client.OrganizationId, scope), cancellationToken);
        return TypedResults.Ok(new Response(token, "Bearer", (int)AccessToken.Lifetime.TotalSeconds, scope));
    }
}
