using System.Buffers.Binary;
using System.Buffers.Text;

namespace Passinstance.Webhooks.Events;

/// <summary>The cursor of the list of events.</summary>
internal readonly record struct FeedPosition(long TransactionId, Guid EventId)
{
    private const int Length = 24;

    internal string Encode()
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, TransactionId);
        EventId.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    internal static FeedPosition? TryDecode(string cursor)
    {
        Span<byte> bytes = stackalloc byte[Length];
        return cursor.Length == 32 && Base64Url.TryDecodeFromChars(cursor, bytes, out var written) && written == Length
            ? new FeedPosition(BinaryPrimitives.ReadInt64BigEndian(bytes), new Guid(bytes[8..], bigEndian: true))
            : null;
    }
}
