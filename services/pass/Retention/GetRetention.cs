using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Retention;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.Retention;

internal static class GetRetention
{
    internal static async Task<Ok<RetentionResponse>> HandleAsync(
        ClaimsPrincipal caller, PassesDbContext db, IOptions<RetentionOptions> options, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        var settings = await db.RetentionSettings.AsNoTracking()
            .SingleOrDefaultAsync(s => s.OrganizationId == organizationId, cancellationToken);
        return TypedResults.Ok(RetentionResponse.From(settings, options.Value));
    }
}
