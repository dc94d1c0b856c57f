using Microsoft.EntityFrameworkCore;
using Npgsql;
using Passinstance.Persistence.Auditing;

namespace Passinstance.Persistence.Bulk;

/// <summary>The rows that one request writes: all of them, or none.</summary>
/// <param name="db">The context whose model says how entities are stored.</param>
public sealed class RowChanges(DbContext db)
{
    private readonly List<(BulkTable Table, object Entity)> _inserts = [];
    private readonly List<RowUpdate> _updates = [];

    internal IReadOnlyList<RowUpdate> Updates => _updates;

    internal bool IsEmpty => _inserts.Count == 0 && _updates.Count == 0;

    /// <summary>Inserts a row. Columns with a default in SQL are left to the database.</summary>
    public void Insert<TEntity>(TEntity entity)
        where TEntity : class => _inserts.Add((BulkTable.Of<TEntity>(db), entity));

    /// <summary>Writes what has changed since <paramref name="snapshot"/>, and the entry of the audit log that names it.</summary>
    public void Update(RowSnapshot snapshot, AuditScope? scope, Guid organizationId, Guid id, TimeProvider time)
    {
        var changed = snapshot.Table.Compare(snapshot.Entity, snapshot.Values);
        if (changed.Count == 0)
            return;
        _updates.Add(snapshot.Table.Update(changed, snapshot.Values));
        if (scope is not null)
            Insert(scope.EntryOfChanged(snapshot.Entity, organizationId, id, AuditedMembers.Of(changed), time));
    }

    internal void AddInsertsTo(NpgsqlBatch batch)
    {
        foreach (var (table, entity) in _inserts)
            batch.BatchCommands.Add(table.Insert(entity));
    }
}

/// <summary>
/// An entity that is not tracked, with its values as it was read. Values are replaced as a whole and never changed in place.
/// </summary>
public sealed class RowSnapshot
{
    private RowSnapshot(BulkTable table, object entity) => (Table, Entity, Values) = (table, entity, table.ValuesOf(entity));

    internal BulkTable Table { get; }

    internal object Entity { get; }

    internal Dictionary<BulkColumn, object?> Values { get; }

    /// <summary>Remembers an entity before it is changed.</summary>
    /// <param name="db">The context whose model says how it is stored.</param>
    /// <param name="entity">The entity as it was read.</param>
    public static RowSnapshot Of<TEntity>(DbContext db, TEntity entity)
        where TEntity : class =>
        new RowSnapshot(BulkTable.Of<TEntity>(db), entity);
}

/// <summary>The change of one row, if nobody has changed it since it was read.</summary>
/// <param name="Row">Its table and key: changes of several rows are made in this order by everybody, so that none wait in a circle.</param>
/// <param name="Sql">The statement.</param>
/// <param name="Values">Its parameters, in their order.</param>
internal sealed record RowUpdate(string Row, string Sql, IReadOnlyList<(BulkColumn Column, object? Value)> Values)
{
    // One for each attempt: a command keeps how the connection of the last one has prepared it.
    internal NpgsqlBatchCommand ToCommand()
    {
        var command = new NpgsqlBatchCommand(Sql);
        foreach (var (column, value) in Values)
            command.Parameters.Add(column.Parameter(value));
        return command;
    }
}
