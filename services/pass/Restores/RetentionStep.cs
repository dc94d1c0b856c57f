using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Restores;

namespace Passinstance.Passes.Restores;

/// <summary>After a restore of any database, publishes how long organizations keep their events and deliveries.</summary>
internal sealed class RetentionStep : IRestoreStep
{
    private const int BatchSize = 500;

    public string Name => "retention";

    public bool IsFor(RestoreTask restore) => true;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var after = position is null ? Guid.Empty : Guid.Parse(position, CultureInfo.InvariantCulture);
        var batch = await ((PassesDbContext)db).RetentionSettings.Where(settings => settings.OrganizationId > after)
            .OrderBy(settings => settings.OrganizationId).Take(BatchSize).ToListAsync(cancellationToken);
        foreach (var settings in batch)
            settings.Repeat();
        await db.SaveChangesAsync(cancellationToken);
        return new RestoreProgress(batch.Count, batch.Count == BatchSize ? batch[^1].OrganizationId.ToString() : null);
    }
}
