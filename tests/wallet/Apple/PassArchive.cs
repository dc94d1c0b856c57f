using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Passinstance.Wallet.Tests.Apple;

/// <summary>A pass as another program reads it: unzipped by the framework, every digest recomputed.</summary>
internal sealed class PassArchive
{
    public PassArchive(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read);
        foreach (var entry in zip.Entries)
        {
            using var content = entry.Open();
            var bytes = new MemoryStream();
            content.CopyTo(bytes);
            Files.Add(entry.FullName, bytes.ToArray());
            Assert.Equal(entry.Crc32, Crc32(bytes.ToArray()));
            Assert.False(entry.FullName.EndsWith('/'), "An archive of a pass holds no folders of its own.");
        }
    }

    public Dictionary<string, byte[]> Files { get; } = [];

    public JsonElement PassJson => JsonDocument.Parse(Files["pass.json"]).RootElement;

    /// <summary>The checksum bit by bit: the framework's reader does not compare it.</summary>
    private static uint Crc32(byte[] content)
    {
        var crc = 0xFFFFFFFF;
        foreach (var value in content)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
        }

        return ~crc;
    }

    public void AssertManifestIsComplete()
    {
        var manifest = JsonSerializer.Deserialize<Dictionary<string, string>>(Files["manifest.json"])!;
        Assert.Equal(
            Files.Keys.Except(["manifest.json", "signature"]).Order(StringComparer.Ordinal), manifest.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, digest) in manifest)
            Assert.Equal(Convert.ToHexStringLower(SHA1.HashData(Files[name])), digest);
    }
}
