using System.Buffers.Binary;
using System.Buffers.Text;

namespace Passinstance.Webhooks.Events;

/// <summary>The cursor of the list of events.</summary>
/// <param name="TransactionId">The transaction of the event that was listed last.</param>
/// <param name="EventId">That event.</param>
/// <param name="Restore">The newest restore of the database; 0 before the first.</param>
internal readonly record struct FeedPosition(long TransactionId, Guid EventId, int Restore = 0)
{
    private const int Length = 24;
    private const int LengthAfterRestore = 28;

    internal string Encode()
    {
        Span<byte> bytes = stackalloc byte[LengthAfterRestore];
        BinaryPrimitives.WriteInt64BigEndian(bytes, TransactionId);
        EventId.TryWriteBytes(bytes[8..], bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(bytes[Length..], Restore);
        return Base64Url.EncodeToString(Restore == 0 ? bytes[..Length] : bytes);
    }

    internal static FeedPosition? TryDecode(string cursor)
    {
        Span<byte> bytes = stackalloc byte[LengthAfterRestore];
        // Decoding throws at a text that is none.
        return cursor.Length is 32 or 38 && Base64Url.IsValid(cursor) && Base64Url.TryDecodeFromChars(cursor, bytes, out var written)
            && written is Length or LengthAfterRestore
            ? new FeedPosition(
                BinaryPrimitives.ReadInt64BigEndian(bytes), new Guid(bytes[8..Length], bigEndian: true),
                written == Length ? 0 : BinaryPrimitives.ReadInt32BigEndian(bytes[Length..]))
            : null;
    }
}
