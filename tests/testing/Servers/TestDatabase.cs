using Npgsql;

namespace Passinstance.Testing.Servers;

/// <summary>Creates a database for one test.</summary>
internal static class TestDatabase
{
    public static async Task<string> CreateAsync(string administrator, string name, CancellationToken cancellationToken)
    {
        // The name is generated here, and quoted: CREATE takes no parameters.
        char[] plain = [.. name.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_')];
        var unique = $"{new string(plain)}_{ServerFactory.NewSuffix()}";
        var password = ServerFactory.NewPassword();
        var settings = new NpgsqlConnectionStringBuilder(administrator) { Pooling = false };
        await using (var connection = new NpgsqlConnection(settings.ConnectionString))
        {
            await connection.OpenAsync(cancellationToken);
            await ExecuteAsync(connection, $"CREATE ROLE \"{unique}\" LOGIN PASSWORD '{password}'", cancellationToken);
            await ExecuteAsync(connection, $"CREATE DATABASE \"{unique}\" OWNER \"{unique}\" TEMPLATE template0", cancellationToken);
        }

        return new NpgsqlConnectionStringBuilder(administrator)
        {
            Username = unique,
            Password = password,
            Database = unique,
            Pooling = true,
            // Shows in a failing test which value violated a constraint; there are only test values here.
            IncludeErrorDetail = true,
        }.ConnectionString;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
