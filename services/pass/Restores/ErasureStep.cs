using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence.Restores;

namespace Passinstance.Passes.Restores;

/// <summary>
/// After a restore of any database, has the other services erase once more what was erased: one that was restored holds it again, and one
/// whose confirmation is lost confirms again.
/// </summary>
internal sealed class ErasureStep : IRestoreStep
{
    private const int BatchSize = 100;

    public string Name => "erasures";

    public bool IsFor(RestoreTask restore) => true;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var after = position is null ? Guid.Empty : Guid.Parse(position, CultureInfo.InvariantCulture);
        // By the id alone, which is unique across organizations.
        var batch = await ((PassesDbContext)db).Erasures.Where(erasure => erasure.Id > after)
            .OrderBy(erasure => erasure.Id).Take(BatchSize).ToListAsync(cancellationToken);
        foreach (var erasure in batch)
            erasure.Repeat();
        await db.SaveChangesAsync(cancellationToken);
        return new RestoreProgress(batch.Count, batch.Count == BatchSize ? batch[^1].Id.ToString() : null);
    }
}
