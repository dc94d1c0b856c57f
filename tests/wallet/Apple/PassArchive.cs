using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Passinstance.Wallet.Tests.Apple;

/// <summary>A pass as a stranger reads it: unzipped by the framework, every digest recomputed.</summary>
internal sealed class PassArchive
{
    public PassArchive(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive), ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in zip.Entries)
        {
            using Stream content = entry.Open();
            var bytes = new MemoryStream();
            content.CopyTo(bytes);
            Files.Add(entry.FullName, bytes.ToArray());
        }
    }

    public Dictionary<string, byte[]> Files { get; } = [];

    public JsonElement PassJson => JsonDocument.Parse(Files["pass.json"]).RootElement;

    public void AssertManifestIsComplete()
    {
        Dictionary<string, string> manifest = JsonSerializer.Deserialize<Dictionary<string, string>>(Files["manifest.json"])!;
        Assert.Equal(Files.Keys.Except(["manifest.json", "signature"]).Order(StringComparer.Ordinal), manifest.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, string digest) in manifest)
        {
            Assert.Equal(Convert.ToHexStringLower(SHA1.HashData(Files[name])), digest);
        }
    }
}
