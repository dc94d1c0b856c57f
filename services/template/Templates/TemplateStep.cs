using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Restores;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.Templates;

/// <summary>
/// After a restore of this database, publishes each template's version once more, under a number that was not used before: passes move back
/// from a version that is lost, and the next version is taken for a new one.
/// </summary>
internal sealed class TemplateStep(TimeProvider time) : IRestoreStep
{
    private const int BatchSize = 50;

    public string Name => "templates";

    public bool IsFor(RestoreTask restore) => restore.IsOwn;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var templates = (TemplatesDbContext)db;
        var after = position is null ? Guid.Empty : Guid.Parse(position, CultureInfo.InvariantCulture);
        // By the id alone, which is unique across organizations.
        var batch = await templates.Templates.Where(template => template.DeletedAt == null && template.Id > after)
            .OrderBy(template => template.Id).Take(BatchSize).ToListAsync(cancellationToken);
        foreach (var template in batch)
        {
            template.SkipVersions(restore.Number);
            if (template.Version > 0)
            {
                var current = await templates.TemplateVersions.AsNoTracking().SingleAsync(
                    version => version.OrganizationId == template.OrganizationId && version.TemplateId == template.Id
                        && version.Version == template.Version,
                    cancellationToken);
                templates.TemplateVersions.Add(template.PublishAgain(current, time));
            }
        }

        await templates.SaveChangesAsync(cancellationToken);
        return new RestoreProgress(batch.Count, batch.Count == BatchSize ? batch[^1].Id.ToString() : null);
    }
}
