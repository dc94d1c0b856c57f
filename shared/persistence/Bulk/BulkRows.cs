using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Passinstance.Persistence.Bulk;

/// <summary>
/// Writes many rows of an entity in one statement, in the context's transaction. Columns, conversions and types come from the model, so
/// that a new property is written without a change here. Nothing is tracked and no interceptor of a save runs: events of aggregates are
/// written by the outbox's bulk writer.
/// </summary>
public static class BulkRows
{
    /// <summary>Inserts entities by a binary COPY. Columns with a default in SQL are left to the database.</summary>
    /// <exception cref="PostgresException">A row is rejected, for example by a unique index: no row was written.</exception>
    public static async Task CopyAsync<TEntity>(
        this DbContext db, IReadOnlyCollection<TEntity> entities, CancellationToken cancellationToken)
        where TEntity : class
    {
        if (entities.Count == 0)
            return;
        var table = BulkTable.Of<TEntity>(db);
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var import = await connection.BeginBinaryImportAsync(table.CopySql, cancellationToken);
        foreach (var entity in entities)
        {
            await import.StartRowAsync(cancellationToken);
            foreach (var column in table.Inserted)
            {
                if (column.Read(entity) is { } value)
                    await import.WriteAsync(value, column.StoreType, cancellationToken);
                else
                    await import.WriteNullAsync(cancellationToken);
            }
        }

        await import.CompleteAsync(cancellationToken);
    }

    /// <summary>
    /// Updates entities that the transaction has locked, by their keys. Properties with <c>init</c> do not change and are left out.
    /// </summary>
    /// <returns>Rows that were updated.</returns>
    public static async Task<int> UpdateManyAsync<TEntity>(
        this DbContext db, IReadOnlyCollection<TEntity> entities, CancellationToken cancellationToken)
        where TEntity : class
    {
        if (entities.Count == 0)
            return 0;
        var table = BulkTable.Of<TEntity>(db);
        await using var command = new NpgsqlCommand(table.UpdateSql, (NpgsqlConnection)db.Database.GetDbConnection());
        foreach (var column in table.Updated)
            command.Parameters.Add(new NpgsqlParameter { Value = column.ReadAll(entities), DataTypeName = column.StoreType + "[]" });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
