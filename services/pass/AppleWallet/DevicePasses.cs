using Npgsql;
using NpgsqlTypes;
using Passinstance.Passes.Passes;

namespace Passinstance.Passes.AppleWallet;

/// <summary>A pass whose authentication token the device has shown.</summary>
/// <param name="Id">The pass.</param>
/// <param name="LastModified">When its newest version was made, as HTTP tells it.</param>
/// <param name="PushToken">Where the device is registered for it; null when it is not.</param>
internal sealed record DevicePass(Guid Id, DateTimeOffset LastModified, string? PushToken);

/// <summary>
/// What devices ask for most, each in one read by one index: whether a token is a pass's, and which of a device's passes have changed.
/// </summary>
internal sealed class DevicePasses(NpgsqlDataSource database, PassSecret secret)
{
    private const string Scheme = "ApplePass ";

    internal const string FindPass = """
        SELECT p.id, p.sealed_secret, p.last_modified, p.updated_at, NULL::text FROM passes p
        WHERE p.organization_id = $1 AND p.pass_type_identifier = $2 AND p.serial_number = $3
        """;

    internal const string FindPassOnDevice = """
        SELECT p.id, p.sealed_secret, p.last_modified, p.updated_at, d.push_token FROM passes p
        LEFT JOIN device_registrations r ON r.organization_id = p.organization_id AND r.device_id = $4 AND r.pass_type_identifier = p.pass_type_identifier AND r.pass_id = p.id
        LEFT JOIN devices d ON d.organization_id = r.organization_id AND d.id = r.device_id
        WHERE p.organization_id = $1 AND p.pass_type_identifier = $2 AND p.serial_number = $3
        """;

    // Everything that a transaction below "seen" did is visible to this statement, whenever it committed. What is not below it is told
    // again next time. An id beyond "next" is from before a restore into another server: there it means nothing.
    internal const string ListChanged = """
        WITH snapshot AS MATERIALIZED (SELECT pg_snapshot_xmin(s)::text::bigint AS seen, pg_snapshot_xmax(s)::text::bigint AS next FROM pg_current_snapshot() s)
        SELECT p.serial_number, snapshot.seen
        FROM device_registrations r
        JOIN passes p ON p.organization_id = r.organization_id AND p.id = r.pass_id
        CROSS JOIN snapshot
        WHERE r.organization_id = $1 AND r.device_id = $2 AND r.pass_type_identifier = $3
          AND ($4 IS NULL OR $4 > snapshot.next OR p.changed_in BETWEEN $4 AND snapshot.next OR r.registered_in BETWEEN $4 AND snapshot.next)
        """;

    /// <summary>The pass that the path names, if the request carries its token; null otherwise, whatever is wrong and at the same cost.</summary>
    internal async Task<DevicePass?> FindAsync(DevicePath path, HttpRequest request, CancellationToken cancellationToken)
    {
        var header = request.Headers.Authorization is [{ } value] ? value : "";
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        var onDevice = path.Device is not null;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(onDevice ? FindPassOnDevice : FindPass, connection);
        command.Parameters.Add(new() { Value = path.OrganizationId });
        command.Parameters.Add(new() { Value = path.PassTypeIdentifier.Replace('\0', ' ') });
        command.Parameters.Add(new() { Value = (path.SerialNumber ?? "").Replace('\0', ' ') });
        if (onDevice)
            command.Parameters.Add(new() { Value = path.DeviceId });
        // Kept on the pooled connection: the plan is made once.
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            secret.ProvesNothing(token);
            return null;
        }

        if (!secret.Proves(path.OrganizationId, reader.GetFieldValue<byte[]>(1), token))
            return null;
        var updatedAt = reader.GetFieldValue<DateTimeOffset>(3);
        return new DevicePass(
            reader.GetGuid(0), reader.IsDBNull(2) ? updatedAt : Later(reader.GetFieldValue<DateTimeOffset>(2), updatedAt), reader.IsDBNull(4) ? null : reader.GetString(4));
    }

    /// <summary>Serial numbers of the device's passes that may have changed since <paramref name="tag"/> was given out, and the tag to ask with next time.</summary>
    internal async Task<(IReadOnlyList<string> SerialNumbers, long Tag)> ListChangedAsync(DevicePath path, long? tag, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(ListChanged, connection);
        command.Parameters.Add(new() { Value = path.OrganizationId });
        command.Parameters.Add(new() { Value = path.DeviceId });
        command.Parameters.Add(new() { Value = path.PassTypeIdentifier.Replace('\0', ' ') });
        command.Parameters.Add(new() { Value = (object?)tag ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var serialNumbers = new List<string>();
        var seen = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            serialNumbers.Add(reader.GetString(0));
            seen = reader.GetInt64(1);
        }

        return (serialNumbers, seen);
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;
}
