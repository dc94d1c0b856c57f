using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;

namespace Passinstance.Persistence.Restores;

/// <summary>
/// Raises the version of every row to the restore's number, found by the model's concurrency tokens. What was changed between the backup
/// and the restore has used versions that would be counted a second time; replicas would take the second for known, and clients would
/// overwrite what they have not seen.
/// </summary>
internal sealed class VersionStep(IOptions<RestoreOptions> options) : IRestoreStep
{
    internal const int BatchSize = 5_000;

    private sealed record Place(string Table, string[]? After);

    public string Name => "versions";

    public bool IsFor(RestoreTask restore) => restore.IsOwn;

    public async Task<RestoreProgress> RunAsync(
        DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
    {
        var tables = VersionedTable.Of(db.Model);
        var place = position is null
            ? new Place(tables.Count > 0 ? tables[0].Name : "", null)
            : JsonSerializer.Deserialize<Place>(position)!;
        if (tables.FirstOrDefault(table => table.Name == place.Table) is not { } table)
            return RestoreProgress.End(0);
        var assignment = options.Value.Assignments.TryGetValue(table.Name, out var other) ? $", {other}" : "";
        await using var command = await RestoreStore.CommandAsync(db, table.RaiseSql(assignment), cancellationToken);
        command.Parameters.AddWithValue("number", restore.Number);
        command.Parameters.AddWithValue("limit", BatchSize);
        command.Parameters.Add(
            new NpgsqlParameter("after", NpgsqlDbType.Array | NpgsqlDbType.Text) { Value = (object?)place.After ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var (found, raised) = (reader.GetInt64(0), reader.GetInt64(1));
        var next = found == BatchSize
            ? new Place(table.Name, reader.GetFieldValue<string[]>(2))
            : tables.SkipWhile(one => one != table).Skip(1).Select(one => new Place(one.Name, null)).FirstOrDefault();
        return new RestoreProgress(raised, next is null ? null : JsonSerializer.Serialize(next));
    }
}

/// <summary>A table whose rows have a version.</summary>
/// <param name="Name">The table.</param>
/// <param name="Keys">The columns of its key.</param>
/// <param name="Types">Their types.</param>
/// <param name="Version">The column.</param>
internal sealed record VersionedTable(string Name, IReadOnlyList<string> Keys, IReadOnlyList<string> Types, string Version)
{
    /// <summary>The tables of a model, by their names.</summary>
    internal static IReadOnlyList<VersionedTable> Of(IModel model) =>
    [
        .. model.GetEntityTypes()
            .Select(entity => (Entity: entity, Token: entity.GetProperties().FirstOrDefault(
                property => property.IsConcurrencyToken && property.ClrType == typeof(int))))
            .Where(one => one.Token is not null)
            .Select(one => (one.Entity, Version: one.Token!.GetColumnName(), Key: one.Entity.FindPrimaryKey()!.Properties))
            .Select(one => new VersionedTable(
                one.Entity.GetTableName()!, [.. one.Key.Select(property => property.GetColumnName())],
                [.. one.Key.Select(property => property.GetColumnType())], one.Version))
            .OrderBy(table => table.Name, StringComparer.Ordinal),
    ];

    /// <summary>Returns how many rows were found and raised, and the key of the last.</summary>
    internal string RaiseSql(string assignments)
    {
        var keys = string.Join(", ", Keys);
        var after = string.Join(
            ", ", Types.Select((type, index) => string.Create(CultureInfo.InvariantCulture, $"(@after[{index + 1}])::{type}")));
        var last = string.Join(", ", Keys.Select(key => $"{key}::text"));
        return $"""
            WITH batch AS MATERIALIZED (
                SELECT {keys} FROM {Name} WHERE @after IS NULL OR ({keys}) > ({after}) ORDER BY {keys} LIMIT @limit),
            raised AS (
                UPDATE {Name} t SET {Version} = @number{assignments} FROM batch b
                WHERE {string.Join(" AND ", Keys.Select(key => $"t.{key} = b.{key}"))} AND t.{Version} < @number RETURNING 1)
            SELECT (SELECT count(*) FROM batch), (SELECT count(*) FROM raised),
                   (SELECT ARRAY[{last}] FROM batch ORDER BY {string.Join(", ", Keys.Select(key => $"{key} DESC"))} LIMIT 1)
            """;
    }
}
