using System.Buffers.Binary;
using System.IO.Hashing;

namespace Passinstance.Wallet.Apple.Images;

/// <summary>
/// The header of a PNG (RFC 2083), read without decoding a pixel, so that an image that claims to be huge costs nothing.
/// </summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public readonly record struct PngHeader(int Width, int Height)
{
    /// <summary>The most pixels on a side.</summary>
    public const int MaxSide = 5_000;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>
    /// The header of a complete PNG; null when it is not one: wrong signature, wrong checksum of the header, or cut short.
    /// </summary>
    /// <param name="file">The file.</param>
    public static PngHeader? TryRead(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature))
            return null;
        PngHeader? header = null;
        var hasPixels = false;
        var rest = file[Signature.Length..];
        while (rest.Length >= 12)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
            if (length > rest.Length - 12)
                return null;
            var type = rest.Slice(4, 4);
            if (header is null)
            {
                if (!type.SequenceEqual("IHDR"u8) || length != 13
                    || Crc32.HashToUInt32(rest.Slice(4, 17)) != BinaryPrimitives.ReadUInt32BigEndian(rest[21..]))
                {
                    return null;
                }

                var width = BinaryPrimitives.ReadUInt32BigEndian(rest[8..]);
                var height = BinaryPrimitives.ReadUInt32BigEndian(rest[12..]);
                if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
                    return null;
                header = new PngHeader((int)width, (int)height);
            }

            hasPixels |= type.SequenceEqual("IDAT"u8);
            if (type.SequenceEqual("IEND"u8))
                return hasPixels ? header : null;
            rest = rest[((int)length + 12)..];
        }

        return null;
    }
}
