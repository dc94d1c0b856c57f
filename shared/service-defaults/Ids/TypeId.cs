using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Passinstance.ServiceDefaults.Ids;

/// <summary>
/// Public ids: a prefix for the type, an underscore, and a UUIDv7 in 26 characters of lower-case Crockford base 32 (TypeID specification
/// 0.3). Stored as <c>uuid</c>, shown as text: <c>pas_01jd8zk3m5f6qv0s3w2x4y5z6a</c>.
/// </summary>
public static class TypeId
{
    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int SuffixLength = 26;

    /// <summary>A new UUIDv7 whose leading 48 bits are <paramref name="time"/> in milliseconds.</summary>
    public static Guid NewGuid(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow());

    /// <summary>Below every id made in the millisecond of <paramref name="moment"/> or later, and above all made before.</summary>
    public static Guid MinAt(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        BinaryPrimitives.WriteInt64BigEndian(bytes, Math.Max(0, moment.ToUnixTimeMilliseconds()) << 16);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Not below any id made in the millisecond of <paramref name="moment"/> or earlier, and below all made later.</summary>
    public static Guid HighestAt(DateTimeOffset moment)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Fill(byte.MaxValue);
        BinaryPrimitives.WriteInt64BigEndian(bytes, (Math.Max(0, moment.ToUnixTimeMilliseconds()) << 16) | 0xFFFF);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Formats <paramref name="id"/> as text with <paramref name="prefix"/>.</summary>
    public static string Format(string prefix, Guid id) =>
        string.Create(prefix.Length + 1 + SuffixLength, (prefix, id), static (span, state) =>
    {
        state.prefix.CopyTo(span);
        span[state.prefix.Length] = '_';
        Span<byte> bytes = stackalloc byte[16];
        state.id.TryWriteBytes(bytes, bigEndian: true, out _);
        Encode(bytes, span[(state.prefix.Length + 1)..]);
    });

    /// <summary>Parses <paramref name="text"/>; false when the prefix differs or the rest is not 26 characters of the alphabet.</summary>
    public static bool TryParse(string prefix, [NotNullWhen(true)] string? text, out Guid id)
    {
        id = default;
        if (text is null || text.Length != prefix.Length + 1 + SuffixLength ||
            !text.StartsWith(prefix, StringComparison.Ordinal) || text[prefix.Length] != '_')
            return false;

        Span<byte> bytes = stackalloc byte[16];
        if (!TryDecode(text.AsSpan(prefix.Length + 1), bytes))
            return false;
        id = new Guid(bytes, bigEndian: true);
        return true;
    }

    // 26 characters carry 130 bits; the two highest are zero, so the first character is 0 to 7.
    private static void Encode(ReadOnlySpan<byte> bytes, Span<char> output)
    {
        var value = new UInt128(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));
        for (var i = SuffixLength - 1; i >= 0; i--)
        {
            output[i] = Alphabet[(int)(value & 31)];
            value >>= 5;
        }
    }

    private static bool TryDecode(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        if (text[0] > '7')
            return false;
        UInt128 value = 0;
        foreach (var c in text)
        {
            var digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
                return false;
            value = (value << 5) | (uint)digit;
        }
        BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)(value >> 64));
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], (ulong)value);
        return true;
    }
}
