using Npgsql;
using Passinstance.LocalServers;

namespace Passinstance.Local.Programs;

/// <summary>
/// One database and role per program. Names are the programs' own, or get a suffix on a server that is not ours and may be shared.
/// </summary>
internal sealed class ProgramDatabases(string administrator, IReadOnlyDictionary<string, string> passwords, string suffix)
{
    /// <summary>The connection string of a program's own database, as its own role.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder(administrator)
    {
        Username = database + suffix,
        Password = passwords[database],
        Database = database + suffix,
    }.ConnectionString;

    /// <summary>Creates what is missing and sets the roles' passwords to the stored ones.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        foreach (var (database, password) in passwords)
        {
            var name = database + suffix;
            var verb = await ExistsAsync(connection, "SELECT 1 FROM pg_roles WHERE rolname = $1", name, cancellationToken)
                ? "ALTER" : "CREATE";
            await ExecuteAsync(connection, $"{verb} ROLE \"{name}\" LOGIN PASSWORD '{password}'", cancellationToken);
            if (await ExistsAsync(connection, "SELECT 1 FROM pg_database WHERE datname = $1", name, cancellationToken))
                continue;
            // An administrator that is no superuser may only give a database to a role it belongs to.
            await ExecuteAsync(connection, $"GRANT \"{name}\" TO CURRENT_USER", cancellationToken);
            await ExecuteAsync(connection, $"CREATE DATABASE \"{name}\" OWNER \"{name}\"", cancellationToken);
            await ExecuteAsync(connection, $"REVOKE CONNECT ON DATABASE \"{name}\" FROM PUBLIC", cancellationToken);
        }
    }

    /// <summary>Removes databases and roles, connections to them included.</summary>
    public async Task DropAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        foreach (var database in passwords.Keys)
        {
            await ExecuteAsync(connection, $"DROP DATABASE IF EXISTS \"{database + suffix}\" WITH (FORCE)", cancellationToken);
            await ExecuteAsync(connection, $"DROP ROLE IF EXISTS \"{database + suffix}\"", cancellationToken);
        }
    }

    private async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(administrator) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch (NpgsqlException exception)
        {
            await connection.DisposeAsync();
            throw new LocalSetupException(
                $"PostgreSQL at {connection.Host}:{connection.Port} rejects the administrator: {exception.Message}", exception);
        }
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, string sql, string name, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = name } } };
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    // CREATE and DROP take no parameters; names and passwords are made by this program and hold no quotes.
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
