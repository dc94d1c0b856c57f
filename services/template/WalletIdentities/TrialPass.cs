using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text.Json;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// Signs a pass with an uploaded identity and checks it as a device does: the hashes of the manifest, the signature over it, and that the
/// signer is the certificate. The pass is thrown away.
/// </summary>
internal static class TrialPass
{
    internal static bool IsValid(AppleSigningIdentity identity, DateTimeOffset now)
    {
        var template = new WalletTemplate
        {
            Description = "Trial",
            OrganizationName = "Trial",
            PassType = PassType.Generic,
            PassTypeIdentifier = identity.PassTypeIdentifier,
            TeamIdentifier = identity.TeamIdentifier,
        };
        var pass = new WalletPass { SerialNumber = "trial" };
        try
        {
            var file = new ArrayBufferWriter<byte>();
            PreparedPassTemplate.Prepare(template, [], identity).Write(pass, now, file);
            return IsSigned(file.WrittenSpan.ToArray(), identity);
        }
        catch (Exception exception) when (exception
            is CryptographicException or InvalidDataException or InvalidWalletTemplateException or AppleIdentityException)
        {
            return false;
        }
    }

    private static bool IsSigned(byte[] file, AppleSigningIdentity identity)
    {
        using var archive = new ZipArchive(new MemoryStream(file, writable: false), ZipArchiveMode.Read);
        var files = archive.Entries.ToDictionary(entry => entry.FullName, Read, StringComparer.Ordinal);
        var manifest = JsonSerializer.Deserialize<Dictionary<string, string>>(files["manifest.json"])!;
        if (manifest.Count != files.Count - 2 || manifest.Any(entry => HashOf(files[entry.Key]) != entry.Value))
            return false;
        var cms = new SignedCms(new ContentInfo(files["manifest.json"]), detached: true);
        cms.Decode(files["signature"]);
        cms.CheckSignature(verifySignatureOnly: true);
        return cms.SignerInfos is [{ Certificate: { } signer }]
            && signer.RawDataMemory.Span.SequenceEqual(identity.Certificate.RawDataMemory.Span)
            && cms.Certificates.Any(one => one.RawDataMemory.Span.SequenceEqual(identity.Intermediate.RawDataMemory.Span));
    }

#pragma warning disable CA5350 // Prescribed by the format.
    private static string HashOf(byte[] content) => Convert.ToHexStringLower(SHA1.HashData(content));
#pragma warning restore CA5350

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using var content = entry.Open();
        using var bytes = new MemoryStream();
        content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
