using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Administration;

internal static class ListClients
{
    internal sealed record Item(
        string ClientId, string Name, string Environment, string[] Scopes, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt);

    internal sealed record Response(IReadOnlyList<Item> Data);

    public static async Task<Results<Ok<Response>, Problem>> HandleAsync(
        string organizationId, GatewayDbContext db, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.Organization, organizationId, out var id))
            return AdministrationProblems.OrganizationNotFound(organizationId);

        var clients = await db.Clients.AsNoTracking()
            .Where(client => client.OrganizationId == id).OrderByDescending(client => client.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Response([.. clients.Select(From)]));
    }

    private static Item From(OAuthClient client) => new(
        TypeId.Format(IdPrefixes.Client, client.Id), client.Name, client.Environment, client.Scopes, client.CreatedAt, client.RevokedAt);
}
