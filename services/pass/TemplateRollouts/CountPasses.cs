using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Passes.TemplateRollouts;

/// <summary>How many passes a publication touches; the template service asks for its answer.</summary>
/// <param name="Count">Passes that are not void.</param>
internal sealed record PassCount(int Count);

internal static class CountPasses
{
    internal static async Task<PassCount> HandleAsync(Guid id, ClaimsPrincipal caller, PassesDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = caller.OrganizationId;
        return new PassCount(await db.Passes.CountAsync(p => p.OrganizationId == organizationId && p.TemplateId == id && p.VoidedAt == null, cancellationToken));
    }
}
