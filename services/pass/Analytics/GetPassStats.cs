using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Analytics;

internal static class GetPassStats
{
    internal static async Task<Results<Ok<PassStatsResponse>, Problem>> HandleAsync(
        string id, ClaimsPrincipal caller, PassesDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        if (await db.FindPassIdAsync(id, organizationId, cancellationToken) is not { } passId)
            return PassLookup.NotFound(id);
        var usage = await db.PassUsage.AsNoTracking()
            .SingleOrDefaultAsync(u => u.OrganizationId == organizationId && u.PassId == passId, cancellationToken) ?? new PassUsage();
        return TypedResults.Ok(new PassStatsResponse
        {
            PassId = id,
            Views = usage.Views,
            AppleDownloads = usage.AppleDownloads,
            GoogleDownloads = usage.GoogleDownloads,
            Installs = usage.Installs,
            Removals = usage.Removals,
            Source = usage.Source,
        });
    }
}
