using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Passinstance.Messaging.Transactions;

/// <summary>
/// The transaction of a handler that needs more than one statement. Without an Idempotency-Key it is the handler's own; with one, it is joined
/// to the request's, which commits once the answer is known.
/// </summary>
public sealed class RequestTransaction
{
    private readonly DbContext _db;
    private readonly HeldCommit _commit;

    internal RequestTransaction(DbContext db, HeldCommit commit)
    {
        _db = db;
        _commit = commit;
    }

    /// <summary>Holds every commit from now on, until the result tells.</summary>
    public HeldTransaction Hold() => new(_db, _commit);

    /// <summary>Begins it. Dispose it without <see cref="OpenTransaction.CommitAsync"/> and nothing of it stays.</summary>
    public async Task<OpenTransaction> BeginAsync(CancellationToken cancellationToken)
    {
        if (_db.Database.CurrentTransaction is not null)
            return new OpenTransaction(null);
        var transaction = await _db.Database.BeginTransactionAsync(cancellationToken);
        return new OpenTransaction(_commit.IsHeld ? null : transaction);
    }
}

/// <summary>A transaction under way.</summary>
public sealed class OpenTransaction : IAsyncDisposable
{
    private readonly IDbContextTransaction? _own;

    internal OpenTransaction(IDbContextTransaction? own) => _own = own;

    /// <summary>Commits, or leaves it to the request.</summary>
    public Task CommitAsync(CancellationToken cancellationToken) => _own?.CommitAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
