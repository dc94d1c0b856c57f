using Npgsql;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Passes.AppleWallet;

/// <summary>The SQL of device logs.</summary>
internal sealed class DeviceLogStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Messages stored for an organization; older ones are deleted.</summary>
    internal const int MaxStored = 1000;

    private const string Insert = """
        INSERT INTO device_logs (organization_id, id, message, received_at)
        SELECT @organization_id, m.id, m.message, @received_at FROM unnest(@ids, @messages) AS m (id, message)
        WHERE EXISTS (SELECT FROM passes WHERE organization_id = @organization_id)
        """;

    private const string DeleteOld = """
        DELETE FROM device_logs WHERE organization_id = @organization_id AND id <= (
            SELECT id FROM device_logs WHERE organization_id = @organization_id ORDER BY id DESC OFFSET @max_stored LIMIT 1)
        """;

    /// <summary>Adds messages, for an organization that has passes.</summary>
    internal async Task AddAsync(Guid organizationId, string[] messages, CancellationToken cancellationToken)
    {
        var insert = new NpgsqlBatchCommand(Insert);
        insert.Parameters.AddWithValue("organization_id", organizationId);
        insert.Parameters.AddWithValue("ids", messages.Select(_ => TypeId.NewGuid(time)).Order().ToArray());
        insert.Parameters.AddWithValue("messages", messages);
        insert.Parameters.AddWithValue("received_at", time.GetUtcNow());
        var deleteOld = new NpgsqlBatchCommand(DeleteOld);
        deleteOld.Parameters.AddWithValue("organization_id", organizationId);
        deleteOld.Parameters.AddWithValue("max_stored", MaxStored);

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(insert);
        batch.BatchCommands.Add(deleteOld);
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
