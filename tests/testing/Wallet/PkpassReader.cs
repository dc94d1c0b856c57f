using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Passinstance.Testing.Wallet;

/// <summary>A .pkpass taken apart, by code independent of the wallet engine.</summary>
public sealed class PkpassReader
{
    private PkpassReader(IReadOnlyDictionary<string, byte[]> files) => Files = files;

    /// <summary>Every entry of the archive by its path.</summary>
    public IReadOnlyDictionary<string, byte[]> Files { get; }

    /// <summary>pass.json.</summary>
    public JsonElement PassJson => Json("pass.json");

    /// <summary>manifest.json as signed.</summary>
    public ReadOnlyMemory<byte> Manifest => Files["manifest.json"];

    /// <summary>The detached signature over the manifest, PKCS#7 in DER.</summary>
    public ReadOnlyMemory<byte> Signature => Files["signature"];

    /// <summary>Reads an archive; throws when it is invalid, or has an entry twice.</summary>
    public static PkpassReader Read(byte[] pkpass)
    {
        using var archive = new ZipArchive(new MemoryStream(pkpass, writable: false), ZipArchiveMode.Read);
        var files = new Dictionary<string, byte[]>();
        foreach (var entry in archive.Entries)
        {
            using var content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            if (!files.TryAdd(entry.FullName, bytes.ToArray()))
                throw new InvalidDataException($"{entry.FullName} is in the archive twice.");
        }

        return new(files);
    }

    /// <summary>
    /// Errors in the manifest, recomputed from the files: a file it does not list, one it lists that is missing, a wrong SHA-1. Empty when
    /// it is correct. (The format requires SHA-1; the signature is what protects.)
    /// </summary>
    public IReadOnlyList<string> ManifestErrors()
    {
        var listed = Json("manifest.json").EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString());
        var errors = listed.Keys.Where(name => !Files.ContainsKey(name)).Select(name => $"{name} is listed but missing").ToList();
        foreach (var (name, content) in Files.Where(file => file.Key is not ("manifest.json" or "signature")))
        {
            if (!listed.TryGetValue(name, out var hash))
                errors.Add($"{name} is not listed");
#pragma warning disable CA5350 // Prescribed by the format, and only compared here.
            else if (hash != Convert.ToHexStringLower(SHA1.HashData(content)))
#pragma warning restore CA5350
                errors.Add($"{name} has another hash than listed");
        }

        return errors;
    }

    private JsonElement Json(string name)
    {
        using var document = JsonDocument.Parse(Files[name]);
        return document.RootElement.Clone();
    }
}
