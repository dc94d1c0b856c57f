using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class RevokeKey
{
    internal sealed record Response(string ApiKeyId, DateTimeOffset RevokedAt);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        string apiKeyId, GatewayDbContext database, KeyCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var key = TypeId.TryParse(IdPrefixes.ApiKey, apiKeyId, out var id)
            ? await database.ApiKeys.SingleOrDefaultAsync(k => k.Id == id, cancellationToken)
            : null;
        if (key is null)
            return Problem.Of(StatusCodes.Status404NotFound, "not_found", $"There is no API key '{apiKeyId}'. List them with: admin list-keys --organization org_...");
        key.Revoke(time);
        await database.SaveChangesAsync(cancellationToken);
        cache.Forget(key.Id);
        return TypedResults.Ok(new Response(apiKeyId, key.RevokedAt!.Value));
    }
}
