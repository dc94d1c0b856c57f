using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Passinstance.Simulators.Apns;

namespace Passinstance.Simulators.Phone;

/// <summary>Wallet rejects a pass.</summary>
public sealed class PassRefusedException(string message) : Exception(message);

/// <summary>A .pkpass as Wallet reads it: an object exists only when manifest, signature and certificates are valid.</summary>
public sealed class PassFile
{
    private static readonly string[] Styles = ["boardingPass", "coupon", "eventTicket", "generic", "storeCard", "posterGeneric"];

    private PassFile(JsonElement pass) => PassJson = pass;

    /// <summary>pass.json.</summary>
    public JsonElement PassJson { get; }

    /// <summary>The pass type.</summary>
    public string PassTypeIdentifier => Text("passTypeIdentifier");

    /// <summary>The serial number.</summary>
    public string SerialNumber => Text("serialNumber");

    /// <summary>The phone's credential.</summary>
    public string AuthenticationToken => Text("authenticationToken");

    /// <summary>Address of the web service for updates.</summary>
    public string WebServiceUrl => Text("webServiceURL");

    /// <summary>Whether it was voided.</summary>
    public bool IsVoid => PassJson.TryGetProperty("voided", out var voided) && voided.ValueKind == JsonValueKind.True;

    /// <summary>Reads and checks a pass.</summary>
    /// <param name="content">The archive.</param>
    /// <param name="roots">The only trusted roots.</param>
    /// <exception cref="PassRefusedException">The pass is invalid; the message says why.</exception>
    public static PassFile Read(byte[] content, X509Certificate2Collection roots)
    {
        var files = Unpack(content);
        byte[] File(string name) => files.TryGetValue(name, out var bytes) ? bytes : throw new PassRefusedException($"{name} is missing.");
        CheckManifest(files, File("manifest.json"));
        using var document = JsonDocument.Parse(File("pass.json"));
        var pass = new PassFile(document.RootElement.Clone());
        _ = File("icon.png");
        pass.CheckSignature(File("signature"), File("manifest.json"), roots);
        return pass;
    }

    /// <summary>
    /// The notifications that Wallet shows when this pass replaces <paramref name="older"/>: change messages of fields whose value differs.
    /// </summary>
    public IEnumerable<string> ChangesSince(PassFile older)
    {
        var before = older.Fields().ToDictionary(field => field.Key, field => field.Value);
        foreach (var (key, value, message) in Fields())
        {
            if (message is not null && before.TryGetValue(key, out var was) && was != value)
                yield return message.Replace("%@", value, StringComparison.Ordinal);
        }
    }

    private IEnumerable<(string Key, string Value, string? ChangeMessage)> Fields() =>
        from style in Styles
        where PassJson.TryGetProperty(style, out _)
        from fields in PassJson.GetProperty(style).EnumerateObject()
        where fields.Value.ValueKind == JsonValueKind.Array
        from field in fields.Value.EnumerateArray()
        select (field.GetProperty("key").GetString()!, field.GetProperty("value").ToString(),
            field.TryGetProperty("changeMessage", out var message) ? message.GetString() : null);

    private string Text(string name) => PassJson.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
        ? value.GetString()! : throw new PassRefusedException($"{name} is missing.");

    private static Dictionary<string, byte[]> Unpack(byte[] content)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
            var files = new Dictionary<string, byte[]>();
            foreach (var entry in archive.Entries)
            {
                using var stream = entry.Open();
                using var bytes = new MemoryStream();
                stream.CopyTo(bytes);
                if (!files.TryAdd(entry.FullName, bytes.ToArray()))
                    throw new PassRefusedException($"{entry.FullName} is in the archive twice.");
            }

            return files;
        }
        catch (InvalidDataException exception)
        {
            throw new PassRefusedException($"It is no archive: {exception.Message}");
        }
    }

    private static void CheckManifest(Dictionary<string, byte[]> files, byte[] manifest)
    {
        using var document = JsonDocument.Parse(manifest);
        var listed = document.RootElement.EnumerateObject().ToDictionary(entry => entry.Name, entry => entry.Value.GetString());
        foreach (var (name, content) in files.Where(file => file.Key is not ("manifest.json" or "signature")))
        {
#pragma warning disable CA5350 // Prescribed by the format; the signature is what protects.
            if (!listed.Remove(name, out var hash) || hash != Convert.ToHexStringLower(SHA1.HashData(content)))
#pragma warning restore CA5350
                throw new PassRefusedException($"{name} does not match the manifest.");
        }

        if (listed.Count > 0)
            throw new PassRefusedException($"{listed.Keys.First()} is in the manifest only.");
    }

    private void CheckSignature(byte[] signature, byte[] manifest, X509Certificate2Collection roots)
    {
        var signed = new SignedCms(new ContentInfo(manifest), detached: true);
        try
        {
            signed.Decode(signature);
            signed.CheckSignature(verifySignatureOnly: true);
        }
        catch (CryptographicException exception)
        {
            throw new PassRefusedException($"The signature is wrong: {exception.Message}");
        }

        var leaf = signed.SignerInfos[0].Certificate ?? throw new PassRefusedException("The signer's certificate is missing.");
        if (!ApnsCertificates.LeadsTo(roots, leaf, signed.Certificates))
            throw new PassRefusedException("The certificate leads to no root that is trusted.");
        if (ApnsCertificates.UserId(leaf) != PassTypeIdentifier || ApnsCertificates.Part(leaf, "2.5.4.11") != Text("teamIdentifier"))
            throw new PassRefusedException("The certificate is another pass type's or team's.");
    }
}
