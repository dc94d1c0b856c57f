using System.Buffers;
using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using System.Text;

namespace Passinstance.Wallet.Apple.Archive;

/// <summary>A file of the archive.</summary>
internal readonly record struct ArchiveFile(string Path, ReadOnlyMemory<byte> Content, bool Compress);

/// <summary>
/// The entries that all passes of a template share, as the archive's first bytes, with their part of the directory and of the manifest.
/// They come first so that their offsets are the same in every pass.
/// </summary>
internal sealed class ArchivePrefix
{
    public ArchivePrefix(IReadOnlyList<ArchiveFile> files)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var directory = new ArrayBufferWriter<byte>();
        var manifest = new StringBuilder("{");
        var places = new List<Range>(files.Count);
        foreach (var file in files)
        {
            var name = Encoding.ASCII.GetBytes(file.Path);
            var stored = file.Compress ? Deflate(file.Content) : file.Content;
            var method = stored.Length < file.Content.Length ? ZipRecord.Deflated : ZipRecord.Stored;
            if (method == ZipRecord.Stored)
                stored = file.Content;
            var crc = Crc32.HashToUInt32(file.Content.Span);
            var offset = bytes.WrittenCount;
            bytes.Advance(ZipRecord.WriteLocalHeader(
                bytes.GetSpan(ZipRecord.LocalHeaderLength + name.Length), name, method, crc, stored.Length, file.Content.Length));
            places.Add(bytes.WrittenCount..(bytes.WrittenCount + stored.Length));
            bytes.Write(stored.Span);
            var entry = directory.GetSpan(ZipRecord.DirectoryHeaderLength + name.Length);
            directory.Advance(ZipRecord.WriteDirectoryHeader(entry, name, method, crc, stored.Length, file.Content.Length, offset));
            manifest.Append('"').Append(file.Path).Append("\":\"").Append(Sha1Hex(file.Content.Span)).Append("\",");
        }

        Bytes = bytes.WrittenSpan.ToArray();
        Contents = [.. places.Select(place => (ReadOnlyMemory<byte>)Bytes.AsMemory(place))];
        Directory = directory.WrittenSpan.ToArray();
        Manifest = Encoding.ASCII.GetBytes(manifest.Append("\"pass.json\":\"").ToString());
        EntryCount = files.Count;
    }

    /// <summary>The entries.</summary>
    public byte[] Bytes { get; }

    /// <summary>Each file as it lies in <see cref="Bytes"/>, in the order they were given.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Contents { get; }

    /// <summary>Their directory headers.</summary>
    public byte[] Directory { get; }

    /// <summary>The manifest up to the digest of pass.json, which comes last.</summary>
    public byte[] Manifest { get; }

    /// <summary>How many entries there are.</summary>
    public int EntryCount { get; }

    private static string Sha1Hex(ReadOnlySpan<byte> content)
    {
        // Apple's manifest is made of SHA-1 digests; the signature over the manifest uses SHA-256.
#pragma warning disable CA5350
        return Convert.ToHexStringLower(SHA1.HashData(content));
#pragma warning restore CA5350
    }

    private static ReadOnlyMemory<byte> Deflate(ReadOnlyMemory<byte> content)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.SmallestSize, leaveOpen: true))
            deflate.Write(content.Span);
        return output.ToArray();
    }
}
