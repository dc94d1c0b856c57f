using Microsoft.EntityFrameworkCore;

namespace Passinstance.Messaging.Transactions;

/// <summary>
/// A transaction that the first save opens and that commits when it is told to: what is asked of other services before that save holds none.
/// Dispose it without <see cref="CommitAsync"/> and nothing of it stays.
/// </summary>
public sealed class HeldTransaction : IAsyncDisposable
{
    private readonly DbContext _db;
    private readonly HeldCommit _commit;

    internal HeldTransaction(DbContext db, HeldCommit commit)
    {
        _db = db;
        _commit = commit;
        _commit.IsHeld = true;
    }

    /// <summary>Commits what was saved, if anything was.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        _commit.IsHeld = false;
        if (_db.Database.CurrentTransaction is { } transaction)
            await transaction.CommitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        _commit.IsHeld = false;
        if (_db.Database.CurrentTransaction is { } transaction)
            await transaction.DisposeAsync();
    }
}
