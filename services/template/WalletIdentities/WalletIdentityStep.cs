using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Passinstance.Persistence.Restores;
using Passinstance.Templates.Persistence;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>After a restore of any database, publishes which wallet identities there are: the pass service fetches what it lacks.</summary>
internal sealed class WalletIdentityStep : IRestoreStep
{
    private const int BatchSize = 500;

    public string Name => "wallet-identities";

    public bool IsFor(RestoreTask restore) => true;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var templates = (TemplatesDbContext)db;
        var after = position is null ? Guid.Empty : Guid.Parse(position, CultureInfo.InvariantCulture);
        // By the id alone, which is unique across organizations.
        var batch = await templates.WalletIdentities.Where(identity => identity.Id > after)
            .OrderBy(identity => identity.Id).Take(BatchSize).ToListAsync(cancellationToken);
        foreach (var identity in batch)
            identity.Repeat();
        await templates.SaveChangesAsync(cancellationToken);
        return new RestoreProgress(batch.Count, batch.Count == BatchSize ? batch[^1].Id.ToString() : null);
    }
}
