using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Messaging.Outbox;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Rendering;
using Passinstance.Persistence;
using Passinstance.Persistence.Bulk;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Passes;

/// <summary>What the commands on passes work with, the same for a request and for an item of a batch.</summary>
internal sealed record PassCommandContext(
    PassesDbContext Db, PassTemplates Templates, GroupedSaves Saves, PassSecret Secret, IOptions<PassQuotas> Quotas, TimeProvider Time)
{
    private const int MaxTries = 5;

    /// <summary>
    /// Loads a pass, changes and saves it. Changes of passes are merge patches or idempotent: one that lost the race against another
    /// request is repeated on the newer row.
    /// </summary>
    /// <param name="id">The pass's public id.</param>
    /// <param name="organizationId">Its organization.</param>
    /// <param name="includeDeleted">Whether a deleted pass is found, too.</param>
    /// <param name="change">Changes the pass, or returns why not; it may run more than once.</param>
    internal async Task<PassResult> ChangeAsync(
        string id, Guid organizationId, bool includeDeleted, Func<Pass, Task<Problem?>> change, CancellationToken cancellationToken)
    {
        if (UnitOfWork.IsJoined(Db))
            return await ChangeTrackedAsync(id, organizationId, includeDeleted, change, cancellationToken);
        for (var attempt = 1; attempt <= MaxTries; attempt++)
        {
            if (await Db.FindPassToChangeAsync(id, organizationId, includeDeleted, tracked: false, cancellationToken) is not { } pass)
                return PassLookup.NotFound(id);
            var before = RowSnapshot.Of(Db, pass);
            if (await change(pass) is { } failure)
                return failure;
            if (await Saves.TryUpdateAsync(Db, pass, before, cancellationToken))
                return pass;
        }

        throw new DbUpdateConcurrencyException($"The pass was changed by other requests, {MaxTries} times in a row.");
    }

    // In the transaction of an Idempotency-Key or of a batch, of which it is an ordinary save.
    private async Task<PassResult> ChangeTrackedAsync(
        string id, Guid organizationId, bool includeDeleted, Func<Pass, Task<Problem?>> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await Db.FindPassToChangeAsync(id, organizationId, includeDeleted, tracked: true, cancellationToken) is not { } pass)
                return PassLookup.NotFound(id);
            if (await change(pass) is { } failure)
                return failure;
            if (attempt == MaxTries)
            {
                // Fails with the database's own exception.
                await Db.SaveChangesAsync(cancellationToken);
                return pass;
            }

            if (await Db.TrySaveAsync(cancellationToken))
                return pass;
            Db.ChangeTracker.Clear();
        }
    }
}

/// <summary>What a command did: the pass as it is now, or why it did nothing.</summary>
internal readonly record struct PassResult(Pass? Pass, Problem? Failure)
{
    public static implicit operator PassResult(Pass pass) => new(pass, null);

    public static implicit operator PassResult(Problem failure) => new(null, failure);
}
