using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Passinstance.Persistence.Bulk;

/// <summary>
/// Writes many rows of an entity in one statement, in the context's transaction. Columns, conversions and types come from the model, so
/// that a new property is written without a change here. Nothing is tracked and no interceptor of a save runs: events of aggregates are
/// written by the outbox's bulk writer.
/// </summary>
public static class BulkRows
{
    private static readonly ConcurrentDictionary<IEntityType, BulkTable> Tables = new();

    /// <summary>Inserts entities by a binary COPY. Columns with a default in SQL are left to the database.</summary>
    /// <exception cref="PostgresException">A row is rejected, for example by a unique index: no row was written.</exception>
    public static async Task CopyAsync<TEntity>(
        this DbContext db, IReadOnlyCollection<TEntity> entities, CancellationToken cancellationToken)
        where TEntity : class
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(entities);
        if (entities.Count == 0)
            return;
        var table = TableOf<TEntity>(db);
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
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(entities);
        if (entities.Count == 0)
            return 0;
        var table = TableOf<TEntity>(db);
        await using var command = new NpgsqlCommand(table.UpdateSql, (NpgsqlConnection)db.Database.GetDbConnection());
        foreach (var column in table.Updated)
            command.Parameters.Add(new NpgsqlParameter { Value = column.ReadAll(entities), DataTypeName = column.StoreType + "[]" });
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static BulkTable TableOf<TEntity>(DbContext db) => Tables.GetOrAdd(
        db.Model.FindEntityType(typeof(TEntity)) ?? throw new ArgumentException($"{typeof(TEntity)} is not in the model."),
        static entity => new BulkTable(entity));

    private sealed class BulkTable
    {
        internal BulkTable(IEntityType entity)
        {
            var table = entity.GetTableName();
            Inserted = [.. entity.GetProperties().Where(IsInserted).Select(property => new BulkColumn(property))];
            CopySql = $"COPY {table} ({string.Join(", ", Inserted.Select(column => column.Name))}) FROM STDIN (FORMAT BINARY)";

            var keys = entity.FindPrimaryKey()!.Properties;
            var changed = entity.GetProperties().Where(IsChanged).ToList();
            Updated = [.. keys.Concat(changed).Select(property => new BulkColumn(property))];
            var arrays = string.Join(", ", Updated.Select((column, i) => $"${i + 1}"));
            var names = string.Join(", ", Updated.Select(column => column.Name));
            var sets = string.Join(", ", Updated.Skip(keys.Count).Select(column => $"{column.Name} = v.{column.Name}"));
            var match = string.Join(" AND ", Updated.Take(keys.Count).Select(column => $"t.{column.Name} = v.{column.Name}"));
            UpdateSql = $"UPDATE {table} t SET {sets} FROM unnest({arrays}) AS v ({names}) WHERE {match}";
        }

        internal BulkColumn[] Inserted { get; }

        internal BulkColumn[] Updated { get; }

        internal string CopySql { get; }

        internal string UpdateSql { get; }

        // The database makes it.
        private static bool IsGenerated(IProperty property) =>
            property.GetDefaultValueSql() is not null || property.GetComputedColumnSql() is not null
            || property.GetValueGenerationStrategy() != NpgsqlValueGenerationStrategy.None;

        private static bool IsInserted(IProperty property) => !IsGenerated(property) && !property.IsShadowProperty();

        private static bool IsChanged(IProperty property) =>
            IsInserted(property) && !property.IsPrimaryKey() && property.PropertyInfo?.SetMethod is { } set
            && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
    }

    private sealed class BulkColumn(IProperty property)
    {
        private readonly IClrPropertyGetter _getter = property.GetGetter();
        private readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;
        private readonly Type _element = ElementOf(property);

        internal string Name { get; } = property.GetColumnName();

        internal string StoreType { get; } = property.GetRelationalTypeMapping().StoreTypeNameBase;

        internal object? Read(object entity)
        {
            var value = _getter.GetClrValue(entity);
            return value is null || _convert is null ? value : _convert(value);
        }

        internal Array ReadAll<TEntity>(IReadOnlyCollection<TEntity> entities)
            where TEntity : class
        {
            var values = Array.CreateInstance(_element, entities.Count);
            var i = 0;
            foreach (var entity in entities)
                values.SetValue(Read(entity), i++);
            return values;
        }

        private static Type ElementOf(IProperty property)
        {
            var type = property.GetTypeMapping().Converter?.ProviderClrType ?? property.ClrType;
            return property.IsNullable && type.IsValueType && Nullable.GetUnderlyingType(type) is null
                ? typeof(Nullable<>).MakeGenericType(type)
                : type;
        }
    }
}
