using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>
/// Ends a template: no new pass is issued from it. Passes that were issued live on with the version they have. Doing it again answers the same; a
/// template that never was is 404.
/// </summary>
internal static class DeleteTemplate
{
    internal static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, IfMatch ifMatch, ClaimsPrincipal caller, TemplatesDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await db.FindTemplateEvenDeletedAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);
        if (template.DeletedAt is null && ifMatch.Check("template", template.Revision) is { } mismatch)
            return mismatch;
        template.Delete(time);
        return await db.TrySaveAsync(cancellationToken) ? TypedResults.NoContent() : TemplateLookup.ChangedMeanwhile();
    }
}
