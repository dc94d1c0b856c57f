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

    internal static async IAsyncEnumerable<ExportItem> ReadAsync(
        IServiceProvider services, ExportQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (db, link) = (services.GetRequiredService<TemplatesDbContext>(), services.GetRequiredService<FormLink>());
        var highest = query.Highest;
        var templates = ExportRoutes.PagesAsync(
            query.AfterId(IdPrefixes.Template), PageSize,
            (after, limit) => db.Templates.AsNoTracking()
                .Where(t => t.OrganizationId == query.OrganizationId && t.DeletedAt == null && t.Id > after && t.Id <= highest)
                .OrderBy(t => t.Id).Take(limit).ToListAsync(cancellationToken),
            template => template.Id);
        await foreach (var template in templates)
        {
            var response = TemplateResponse.From(template, link);
            yield return new ExportItem(response.Id, response);
        }
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
