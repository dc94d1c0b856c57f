using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.ApiKeys;

internal static class ListApiKeys
{
    public static async Task<Results<Ok<Page<ApiKeyResponse>>, Problem>> HandleAsync(
        HttpContext context, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken, int? limit = null,
        string? cursor = null)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        var (organizationId, now) = (Caller.Of(context).OrganizationId, time.GetUtcNow());
        var keys = await db.ApiKeys.AsNoTracking().Where(one => one.OrganizationId == organizationId)
            .Newest(page, one => one.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(keys, one => one.Id, one => ApiKeyResponse.From(one, now)));
    }
}

internal static class GetApiKey
{
    public static async Task<Results<Ok<ApiKeyResponse>, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken) =>
        await ApiKeyResponse.FindAsync(db, Caller.Of(context).OrganizationId, id, cancellationToken) is { } key
            ? TypedResults.Ok(ApiKeyResponse.From(key, time.GetUtcNow()))
            : Problem.NotFound("API key", id);
}
