using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class ListKeys
{
    internal sealed record Item(
        string ApiKeyId, string Name, string Environment, bool Publishable, string[] Scopes, string[] AllowedNetworks, int LiveSecrets,
        DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);

    internal sealed record Response(IReadOnlyList<Item> Data);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        string organizationId, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Organization, organizationId, out var id))
            return AdministrationProblems.OrganizationNotFound(organizationId);

        var keys = await db.ApiKeys.AsNoTracking()
            .Where(key => key.OrganizationId == id).OrderByDescending(key => key.Id).ToListAsync(cancellationToken);
        var now = time.GetUtcNow();
        return TypedResults.Ok(new Response([.. keys.Select(key => From(key, now))]));
    }

    private static Item From(ApiKey key, DateTimeOffset now) => new(
        TypeId.Format(IdPrefixes.ApiKey, key.Id), key.Name, key.Environment, key.Publishable, key.Scopes,
        [.. key.AllowedNetworks.Select(network => network.ToString())],
        key.RevokedAt is null && !key.IsExpired(now) ? key.Secrets.Count(secret => secret.IsLive(now)) : 0,
        key.CreatedAt, key.ExpiresAt, key.RevokedAt, key.LastUsedAt);
}
