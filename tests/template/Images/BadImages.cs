using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Passinstance.Testing;

namespace Passinstance.Templates.Tests.Images;

/// <summary>Images as people send them by mistake: damaged, cut, of another kind, or with more in them than a picture.</summary>
internal static class BadImages
{
    internal static byte[] Of(string name, [CallerFilePath] string caller = "") => name switch
    {
        "cut" => Of("ok-rgba.png", caller)[..^20],
        "not-palette" => PngFile.Of(8, 8, 3, Rows(8, 1)),
        "pixels-missing" => PngFile.Of(8, 8, 6, Rows(8, 4)[..50]),
        "too-large" => PngFile.Of(5001, 1, 6, Rows(1, 4)),
        "jpeg" => [0xFF, 0xD8, 0xFF, 0xE0, .. new byte[100]],
        _ => File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(caller)!, "Cases", name)),
    };

    /// <summary>The image with texts, a position and a time among its chunks, and more after its end.</summary>
    internal static byte[] WithMetadata(byte[] png, byte[] secret)
    {
        var file = new MemoryStream();
        file.Write(png.AsSpan(0, 33));
        PngFile.WriteChunk(file, "tEXt", [.. "Comment\0"u8, .. secret]);
        PngFile.WriteChunk(file, "eXIf", secret);
        file.Write(png.AsSpan(33));
        file.Write(secret);
        return file.ToArray();
    }

    internal static IReadOnlyList<string> ChunksOf(byte[] png)
    {
        var chunks = new List<string>();
        for (var at = PngFile.Signature.Length; at < png.Length; at += BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at)) + 12)
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
}
