using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.CompilerServices;
using System.Text;

namespace Passinstance.Templates.Tests.Images;

/// <summary>Images as people send them by mistake: damaged, cut, of another kind, or with more in them than a picture.</summary>
internal static class BadImages
{
    private static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    internal static byte[] Of(string name, [CallerFilePath] string caller = "") => name switch
    {
        "cut" => Of("ok-rgba.png", caller)[..^20],
        "not-palette" => Png(8, 8, 3, Rows(8, 1)),
        "pixels-missing" => Png(8, 8, 6, Rows(8, 4)[..50]),
        "too-large" => Png(5001, 1, 6, Rows(1, 4)),
        "jpeg" => [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[100]],
        _ => File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(caller)!, "Cases", name)),
    };

    /// <summary>The image with texts, a position and a time among its chunks, and more after its end.</summary>
    internal static byte[] WithMetadata(byte[] png, byte[] secret)
    {
        var file = new MemoryStream();
        file.Write(png.AsSpan(0, 33));
        Write(file, "tEXt", [.. "Comment\0"u8, .. secret]);
        Write(file, "eXIf", secret);
        file.Write(png.AsSpan(33));
        file.Write(secret);
        return file.ToArray();
    }

    internal static IReadOnlyList<string> ChunksOf(byte[] png)
    {
        var chunks = new List<string>();
        for (var at = Signature.Length; at < png.Length; at += BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at)) + 12)
            chunks.Add(Encoding.ASCII.GetString(png, at + 4, 4));
        return chunks;
    }

    private static byte[] Rows(int side, int bytesPerPixel)
    {
        var rows = new byte[side * ((side * bytesPerPixel) + 1)];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = i % ((side * bytesPerPixel) + 1) == 0 ? (byte)0 : (byte)(i * 7);
        return rows;
    }

    private static byte[] Png(int width, int height, byte color, byte[] rows)
    {
        var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, color);
        Write(file, "IHDR", header);
        var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(rows);
        Write(file, "IDAT", pixels.ToArray());
        Write(file, "IEND", []);
        return file.ToArray();
    }

    private static void Write(MemoryStream file, string type, byte[] data)
    {
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] typed = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(typed);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(typed));
        file.Write(number);
    }
}
