using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using Npgsql;

namespace Passinstance.Persistence.Auditing;

/// <summary>The bytes of entries and blocks that are hashed, the same for making a block and for verifying it.</summary>
internal static class AuditHash
{
    /// <summary>The columns of an entry, in the order of <see cref="ReadEntry"/>.</summary>
    internal const string Columns =
        "organization_id, id, time, actor_kind, actor_id, address, request_id, operation, resource_id, members, counts, recorded_in";

    internal static readonly byte[] Zero = new byte[SHA256.HashSizeInBytes];

    /// <summary>An entry as the database holds it.</summary>
    internal static AuditEntryRow ReadEntry(NpgsqlDataReader reader) => new(
        reader.GetGuid(0), reader.GetGuid(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetString(3), Text(reader, 4),
        Text(reader, 5), Text(reader, 6), reader.GetString(7), Text(reader, 8), reader.GetFieldValue<string[]>(9), Text(reader, 10),
        reader.GetInt64(11));

    /// <summary>A hash that begins a block.</summary>
    internal static IncrementalHash Begin(
        byte[] previous, byte[] previousBlock, Guid organizationId, long number, long sequence, long from, long to)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> header = stackalloc byte[16 + (4 * sizeof(long))];
        organizationId.TryWriteBytes(header, bigEndian: true, out _);
        BinaryPrimitives.WriteInt64BigEndian(header[16..], number);
        BinaryPrimitives.WriteInt64BigEndian(header[24..], sequence);
        BinaryPrimitives.WriteInt64BigEndian(header[32..], from);
        BinaryPrimitives.WriteInt64BigEndian(header[40..], to);
        hash.AppendData(previous);
        hash.AppendData(previousBlock);
        hash.AppendData(header);
        return hash;
    }

    /// <summary>Adds an entry: the hash of its JSON, so that no two lists of entries have the same bytes.</summary>
    internal static void Append(IncrementalHash hash, AuditEntryRow entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            json.WriteStringValue(entry.OrganizationId);
            json.WriteStringValue(entry.Id);
            json.WriteNumberValue(entry.Time.UtcTicks);
            json.WriteStringValue(entry.ActorKind);
            json.WriteStringValue(entry.ActorId);
            json.WriteStringValue(entry.Address);
            json.WriteStringValue(entry.RequestId);
            json.WriteStringValue(entry.Operation);
            json.WriteStringValue(entry.ResourceId);
            json.WriteStartArray();
            foreach (var member in entry.Members)
                json.WriteStringValue(member);
            json.WriteEndArray();
            json.WriteStringValue(entry.Counts);
            json.WriteNumberValue(entry.RecordedIn);
            json.WriteEndArray();
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, digest);
        hash.AppendData(digest);
    }

    private static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}

/// <summary>An entry as the database holds it.</summary>
internal sealed record AuditEntryRow(
    Guid OrganizationId, Guid Id, DateTimeOffset Time, string ActorKind, string? ActorId, string? Address, string? RequestId,
    string Operation, string? ResourceId, string[] Members, string? Counts, long RecordedIn);
