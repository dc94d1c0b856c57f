using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Npgsql;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

namespace Passinstance.Persistence.Bulk;

/// <summary>How rows of an entity are written, by its model.</summary>
internal sealed class BulkTable
{
    private static readonly ConcurrentDictionary<IEntityType, BulkTable> Known = new();

    private readonly ConcurrentDictionary<IProperty, BulkColumn> _columns = new();
    private readonly string _name;
    // The key and what shows that another request has changed the row.
    private readonly BulkColumn[] _identity;
    // What a change can be about.
    private readonly BulkColumn[] _written;

    private BulkTable(IEntityType entity)
    {
        var table = entity.GetTableName();
        _name = table!;
        _identity = [.. entity.GetProperties().Where(property => property.IsPrimaryKey() || property.IsConcurrencyToken).Select(ColumnOf)];
        _written = [.. entity.GetProperties().Where(property => IsInserted(property) && !property.IsPrimaryKey()).Select(ColumnOf)];
        Inserted = [.. entity.GetProperties().Where(IsInserted).Select(property => new BulkColumn(property))];
        var inserted = string.Join(", ", Inserted.Select(column => column.Name));
        CopySql = $"COPY {table} ({inserted}) FROM STDIN (FORMAT BINARY)";
        InsertSql = $"INSERT INTO {table} ({inserted}) VALUES ({string.Join(", ", Inserted.Select((column, i) => $"${i + 1}"))})";

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

    internal string InsertSql { get; }

    internal string UpdateSql { get; }

    internal static BulkTable Of<TEntity>(DbContext db) =>
        Of(db.Model.FindEntityType(typeof(TEntity)) ?? throw new ArgumentException($"{typeof(TEntity)} is not in the model."));

    internal static BulkTable Of(IEntityType entity) => Known.GetOrAdd(entity, static known => new BulkTable(known));

    /// <summary>The statement that inserts one row; it is prepared as soon as it is repeated.</summary>
    internal NpgsqlBatchCommand Insert(object entity)
    {
        var command = new NpgsqlBatchCommand(InsertSql);
        foreach (var column in Inserted)
            command.Parameters.Add(column.Parameter(column.Read(entity)));
        return command;
    }

    /// <summary>The values of an entity as it was read, to be compared with what becomes of it.</summary>
    internal Dictionary<BulkColumn, object?> ValuesOf(object entity) =>
        _written.Union(_identity).ToDictionary(column => column, column => column.Value(entity));

    /// <summary>What has changed about an entity since its values were read.</summary>
    internal List<ChangedColumn> Compare(object entity, Dictionary<BulkColumn, object?> before)
    {
        var changed = new List<ChangedColumn>();
        foreach (var column in _written)
        {
            var (old, now) = (before[column], column.Value(entity));
            if (!column.AreEqual(old, now))
                changed.Add(new ChangedColumn(column, old, now));
        }

        return changed;
    }

    /// <summary>The statement that writes columns which have changed, if no other request has changed the row since it was read.</summary>
    internal RowUpdate Update(List<ChangedColumn> changed, Dictionary<BulkColumn, object?> before)
    {
        var values = new List<(BulkColumn Column, object? Value)>();
        var sql = new StringBuilder("UPDATE ").Append(_name).Append(" SET ");
        foreach (var change in changed)
            Append(values.Count > 0 ? ", " : "", change.Column, change.Now);

        var row = new StringBuilder(_name);
        foreach (var column in _identity)
        {
            var value = before[column];
            Append(column == _identity[0] ? " WHERE " : " AND ", column, value);
            if (column.Property.IsPrimaryKey())
                row.Append(' ').Append(value);
        }

        return new RowUpdate(row.ToString(), sql.ToString(), values);

        void Append(string separator, BulkColumn column, object? value)
        {
            values.Add((column, column.Convert(value)));
            sql.Append(separator).Append(column.Name).Append(" = $").Append(values.Count);
        }
    }

    private BulkColumn ColumnOf(IProperty property) => _columns.GetOrAdd(property, static known => new BulkColumn(known));

    // The database makes it.
    private static bool IsGenerated(IProperty property) =>
        property.GetDefaultValueSql() is not null || property.GetComputedColumnSql() is not null
        || property.GetValueGenerationStrategy() != NpgsqlValueGenerationStrategy.None;

    private static bool IsInserted(IProperty property) => !IsGenerated(property) && !property.IsShadowProperty();

    private static bool IsChanged(IProperty property) =>
        IsInserted(property) && !property.IsPrimaryKey() && property.PropertyInfo?.SetMethod is { } set
        && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}

/// <summary>A column that has changed.</summary>
internal sealed record ChangedColumn(BulkColumn Column, object? Before, object? Now);

/// <summary>A column, and how an entity's value gets into it.</summary>
internal sealed class BulkColumn(IProperty property)
{
    private readonly IClrPropertyGetter _getter = property.GetGetter();
    private readonly Func<object?, object?>? _convert = property.GetTypeMapping().Converter?.ConvertToProvider;
    private readonly ValueComparer _comparer = property.GetValueComparer();
    private readonly Type _element = ElementOf(property);

    internal string Name { get; } = property.GetColumnName();

    internal string StoreType { get; } = property.GetRelationalTypeMapping().StoreTypeNameBase;

    internal IProperty Property { get; } = property;

    /// <summary>The entity's value.</summary>
    internal object? Value(object entity) => _getter.GetClrValue(entity);

    /// <summary>The entity's value as it is stored.</summary>
    internal object? Read(object entity) => Convert(Value(entity));

    internal bool AreEqual(object? one, object? other) =>
        ReferenceEquals(one, other) || (one is not null && other is not null && _comparer.Equals(one, other));

    internal object? Convert(object? value) => value is null || _convert is null ? value : _convert(value);

    internal NpgsqlParameter Parameter(object? value) => new() { Value = value ?? DBNull.Value, DataTypeName = StoreType };

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
