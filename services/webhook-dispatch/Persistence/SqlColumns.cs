using Npgsql;

namespace Passinstance.Webhooks.Persistence;

/// <summary>Rows as parameters: one array per column, for <c>unnest</c>.</summary>
internal static class SqlColumns
{
    internal static void AddColumn<TRow, TValue>(
        this NpgsqlParameterCollection parameters, string name, IEnumerable<TRow> rows, Func<TRow, TValue> value) =>
        parameters.Add(new NpgsqlParameter<TValue[]>(name, [.. rows.Select(value)]));
}
