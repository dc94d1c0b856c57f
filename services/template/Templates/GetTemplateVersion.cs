using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

internal static class GetTemplateVersion
{
    internal static async Task<Results<Ok<TemplateVersionResponse>, Problem>> HandleAsync(
        string id, string version, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        if (!int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return NotFound(version);
        var found = await db.TemplateVersions.AsNoTracking().SingleOrDefaultAsync(
            v => v.OrganizationId == template.OrganizationId && v.TemplateId == template.Id && v.Version == number, cancellationToken);
        return found is null ? NotFound(version) : TypedResults.Ok(TemplateVersionResponse.From(found));
    }

    private static Problem NotFound(string version) => Problem.NotFound("template version", version);
}
