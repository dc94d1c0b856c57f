using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Exports;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>The organization's templates with their last saved design, and the published versions that passes were issued from.</summary>
internal static class ExportTemplates
{
    private const int PageSize = 50;

    internal static IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, CancellationToken cancellationToken)
    {
        var (db, link) = (services.GetRequiredService<TemplatesDbContext>(), services.GetRequiredService<FormLink>());
        return query.RowsAsync(
            db.Templates.Where(t => t.OrganizationId == query.OrganizationId && t.DeletedAt == null), t => t.Id, IdPrefixes.Template,
            PageSize, cancellationToken)
            .Select(template => TemplateResponse.From(template, link)).Select(response => new ExportItem(response.Id, response));
    }

    /// <summary>The versions, by the id of their template and their number: <c>tpl_.../3</c>.</summary>
    internal static async IAsyncEnumerable<ExportItem> ReadVersionsAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var db = services.GetRequiredService<TemplatesDbContext>();
        var highest = query.Highest;
        var (template, number) = query.AfterPart(IdPrefixes.Template);
        var versions = ExportRoutes.PagesAsync(
            (Template: template, Version: number), PageSize,
            (after, limit) => db.TemplateVersions.AsNoTracking()
                .Where(v => v.OrganizationId == query.OrganizationId && v.TemplateId <= highest
                    && EF.Functions.GreaterThan(
                        ValueTuple.Create(v.TemplateId, v.Version), ValueTuple.Create(after.Template, after.Version)))
                .OrderBy(v => v.TemplateId).ThenBy(v => v.Version).Take(limit).ToListAsync(cancellationToken),
            version => (version.TemplateId, version.Version));
        await foreach (var version in versions)
        {
            var response = TemplateVersionResponse.From(version);
            yield return new ExportItem($"{response.TemplateId}/{response.Version}", response);
        }
    }
}
