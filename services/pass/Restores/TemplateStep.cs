using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.TemplateRollouts;
using Passinstance.Passes.Templates;
using Passinstance.Persistence.Restores;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.Restores;

/// <summary>
/// After a restore of any database, compares each template's replica with the template service: takes over a newer version, and names what
/// the template service does not know. From such a template no pass is created any more.
/// </summary>
internal sealed class TemplateStep(TemplateClient client, TemplateStore store, TemplateRolloutStore rollouts, TimeProvider time)
    : IRestoreStep
{
    private const int BatchSize = 50;

    private sealed record Replica(Guid OrganizationId, Guid Id, int Version);

    public string Name => "templates";

    public bool IsFor(RestoreTask restore) => true;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var after = position is null ? Guid.Empty : Guid.Parse(position, CultureInfo.InvariantCulture);
        // By the id alone, which is unique across organizations.
        var batch = await ((PassesDbContext)db).Templates.AsNoTracking()
            .Where(template => template.DeletedAt == null && template.Id > after).OrderBy(template => template.Id).Take(BatchSize)
            .Select(template => new Replica(template.OrganizationId, template.Id, template.Version)).ToListAsync(cancellationToken);
        var findings = new List<object>();
        foreach (var replica in batch)
        {
            if (await CompareAsync(replica, cancellationToken) is { } finding)
                findings.Add(finding);
        }

        return new RestoreProgress(batch.Count, batch.Count == BatchSize ? batch[^1].Id.ToString() : null) { Findings = findings };
    }

    private async Task<object?> CompareAsync(Replica replica, CancellationToken cancellationToken)
    {
        var (organizationId, id, version) = replica;
        object Finding(string found, int? there, string message) =>
            new { templateId = TypeId.Format(IdPrefixes.Template, id), found, here = version, there, message };

        if (await client.ReadAsync(organizationId, id, cancellationToken) is not { } snapshot)
        {
            await store.MarkDeletedAsync(organizationId, id, version, time.GetUtcNow(), cancellationToken);
            return Finding("missing", null, "The template service does not know the template, or it was deleted. Its passes stay as they " +
                "are, and no pass is created from it any more.");
        }

        if (snapshot.Version > version)
        {
            await store.UpsertAsync(
                new PublishedTemplate(organizationId, id, snapshot.Version, snapshot.Definition, snapshot.Images, snapshot.FormLinkHash),
                cancellationToken);
            await rollouts.RequestAsync(organizationId, id, cancellationToken);
            return Finding("behind", snapshot.Version, "The newer version was taken over; passes are moved to it.");
        }

        return snapshot.Version < version
            ? Finding("ahead", snapshot.Version, "The template service was restored to before this version. Run after-restore for it.")
            : null;
    }
}
