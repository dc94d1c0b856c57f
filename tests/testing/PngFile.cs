using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Passinstance.Testing;

/// <summary>PNG files, made chunk by chunk.</summary>
public static class PngFile
{
    /// <summary>The first bytes of every PNG.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>An image of 8 bits per channel.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="color">The color type: 2 RGB, 3 palette, 6 RGBA.</param>
    /// <param name="rows">The rows, each with its filter before it.</param>
    public static byte[] Of(int width, int height, byte color, byte[] rows)
    {
        var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, color);
        WriteChunk(file, "IHDR", header);
        var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        WriteChunk(file, "IDAT", pixels.ToArray());
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>An RGB image that nobody else has: its pixels are random.</summary>
    public static byte[] Unique(int width, int height)
    {
        var rows = RandomNumberGenerator.GetBytes(height * ((width * 3) + 1));
        for (var row = 0; row < height; row++)
            rows[row * ((width * 3) + 1)] = 0;
        return Of(width, height, 2, rows);
    }

    /// <summary>Appends a chunk with its length and checksum.</summary>
    public static void WriteChunk(Stream file, string type, byte[] data)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(data);
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(typed));
        file.Write(number);
    }
}
