using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.ApiKeys;

/// <summary>An API key without its secret.</summary>
/// <param name="Id">The key's id, which is part of its text.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Environment">live or test.</param>
/// <param name="Publishable">Whether it may be part of an app or a web page: it can only create passes.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="AllowedNetworks">The addresses that may use it, in CIDR notation; empty: any.</param>
/// <param name="AllowedOrigins">The web pages that may use a publishable key; empty: none.</param>
/// <param name="Status">active, expired or revoked.</param>
/// <param name="LiveSecrets">How many secrets work: two during a rotation.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ExpiresAt">When it expires.</param>
/// <param name="RevokedAt">When it was revoked.</param>
/// <param name="LastUsedAt">When it was used last, accurate to about a minute.</param>
internal sealed record ApiKeyResponse(
    string Id, string Name, string Environment, bool Publishable, IReadOnlyList<string> Scopes, IReadOnlyList<string> AllowedNetworks,
    IReadOnlyList<string> AllowedOrigins, string Status, int LiveSecrets, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt)
{
    public static ApiKeyResponse From(ApiKey key, DateTimeOffset now)
    {
        var status = key.RevokedAt is not null ? "revoked" : key.IsExpired(now) ? "expired" : "active";
        return new ApiKeyResponse(
            TypeId.Format(IdPrefixes.ApiKey, key.Id), key.Name, key.Environment, key.Publishable, key.Scopes,
            [.. key.AllowedNetworks.Select(network => network.ToString())], key.AllowedOrigins, status,
            status == "active" ? key.Secrets.Count(secret => secret.IsLive(now)) : 0, key.CreatedAt, key.ExpiresAt, key.RevokedAt,
            key.LastUsedAt);
    }

    /// <summary>The key of a path, if it is one of the organization.</summary>
    public static async Task<ApiKey?> FindAsync(
        GatewayDbContext db, Guid organizationId, string id, CancellationToken cancellationToken) =>
        TypeId.TryParse(IdPrefixes.ApiKey, id, out var keyId)
            ? await db.ApiKeys.AsNoTracking()
                .SingleOrDefaultAsync(one => one.OrganizationId == organizationId && one.Id == keyId, cancellationToken)
            : null;
}

/// <summary>An API key with its text.</summary>
/// <param name="Id">The key's id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="ApiKey">The whole key. It is shown only in this response: only its hash is stored.</param>
/// <param name="PreviousExpiresAt">After a rotation: until when the previous text works.</param>
/// <param name="Scopes">What it allows.</param>
/// <param name="ExpiresAt">When it expires.</param>
internal sealed record ApiKeySecretResponse(
    string Id, string Name, string ApiKey, IReadOnlyList<string> Scopes, DateTimeOffset? ExpiresAt, DateTimeOffset? PreviousExpiresAt);
