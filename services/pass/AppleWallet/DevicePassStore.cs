using Npgsql;
using NpgsqlTypes;
using Passinstance.Passes.Passes;

namespace Passinstance.Passes.AppleWallet;

/// <summary>A pass whose authentication token the device has sent.</summary>
/// <param name="Id">The pass.</param>
/// <param name="LastModified">When its newest version was made, as in HTTP.</param>
/// <param name="PushToken">The device's push token; null when the device is not registered for the pass.</param>
internal sealed record DevicePass(Guid Id, DateTimeOffset LastModified, string? PushToken);

/// <summary>
/// The most frequent requests of devices, each one read of one index: whether a token belongs to a pass, and which of a device's passes
/// have changed.
/// </summary>
internal sealed class DevicePassStore(NpgsqlDataSource database, PassSecret secret)
{
    private const string Scheme = "ApplePass ";

    internal const string FindPass = """
        SELECT p.id, p.sealed_secret, greatest(p.last_modified, p.updated_at), NULL::text FROM passes p
        WHERE p.organization_id = @organization_id AND p.pass_type_identifier = @pass_type AND p.serial_number = @serial_number
        """;

    internal const string FindPassOnDevice = """
        SELECT p.id, p.sealed_secret, greatest(p.last_modified, p.updated_at), d.push_token FROM passes p
        LEFT JOIN device_registrations r ON r.organization_id = p.organization_id AND r.device_id = @device_id
            AND r.pass_type_identifier = p.pass_type_identifier AND r.pass_id = p.id
        LEFT JOIN devices d ON d.organization_id = r.organization_id AND d.id = r.device_id
        WHERE p.organization_id = @organization_id AND p.pass_type_identifier = @pass_type AND p.serial_number = @serial_number
        """;

    /// <summary>The device's passes that changed since a tag, and the next tag.</summary>
    /// <remarks>
    /// <c>snapshot</c> takes the tag from what this statement sees: everything that a transaction below <c>seen</c> did is visible,
    /// whenever it committed; anything else is listed again next time. Transactions are counted anew after a restore of the database, from
    /// the moment of the backup: a tag names the newest restore, and one from before it means nothing.
    /// </remarks>
    internal const string ListChanged = """
        WITH snapshot AS MATERIALIZED (
            SELECT pg_snapshot_xmin(s)::text::bigint AS seen, pg_snapshot_xmax(s)::text::bigint AS next,
                   (SELECT coalesce(max(number), 0) FROM restores WHERE is_own) AS restore
            FROM pg_current_snapshot() s)
        SELECT p.serial_number, snapshot.seen, snapshot.restore
        FROM device_registrations r
        JOIN passes p ON p.organization_id = r.organization_id AND p.id = r.pass_id
        CROSS JOIN snapshot
        WHERE r.organization_id = @organization_id AND r.device_id = @device_id AND r.pass_type_identifier = @pass_type
          AND (@tag IS NULL OR @restore <> snapshot.restore OR @tag > snapshot.next OR p.changed_in BETWEEN @tag AND snapshot.next
               OR r.registered_in BETWEEN @tag AND snapshot.next)
        """;

    /// <summary>The pass that the path names, if the request has its token; else null, whatever is wrong and at the same cost.</summary>
    internal async Task<DevicePass?> FindAsync(DevicePath path, HttpRequest request, CancellationToken cancellationToken)
    {
        var header = request.Headers.Authorization is [{ } value] ? value : "";
        var token = header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : "";
        var onDevice = path.Device is not null;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(onDevice ? FindPassOnDevice : FindPass, connection);
        command.Parameters.AddWithValue("organization_id", path.OrganizationId);
        command.Parameters.AddWithValue("pass_type", Clean(path.PassTypeIdentifier));
        command.Parameters.AddWithValue("serial_number", Clean(path.SerialNumber ?? ""));
        if (onDevice)
            command.Parameters.AddWithValue("device_id", path.DeviceId);
        // Stays prepared on the pooled connection.
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            secret.SimulateVerification(token);
            return null;
        }

        return secret.Verify(path.OrganizationId, reader.GetFieldValue<byte[]>(1), token)
            ? new DevicePass(reader.GetGuid(0), reader.GetFieldValue<DateTimeOffset>(2), reader.IsDBNull(3) ? null : reader.GetString(3))
            : null;
    }

    /// <summary>
    /// Serial numbers of the device's passes that may have changed since <paramref name="tag"/>, and the tag for the next request.
    /// </summary>
    internal async Task<(IReadOnlyList<string> SerialNumbers, DeviceTag Tag)> ListChangedAsync(
        DevicePath path, DeviceTag? tag, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(ListChanged, connection);
        command.Parameters.AddWithValue("organization_id", path.OrganizationId);
        command.Parameters.AddWithValue("device_id", path.DeviceId);
        command.Parameters.AddWithValue("pass_type", Clean(path.PassTypeIdentifier));
        command.Parameters.AddWithValue("tag", NpgsqlDbType.Bigint, (object?)tag?.Transaction ?? DBNull.Value);
        command.Parameters.AddWithValue("restore", tag?.Restore ?? 0);
        await command.PrepareAsync(cancellationToken);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var serialNumbers = new List<string>();
        var seen = default(DeviceTag);
        while (await reader.ReadAsync(cancellationToken))
        {
            serialNumbers.Add(reader.GetString(0));
            seen = new DeviceTag(reader.GetInt32(2), reader.GetInt64(1));
        }

        return (serialNumbers, seen);
    }

    // PostgreSQL's text cannot hold NUL.
    private static string Clean(string text) => text.Replace('\0', ' ');
}
