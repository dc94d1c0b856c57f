using System.Text;
using Npgsql;

namespace Passinstance.Testing.Servers;

/// <summary>Searches a whole database for texts, as a dump of its data would be searched.</summary>
public static class DatabaseSearch
{
    /// <summary>The tables with a row that has one of <paramref name="texts"/>, as text or as bytes in a column.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(
        string connection, IReadOnlyCollection<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        await using var database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { Pooling = false });
        var tables = new List<string>();
        await using (var list = database.CreateCommand(
            "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"))
        await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
                tables.Add(reader.GetString(0));
        }

        // Bytes are shown in hexadecimal.
        var patterns = texts.SelectMany(text => (string[])[text, Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text))])
            .Select(text => $"%{text}%").ToArray();
        var found = new List<string>();
        foreach (var table in tables)
        {
            await using var search = database.CreateCommand($"SELECT count(*) FROM {table} t WHERE t::text LIKE ANY($1)");
            search.Parameters.Add(new() { Value = patterns });
            if ((long)(await search.ExecuteScalarAsync(cancellationToken))! is var rows and > 0)
                found.Add($"{table}: {rows} rows");
        }

        return found;
    }
}
