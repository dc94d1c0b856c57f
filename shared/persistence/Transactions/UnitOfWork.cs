using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;

namespace Passinstance.Persistence.Transactions;

/// <summary>
/// The transaction of a request, a message or one run of a worker. A single save needs none: EF creates one. A handler that needs more than
/// one statement begins one here. Transactions nest: the outermost commits. With an Idempotency-Key the outermost is the request's, which
/// commits together with the stored response.
/// </summary>
public sealed class UnitOfWork
{
    private static readonly ConditionalWeakTable<DbContext, UnitOfWork> Units = [];

    private readonly DbContext _db;
    private readonly int _lease;
    private readonly List<Action> _committed = [];
    private bool _isDeferred;

    /// <param name="db">The scope's context.</param>
    public UnitOfWork(DbContext db)
    {
        (_db, _lease) = (db, db.ContextId.Lease);
        Units.AddOrUpdate(db, this);
    }

    /// <summary>
    /// Begins a transaction, or joins the one in progress. Disposing it without <see cref="Transaction.CommitAsync"/> rolls it back.
    /// </summary>
    public async Task<Transaction> BeginAsync(CancellationToken cancellationToken)
    {
        if (_db.Database.CurrentTransaction is not null)
            return new Transaction(null);
        var transaction = await _db.Database.BeginTransactionAsync(cancellationToken);
        return new Transaction(_isDeferred ? null : transaction);
    }

    /// <summary>
    /// Runs <paramref name="action"/> after the commit, such as waking a worker. A crash in between loses it, so correctness must not
    /// depend on it. Register it before the save; it must not throw.
    /// </summary>
    public void OnCommitted(Action action) => _committed.Add(action);

    /// <summary>
    /// Defers every commit until <see cref="Deferred.CommitAsync"/>. The transaction begins at the first save and not before: what a
    /// handler does until then, such as calling another service, holds none.
    /// </summary>
    public Deferred Defer()
    {
        _isDeferred = true;
        return new Deferred(this);
    }

    /// <summary>
    /// Whether what is saved on <paramref name="db"/> now is committed with something else: in a transaction that has begun, or with the
    /// response of a request with an Idempotency-Key.
    /// </summary>
    public static bool IsJoined(DbContext db) =>
        db.Database.CurrentTransaction is not null || UnitOf(db) is { _isDeferred: true };

    /// <summary>Runs what waits for the commit, after one that the context has not seen.</summary>
    public static void RunCommitted(DbContext db) => UnitOf(db)?.RunCommitted();

    private static UnitOfWork? UnitOf(DbContext? context) =>
        context is not null && Units.TryGetValue(context, out var work) && work._lease == context.ContextId.Lease ? work : null;

    private void RunCommitted()
    {
        if (_committed.Count == 0)
            return;
        var actions = _committed.ToArray();
        _committed.Clear();
        foreach (var action in actions)
            action();
    }

    /// <summary>A transaction in progress, either its own or a joined one.</summary>
    public sealed class Transaction : IAsyncDisposable
    {
        private readonly IDbContextTransaction? _own;

        internal Transaction(IDbContextTransaction? own) => _own = own;

        /// <summary>Commits; a joined transaction leaves it to the outermost.</summary>
        public Task CommitAsync(CancellationToken cancellationToken) => _own?.CommitAsync(cancellationToken) ?? Task.CompletedTask;

        /// <inheritdoc />
        public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? ValueTask.CompletedTask;
    }

    /// <summary>Deferred commits. Disposing it without <see cref="CommitAsync"/> rolls them back.</summary>
    public sealed class Deferred : IAsyncDisposable
    {
        private readonly UnitOfWork _work;

        internal Deferred(UnitOfWork work) => _work = work;

        /// <summary>Commits what was saved, if anything.</summary>
        public async Task CommitAsync(CancellationToken cancellationToken)
        {
            _work._isDeferred = false;
            if (_work._db.Database.CurrentTransaction is { } transaction)
                await transaction.CommitAsync(cancellationToken);
            else
                _work.RunCommitted();
        }

        /// <inheritdoc />
        public async ValueTask DisposeAsync()
        {
            _work._isDeferred = false;
            if (_work._db.Database.CurrentTransaction is { } transaction)
                await transaction.DisposeAsync();
        }
    }

    /// <summary>Finds the unit of work by its context; a context without one is left alone.</summary>
    public sealed class Interceptor : SaveChangesInterceptor, IDbTransactionInterceptor
    {
        public override async ValueTask<InterceptionResult<int>> SavingChangesAsync(
            DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            if (UnitOf(eventData.Context) is { _isDeferred: true, _db.Database: { CurrentTransaction: null } database })
                await database.BeginTransactionAsync(cancellationToken);
            return result;
        }

        public override ValueTask<int> SavedChangesAsync(
            SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
        {
            if (UnitOf(eventData.Context) is { _db.Database.CurrentTransaction: null } work)
                work.RunCommitted();
            return ValueTask.FromResult(result);
        }

        public ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result,
            CancellationToken cancellationToken = default) =>
            UnitOf(eventData.Context) is { _isDeferred: true }
                ? throw new InvalidOperationException(
                    "The commit of a request with an Idempotency-Key is made with its response. Begin transactions with " +
                        "UnitOfWork.BeginAsync.")
                : ValueTask.FromResult(result);

        public Task TransactionCommittedAsync(
            DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            UnitOf(eventData.Context)?.RunCommitted();
            return Task.CompletedTask;
        }
    }
}
