using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Administration;

internal static class ListOrganizations
{
    internal sealed record Item(
        string OrganizationId, string Name, string Status, double LimitFactor, DateTimeOffset CreatedAt);

    internal sealed record Response(IReadOnlyList<Item> Data);

    public static async Task<Ok<Response>> HandleAsync(GatewayDbContext db, CancellationToken cancellationToken)
    {
        var organizations = await db.Organizations.AsNoTracking().OrderByDescending(o => o.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(new Response(
            [
                .. organizations.Select(o => new Item(
                    TypeId.Format(IdPrefixes.Organization, o.Id), o.Name, o.DeletedAt is null ? WireNames.Of(o.Status) : "deleted",
                    o.LimitFactor, o.CreatedAt)),
            ]));
    }
}
