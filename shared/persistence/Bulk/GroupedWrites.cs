using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Passinstance.Persistence.Bulk;

/// <summary>
/// Writes the rows of requests that come at the same time in one transaction, with one exchange and one write to disk: what waits while
/// the rows before are committed goes together. A request that comes alone waits for nobody. A row that is rejected concerns only its own
/// request: the others of its transaction are written one by one.
/// </summary>
/// <remarks>No interceptor of a save runs.</remarks>
public sealed class GroupedWrites(NpgsqlDataSource source)
{
    private const int MaxGroup = 64;
    // While one waits for the disk, the other one sends.
    private const int MaxWriters = 2;

    private readonly ConcurrentQueue<Waiting> _waiting = new();
    private int _writers;

    /// <summary>Writes rows; they are committed when it returns.</summary>
    /// <param name="rows">The rows.</param>
    /// <exception cref="PostgresException">A row is rejected, for example by a unique index: nothing was written.</exception>
    /// <exception cref="DbUpdateConcurrencyException">A row was changed or deleted since it was read: nothing was written.</exception>
    public Task WriteAsync(RowChanges rows, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Such as a request that asks for what is so already.
        if (rows.IsEmpty)
            return Task.CompletedTask;
        var waiting = new Waiting(rows, cancellationToken);
        _waiting.Enqueue(waiting);
        // Without the context of this request: the writer goes on for others.
        if (TryEnter())
            ThreadPool.UnsafeQueueUserWorkItem(static writes => _ = writes.WriteWaitingAsync(), this, preferLocal: false);
        return waiting.Done.Task;
    }

    private bool TryEnter()
    {
        while (true)
        {
            var writers = Interlocked.CompareExchange(ref _writers, 0, 0);
            if (writers >= MaxWriters)
                return false;
            if (Interlocked.CompareExchange(ref _writers, writers + 1, writers) == writers)
                return true;
        }
    }

    private async Task WriteWaitingAsync()
    {
        do
        {
            while (TakeGroup() is { Count: > 0 } group)
                await WriteAsync(group);
            Interlocked.Decrement(ref _writers);
            // What came before the count went down has seen a writer and started none.
        }
        while (!_waiting.IsEmpty && TryEnter());
    }

    private List<Waiting> TakeGroup()
    {
        var group = new List<Waiting>();
        HashSet<string>? rows = null;
        List<Waiting>? later = null;
        while (group.Count < MaxGroup && _waiting.TryDequeue(out var one))
        {
            if (one.CancellationToken.IsCancellationRequested)
                one.Done.TrySetCanceled(one.CancellationToken);
            // The second change of a row would find it changed, and cost the whole group its transaction.
            else if (one.Rows.Updates.Any(update => !(rows ??= []).Add(update.Row)))
                (later ??= []).Add(one);
            else
                group.Add(one);
        }

        later?.ForEach(_waiting.Enqueue);
        return group;
    }

    private async Task WriteAsync(List<Waiting> group)
    {
        try
        {
            if (await TryWriteAsync(group))
                group.ForEach(one => one.Done.TrySetResult());
            else if (group is [var alone])
                alone.Done.TrySetException(new DbUpdateConcurrencyException("The row was changed or deleted since it was read."));
            else
                await WriteOneByOneAsync(group);
        }
        catch (PostgresException exception) when (group.Count > 1 && exception.InvariantSeverity == "ERROR")
        {
            await WriteOneByOneAsync(group);
        }
        catch (Exception exception)
        {
            group.ForEach(one => one.Done.TrySetException(exception));
        }
    }

    // The transaction of all is rolled back, and whose row it was is found by trying.
    private async Task WriteOneByOneAsync(List<Waiting> group)
    {
        foreach (var one in group)
            await WriteAsync([one]);
    }

    private async Task<bool> TryWriteAsync(List<Waiting> group)
    {
        RowUpdate[] updates = [.. group.SelectMany(one => one.Rows.Updates).OrderBy(update => update.Row, StringComparer.Ordinal)];
        await using var connection = await source.OpenConnectionAsync();
        // The statements of a batch are one transaction; with updates it must still be possible to take them back.
        await using var transaction = updates.Length > 0 ? await connection.BeginTransactionAsync() : null;
        await using var batch = new NpgsqlBatch(connection, transaction);
        foreach (var update in updates)
            batch.BatchCommands.Add(update.ToCommand());
        foreach (var one in group)
            one.Rows.AddInsertsTo(batch);
        await batch.ExecuteNonQueryAsync();
        if (transaction is null)
            return true;
        for (var i = 0; i < updates.Length; i++)
        {
            if (batch.BatchCommands[i].RecordsAffected != 1)
                return false;
        }

        await transaction.CommitAsync();
        return true;
    }

    private sealed record Waiting(RowChanges Rows, CancellationToken CancellationToken)
    {
        internal TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
