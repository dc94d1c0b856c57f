using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence.Restores;

namespace Passinstance.Passes.Restores;

/// <summary>
/// After a restore of any database, publishes every pass that a device or Google Wallet has: devices are pushed and fetch what they show
/// differently, and Google receives what it shows differently.
/// </summary>
internal sealed class PassStep(PassTemplates templates, IServiceProvider services) : IRestoreStep
{
    private sealed record Key(Guid OrganizationId, Guid Id);

    public string Name => "passes";

    public bool IsBackground => true;

    public bool IsFor(RestoreTask restore) => true;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var after = position is null ? new Key(Guid.Empty, Guid.Empty) : JsonSerializer.Deserialize<Key>(position)!;
        // Of all organizations.
        var keys = await db.Database.SqlQuery<Key>(
            $"""
             SELECT organization_id AS "OrganizationId", id AS "Id" FROM passes
             WHERE (organization_id, id) > ({after.OrganizationId}, {after.Id}) ORDER BY organization_id, id LIMIT {IWorkBatch.Size}
             """).ToListAsync(cancellationToken);
        if (keys.Count == 0)
            return RestoreProgress.End(0);
        var last = keys[^1];
        var passes = await ((PassesDbContext)db).Passes.FromSql(
            $"""
             SELECT p.* FROM passes p
             WHERE (p.organization_id, p.id) > ({after.OrganizationId}, {after.Id})
                 AND (p.organization_id, p.id) <= ({last.OrganizationId}, {last.Id})
                 AND (p.is_in_google OR p.installs > 0)
             """).AsNoTracking().ToListAsync(cancellationToken);
        var outbox = OutboxBulk.Create(services);
        var google = new Dictionary<(Guid, Guid, int), GooglePassContext?>();
        foreach (var pass in passes)
        {
            var version = (pass.OrganizationId, pass.TemplateId, pass.TemplateVersion);
            if (pass.IsInGoogle && !google.ContainsKey(version))
                google.Add(version, await templates.FindGoogleAsync(pass, cancellationToken));
            pass.Repeat(pass.IsInGoogle ? google[version] : null);
            outbox.Add(pass);
        }

        await outbox.WriteAsync(db, cancellationToken);
        return new RestoreProgress(passes.Count, JsonSerializer.Serialize(last));
    }
}
