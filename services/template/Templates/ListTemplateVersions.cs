using System.Buffers.Binary;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>The published versions of a template, the newest first.</summary>
internal static class ListTemplateVersions
{
    internal static async Task<Results<Ok<Page<TemplateVersionResponse>>, Problem>> HandleAsync(
        string id, int? limit, string? cursor, ClaimsPrincipal caller, TemplatesDbContext db, CancellationToken cancellationToken)
    {
        if (PageRequest.TryRead(limit, cursor, out var problem) is not { } page)
            return problem!;
        if (await db.FindTemplateAsync(id, caller, cancellationToken) is not { } template)
            return TemplateLookup.NotFound(id);

        var query = db.TemplateVersions.AsNoTracking()
            .Where(v => v.OrganizationId == template.OrganizationId && v.TemplateId == template.Id);
        if (page.Before is { } before)
        {
            var version = FromCursor(before);
            query = query.Where(v => v.Version < version);
        }

        var rows = await query.OrderByDescending(v => v.Version).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.Cut(rows, v => ToCursor(v.Version), TemplateVersionResponse.From));
    }

    // A cursor carries 16 bytes; the version is in the first four.
    private static Guid ToCursor(int version) => new(version, 0, 0, new byte[8]);

    private static int FromCursor(Guid cursor) => BinaryPrimitives.ReadInt32BigEndian(cursor.ToByteArray(bigEndian: true));
}
