using Npgsql;

namespace Passinstance.Notifications.Diagnosis;

/// <summary>Reads the state of one pass's pushes in one round trip.</summary>
internal sealed class PassPushStore(NpgsqlDataSource database)
{
    private const int MaxDevices = 100;

    private const string Devices = """
        SELECT r.push_token IS NOT NULL, r.changed_at, r.pushed_at, r.push_result, p.requested_at, coalesce(p.attempts, 0)
        FROM push_registrations r
        LEFT JOIN apple_pushes p ON p.organization_id = r.organization_id AND p.pass_type_identifier = r.pass_type_identifier
            AND p.push_token = r.push_token
        WHERE r.organization_id = @organization AND r.pass_id = @pass
        ORDER BY r.push_token IS NULL, r.changed_at DESC LIMIT @max_devices
        """;

    private const string Topic = """
        SELECT suspended_at, reason, detail FROM apple_topics
        WHERE organization_id = @organization AND pass_type_identifier = @pass_type AND suspended_at IS NOT NULL
        """;

    private const string Google = """
        SELECT o.wanted_version, o.sent_version, o.available_at IS NOT NULL, o.requested_at, o.attempts, o.failure, c.failure
        FROM google_objects o
        LEFT JOIN google_classes c ON c.organization_id = o.organization_id AND c.class_id = o.class_id
        WHERE o.organization_id = @organization AND o.pass_id = @pass
        """;

    private const string Issuer = """
        SELECT suspended_at, 'rejected', reason FROM google_issuers
        WHERE organization_id = @organization AND issuer_id = @issuer AND suspended_at IS NOT NULL
        """;

    internal async Task<PassPushes> ReadAsync(
        Guid organizationId, Guid passId, string passTypeIdentifier, string? issuerId, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        Add(Devices, ("pass", passId), ("max_devices", MaxDevices));
        Add(Topic, ("pass_type", passTypeIdentifier));
        Add(Google, ("pass", passId));
        Add(Issuer, ("issuer", issuerId ?? ""));

        void Add(string sql, params (string Name, object Value)[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            command.Parameters.AddWithValue("organization", organizationId);
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value);
            batch.BatchCommands.Add(command);
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var devices = new List<DevicePushes>();
        while (await reader.ReadAsync(cancellationToken))
        {
            devices.Add(new DevicePushes(
                reader.GetBoolean(0), reader.GetFieldValue<DateTimeOffset>(1), Time(reader, 2), Text(reader, 3), Time(reader, 4),
                reader.GetInt32(5)));
        }

        await reader.NextResultAsync(cancellationToken);
        var topic = await ReadSuspensionAsync(reader, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var google = await reader.ReadAsync(cancellationToken)
            ? new GoogleObjectState(
                reader.GetInt32(0), reader.GetInt32(1), reader.GetBoolean(2), reader.GetFieldValue<DateTimeOffset>(3),
                reader.GetInt32(4), Text(reader, 5), Text(reader, 6))
            : null;
        await reader.NextResultAsync(cancellationToken);
        return new PassPushes(devices, topic, google, await ReadSuspensionAsync(reader, cancellationToken));
    }

    private static async Task<Suspension?> ReadSuspensionAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
        await reader.ReadAsync(cancellationToken)
            ? new Suspension(reader.GetFieldValue<DateTimeOffset>(0), Text(reader, 1) ?? "", Text(reader, 2))
            : null;

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
