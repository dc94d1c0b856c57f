using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class RevokeKey
{
    internal sealed record Response(string ApiKeyId, DateTimeOffset RevokedAt);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        string apiKeyId, GatewayDbContext db, ApiKeyCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var key = TypeId.TryParse(IdPrefixes.ApiKey, apiKeyId, out var id)
            ? await db.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancellationToken)
            : null;
        if (key is null)
            return AdministrationProblems.ApiKeyNotFound(apiKeyId);

        key.Revoke(time);
        await db.SaveChangesAsync(cancellationToken);
        cache.Remove(key.Id);
        return TypedResults.Ok(new Response(apiKeyId, key.RevokedAt!.Value));
    }
}
