using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class RevokeClient
{
    internal sealed record Response(string ClientId, DateTimeOffset RevokedAt);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        string clientId, GatewayDbContext db, OAuthClientCache cache, TimeProvider time, CancellationToken cancellationToken)
    {
        var client = TypeId.TryParse(IdPrefixes.Client, clientId, out var id)
            ? await db.Clients.SingleOrDefaultAsync(c => c.Id == id, cancellationToken)
            : null;
        if (client is null)
            return AdministrationProblems.ClientNotFound(clientId);

        client.Revoke(time);
        await db.SaveChangesAsync(cancellationToken);
        cache.Remove(client.Id);
        return TypedResults.Ok(new Response(clientId, client.RevokedAt!.Value));
    }
}
