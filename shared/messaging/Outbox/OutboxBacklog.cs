using Npgsql;

namespace Passinstance.Messaging.Outbox;

/// <summary>How many events wait to be published, for background work that must not publish faster than the relay.</summary>
public sealed class OutboxBacklog
{
    private readonly NpgsqlDataSource _database;

    internal OutboxBacklog(NpgsqlDataSource database) => _database = database;

    /// <summary>Whether at least <paramref name="count"/> events wait; reads no more rows than that.</summary>
    public async Task<bool> HasAtLeastAsync(int count, CancellationToken cancellationToken)
    {
        // Events of all organizations: organization_id plays no part.
        await using var command = _database.CreateCommand("SELECT count(*) FROM (SELECT FROM outbox_messages LIMIT @count) waiting");
        command.Parameters.AddWithValue("count", count);
        return (long)(await command.ExecuteScalarAsync(cancellationToken))! >= count;
    }
}
