using Npgsql;

namespace Passinstance.Persistence;

/// <summary>
/// Lets one process at a time migrate a database; the others wait and then find nothing left to do. The provider's own lock ends with the
/// transaction of one migration, so that two processes would run the next one side by side.
/// </summary>
internal static class MigrationLock
{
    // Any number that nothing else in these databases locks.
    private const long Key = 0x5061_7373_696E_7374;

    /// <summary>Waits for the lock and returns it. It is held by a connection of its own and ends with it.</summary>
    internal static async Task<IAsyncDisposable> TakeAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var connection = await database.OpenConnectionAsync(cancellationToken);
        try
        {
            // However long the other process takes.
            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({Key})", cancellationToken);
            return new Held(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Held(NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // A connection that goes back to the pool would keep it.
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({Key})", CancellationToken.None);
            await connection.DisposeAsync();
        }
    }
}
