using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Exports;

internal static class GetExport
{
    public static async Task<Results<Ok<ExportResponse>, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, DeploymentOptions deployment, TimeProvider time,
        CancellationToken cancellationToken) =>
        await db.FindExportAsync(context, id, cancellationToken) is { } export
            ? TypedResults.Ok(ExportResponse.From(export, deployment, time.GetUtcNow()))
            : Problem.NotFound("export", id);

    /// <summary>An export of the caller's organization.</summary>
    internal static async Task<Export?> FindExportAsync(
        this GatewayDbContext db, HttpContext context, string id, CancellationToken cancellationToken)
    {
        var organizationId = Caller.Of(context).OrganizationId;
        return TypeId.TryParse(IdPrefixes.Export, id, out var exportId)
            ? await db.Exports.SingleOrDefaultAsync(
                one => one.OrganizationId == organizationId && one.Id == exportId, cancellationToken)
            : null;
    }
}

internal static class ListExports
{
    public static async Task<Results<Ok<Page<ExportResponse>>, Problem>> HandleAsync(
        HttpContext context, GatewayDbContext db, DeploymentOptions deployment, TimeProvider time, CancellationToken cancellationToken,
        int? limit = null, string? cursor = null)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        var (organizationId, now) = (Caller.Of(context).OrganizationId, time.GetUtcNow());
        var exports = await db.Exports.AsNoTracking().Where(one => one.OrganizationId == organizationId)
            .Newest(page, one => one.Id).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(exports, one => one.Id, one => ExportResponse.From(one, deployment, now)));
    }
}
