using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Npgsql;

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

    /// <summary>Writes what is new or changed about a tracked entity.</summary>
    /// <returns>Whether it can be written this way: no row is deleted, and owned entities need their owner's save.</returns>
    public bool TryAdd(EntityEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        switch (entry.State)
        {
            case EntityState.Unchanged:
                return true;
            case EntityState.Added when !entry.Metadata.IsOwned():
                _inserts.Add((BulkTable.Of(entry.Metadata), entry.Entity));
                return true;
            case EntityState.Modified when !entry.Metadata.IsOwned():
                _updates.Add(BulkTable.Of(entry.Metadata).Update(entry));
                return true;
            default:
                return false;
        }
    }

    internal void AddInsertsTo(NpgsqlBatch batch)
    {
        foreach (var (table, entity) in _inserts)
            batch.BatchCommands.Add(table.Insert(entity));
    }
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
