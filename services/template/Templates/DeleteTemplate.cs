using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Concurrency;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>
/// Deletes a template: no new pass is issued from it. Issued passes live on with the version they have. A repeated deletion has the same
/// response; an unknown template is a 404.
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
