using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.OAuthClients;

internal static class ListOAuthClients
{
    public static async Task<Results<Ok<Page<OAuthClientResponse>>, Problem>> HandleAsync(
        HttpContext context, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken, int? limit = null,
        string? cursor = null)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        var (organizationId, now) = (Caller.Of(context).OrganizationId, time.GetUtcNow());
        var clients = await db.Clients.AsNoTracking().Where(one => one.OrganizationId == organizationId)
            .Newest(page, one => one.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(clients, one => one.Id, one => OAuthClientResponse.From(one, now)));
    }
}

internal static class GetOAuthClient
{
    public static async Task<Results<Ok<OAuthClientResponse>, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        await OAuthClientResponse.FindAsync(db, Caller.Of(context).OrganizationId, id, cancellationToken) is { } client
            ? TypedResults.Ok(OAuthClientResponse.From(client, time.GetUtcNow()))
            : Problem.NotFound("client", id);
}
