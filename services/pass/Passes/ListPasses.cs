using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

internal static class ListPasses
{
    internal static async Task<Results<Ok<Page<PassResponse>>, Problem>> HandleAsync(
        int? limit, string? cursor, string? templateId, string? serialNumber, ClaimsPrincipal caller, PassesDbContext db,
        PassPresenter presenter, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;

        var organizationId = caller.OrganizationId;
        var query = db.Passes.AsNoTracking().Where(p => p.OrganizationId == organizationId && p.DeletedAt == null);
        if (templateId is not null)
        {
            if (!TypeId.TryParse(IdPrefixes.Template, templateId, out var template))
                return Problem.Invalid("?templateId", "invalid_id", "templateId must be a template's id, tpl_ and 26 characters.");
            query = query.Where(p => p.TemplateId == template);
        }

        if (serialNumber is not null)
            query = query.Where(p => p.SerialNumber == serialNumber);
        if (page.Before is { } before)
            query = query.Where(p => p.Id < before);
        var rows = await query.OrderByDescending(p => p.Id).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, p => p.Id, presenter.Show));
    }
}
