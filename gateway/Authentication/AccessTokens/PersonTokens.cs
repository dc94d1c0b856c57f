using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.SignIn;
using Passinstance.Gateway.SignIn.OAuth;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.AccessTokens;

/// <summary>
/// Tokens for a person's client: an authorization code with its verifier (RFC 6749, 4.1.3; RFC 7636), and a refresh token (6749, 6), which
/// works once. A refresh token that comes back ends the session: either its owner or a thief has the successor, and nobody knows who.
/// </summary>
internal sealed class PersonTokens(
    GatewayDbContext db, SecretHasher hasher, GrantCache grants, SessionStore sessions, AccessTokenWriter tokens,
    PersonClients clients, BadCredentials badCredentials, IOptions<SignInOptions> options, TimeProvider time)
{
    private const int MaxTokenLength = 200;

    internal sealed record Response(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("token_type")] string TokenType,
        [property: JsonPropertyName("expires_in")] int ExpiresIn,
        [property: JsonPropertyName("scope")] string Scope,
        [property: JsonPropertyName("refresh_token")] string RefreshToken,
        [property: JsonPropertyName("organization")] string Organization);

    public async Task<IResult> ExchangeCodeAsync(HttpContext context, IFormCollection form, CancellationToken cancellationToken)
    {
        if (await FindClientAsync(context, form, cancellationToken) is not { } client)
            return await RejectClientAsync(context);
        if (form["code"] is not [{ Length: > 0 and <= MaxTokenLength } code] || form["redirect_uri"] is not [{ } redirectUri])
            return OAuthError.BadRequest(context, "invalid_request", "Send code and redirect_uri, once each.");
        if (form["code_verifier"] is not [{ } verifier])
            return OAuthError.BadRequest(context, "invalid_request", "Send code_verifier: the code was requested with a code_challenge.");

        var hash = hasher.Hash(code);
        var grant = await db.Grants.AsNoTracking().SingleOrDefaultAsync(one => one.CodeHash == hash, cancellationToken);
        if (grant is null || grant.ClientId != client.Id || grant.RedirectUri != redirectUri || !IsVerified(grant.CodeChallenge, verifier))
            return await RejectGrantAsync(context);

        var now = time.GetUtcNow();
        var used = await db.Grants.Where(one => one.Id == grant.Id && one.CodeUsedAt == null && one.CodeExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.CodeUsedAt, now), cancellationToken);
        if (used == 0)
        {
            // A code that comes back was stolen, before or after its use: what it was exchanged for ends, too (RFC 6749, 4.1.2).
            await db.Grants.Where(one => one.Id == grant.Id && one.CodeUsedAt != null && one.RevokedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(one => one.RevokedAt, now), cancellationToken);
            grants.Clear();
            return await RejectGrantAsync(context);
        }

        return await IssueAsync(context, grant.Id, cancellationToken);
    }

    public async Task<IResult> RefreshAsync(HttpContext context, IFormCollection form, CancellationToken cancellationToken)
    {
        if (await FindClientAsync(context, form, cancellationToken) is not { } client)
            return await RejectClientAsync(context);
        if (form["refresh_token"] is not [{ Length: > 0 and <= MaxTokenLength } text])
            return OAuthError.BadRequest(context, "invalid_request", "Send refresh_token once.");

        var hash = hasher.Hash(text);
        var found = await (
            from token in db.RefreshTokens
            join one in db.Grants on token.GrantId equals one.Id
            join session in db.Sessions on one.SessionId equals session.Id
            where token.Hash == hash
            select new { Grant = one, Session = session }).AsNoTracking().SingleOrDefaultAsync(cancellationToken);
        if (found is null || found.Grant.ClientId != client.Id)
            return await RejectGrantAsync(context);

        // Either the old token is used and its successor exists, or neither.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        var used = await db.RefreshTokens.Where(one => one.Hash == hash && one.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.UsedAt, now), cancellationToken);
        if (used == 0)
        {
            await sessions.EndAsync(found.Session.UserId, found.Session.Id, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            grants.Clear();
            return await RejectGrantAsync(context);
        }

        var result = await IssueAsync(context, found.Grant.Id, cancellationToken);
        // Afterwards: a session that was idle for too long does not come back.
        if (result is IStatusCodeHttpResult { StatusCode: StatusCodes.Status200OK })
            await sessions.RecordUseAsync(found.Session, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Ends the session of a refresh or access token (RFC 7009). The response is the same for a token that is none.</summary>
    public async Task<IResult> RevokeAsync(
        HttpContext context, IFormCollection form, AccessTokenVerifier verifier, CancellationToken cancellationToken)
    {
        if (await FindClientAsync(context, form, cancellationToken) is not { } client)
            return await RejectClientAsync(context);
        if (form["token"] is not [{ } text])
            return OAuthError.BadRequest(context, "invalid_request", "Send the token to revoke as the parameter token.");

        var hash = text.Length <= MaxTokenLength ? hasher.Hash(text) : [];
        var grantId = await db.RefreshTokens.Where(one => one.Hash == hash).Select(one => (Guid?)one.GrantId)
            .SingleOrDefaultAsync(cancellationToken) ?? (await verifier.VerifyAsync(text, cancellationToken))?.GrantId;
        var session = await db.Grants.Where(one => one.Id == grantId && one.ClientId == client.Id)
            .Join(db.Sessions, one => one.SessionId, one => one.Id, (_, one) => new { one.Id, one.UserId })
            .SingleOrDefaultAsync(cancellationToken);
        if (session is not null)
            await sessions.EndAsync(session.UserId, session.Id, cancellationToken);
        return Results.Ok();
    }

    private async Task<IResult> IssueAsync(HttpContext context, Guid grantId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (await GrantCache.ReadAsync(db, grantId, options.Value.IdleTimeout, now, cancellationToken) is not { } grant)
        {
            return OAuthError.BadRequest(
                context, "invalid_grant", "The session has ended, or the person is no member of the organization any more. Sign in again.");
        }

        var clientId = await db.Grants.Where(one => one.Id == grantId).Select(one => one.ClientId).SingleAsync(cancellationToken);
        var refreshToken = SessionStore.NewToken();
        db.RefreshTokens.Add(new RefreshToken { Hash = hasher.Hash(refreshToken), GrantId = grantId, IssuedAt = now });
        await db.SaveChangesAsync(cancellationToken);
        var scope = string.Join(' ', grant.Scopes);
        var access = await tokens.WriteAsync(
            new AccessTokenContent(TypeId.Format(IdPrefixes.User, grant.UserId), clientId, grant.OrganizationId, scope)
            {
                GrantId = grantId,
                SessionId = grant.SessionId,
            },
            cancellationToken);
        return TypedResults.Ok(new Response(
            access, "Bearer", (int)AccessToken.PersonLifetime.TotalSeconds, scope, refreshToken,
            TypeId.Format(IdPrefixes.Organization, grant.OrganizationId)));
    }

    private async Task<PersonClient?> FindClientAsync(HttpContext context, IFormCollection form, CancellationToken cancellationToken)
    {
        // A public client has no secret to send, and one that is sent belongs to somebody else.
        if (form["client_id"] is not [{ } id] || form.ContainsKey("client_secret") || context.Request.Headers.Authorization.Count > 0)
            return null;
        return await clients.FindAsync(id, cancellationToken);
    }

    private async Task<IResult> RejectClientAsync(HttpContext context) =>
        await badCredentials.CountAsync(context.Connection.RemoteIpAddress) is { } delay
            ? BadCredentials.Reject(context, delay)
            : OAuthError.InvalidClient(context);

    // One answer for every reason: whoever guesses learns nothing.
    private async Task<IResult> RejectGrantAsync(HttpContext context) =>
        await badCredentials.CountAsync(context.Connection.RemoteIpAddress) is { } delay
            ? BadCredentials.Reject(context, delay)
            : OAuthError.BadRequest(
                context, "invalid_grant",
                "The code or refresh token is not valid, has expired, was used before, or was issued for another client, redirect_uri or " +
                "code_verifier. Sign in again.");

    private static bool IsVerified(string challenge, string verifier) =>
        verifier.Length is >= 43 and <= 128 && verifier.All(char.IsAscii) && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)))),
            Encoding.ASCII.GetBytes(challenge));
}
