using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.OAuthClients;

/// <summary>An OAuth client without its secret.</summary>
/// <param name="Id">The client's id, which is its <c>client_id</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Environment">live or test.</param>
/// <param name="Scopes">What its tokens may have.</param>
/// <param name="Status">active or revoked.</param>
/// <param name="LiveSecrets">How many secrets work: two during a rotation.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="RevokedAt">When it was revoked.</param>
internal sealed record OAuthClientResponse(
    string Id, string Name, string Environment, IReadOnlyList<string> Scopes, string Status, int LiveSecrets, DateTimeOffset CreatedAt,
    DateTimeOffset? RevokedAt)
{
    public static OAuthClientResponse From(OAuthClient client, DateTimeOffset now) => new(
        TypeId.Format(IdPrefixes.Client, client.Id), client.Name, client.Environment, client.Scopes,
        client.RevokedAt is null ? "active" : "revoked",
        client.RevokedAt is null ? client.Secrets.Count(secret => secret.IsLive(now)) : 0, client.CreatedAt, client.RevokedAt);

    /// <summary>The client of a path, if it is one of the organization.</summary>
    public static async Task<OAuthClient?> FindAsync(
        GatewayDbContext db, Guid organizationId, string id, CancellationToken cancellationToken) =>
        TypeId.TryParse(IdPrefixes.Client, id, out var clientId)
            ? await db.Clients.AsNoTracking()
                .SingleOrDefaultAsync(one => one.OrganizationId == organizationId && one.Id == clientId, cancellationToken)
            : null;
}

/// <summary>An OAuth client with its secret.</summary>
/// <param name="Id">The client's id, which is its <c>client_id</c>.</param>
/// <param name="Name">What it is for.</param>
/// <param name="ClientSecret">The secret. It is shown only in this response: only its hash is stored.</param>
/// <param name="Scopes">What its tokens may have.</param>
/// <param name="PreviousExpiresAt">After a rotation: until when the previous secret works.</param>
internal sealed record OAuthClientSecretResponse(
    string Id, string Name, string ClientSecret, IReadOnlyList<string> Scopes, DateTimeOffset? PreviousExpiresAt);
