using System.IO.Hashing;
using System.Security.Cryptography;

namespace Passinstance.Wallet.Apple.Archive;

/// <summary>
/// The archive's last bytes, which differ from pass to pass: pass.json, manifest.json, signature, and the directory. All are stored, and
/// all but pass.json have a length known beforehand, so that each byte is written once, where it belongs.
/// </summary>
internal static class ArchiveTail
{
    private const int Sha1HexLength = 40;

    private static ReadOnlySpan<byte> PassName => "pass.json"u8;

    private static ReadOnlySpan<byte> ManifestName => "manifest.json"u8;

    private static ReadOnlySpan<byte> SignatureName => "signature"u8;

    /// <summary>Bytes of the tail of a pass whose pass.json has a given length.</summary>
    public static int Length(ArchivePrefix prefix, CmsTemplate cms, int passJsonLength) =>
        (3 * (ZipRecord.LocalHeaderLength + ZipRecord.DirectoryHeaderLength))
        + (2 * (PassName.Length + ManifestName.Length + SignatureName.Length))
        + passJsonLength + ManifestLength(prefix) + cms.Length + prefix.Directory.Length + ZipRecord.EndLength;

    /// <summary>Writes all but the RSA signature and the signature's CRC, and gives the hash to sign.</summary>
    /// <returns>Where the CMS signature stands in the tail.</returns>
    public static int WriteUnsigned(
        Span<byte> tail, ArchivePrefix prefix, CmsTemplate cms, ReadOnlySpan<byte> passJson, DateTimeOffset signingTime, Span<byte> hash)
    {
        var manifestLength = ManifestLength(prefix);
        var at = ZipRecord.WriteLocalHeader(
            tail, PassName, ZipRecord.Stored, Crc32.HashToUInt32(passJson), passJson.Length, passJson.Length);
        passJson.CopyTo(tail[at..]);
        at += passJson.Length;

        var manifestHeader = at;
        at += ZipRecord.LocalHeaderLength + ManifestName.Length;
        var manifest = tail.Slice(at, manifestLength);
        WriteManifest(manifest, prefix, passJson);
        ZipRecord.WriteLocalHeader(
            tail[manifestHeader..], ManifestName, ZipRecord.Stored, Crc32.HashToUInt32(manifest), manifestLength, manifestLength);
        at += manifestLength + ZipRecord.LocalHeaderLength + SignatureName.Length;

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(manifest, digest);
        cms.Fill(tail.Slice(at, cms.Length), digest, signingTime, hash);
        return at;
    }

    /// <summary>Writes what depends on the signature: its header and the directory.</summary>
    public static void Finish(Span<byte> tail, ArchivePrefix prefix, CmsTemplate cms, int passJsonLength, int signatureAt)
    {
        var manifestLength = ManifestLength(prefix);
        var manifestHeader = ZipRecord.LocalHeaderLength + PassName.Length + passJsonLength;
        var signatureHeader = signatureAt - SignatureName.Length - ZipRecord.LocalHeaderLength;
        var signatureCrc = Crc32.HashToUInt32(tail.Slice(signatureAt, cms.Length));
        ZipRecord.WriteLocalHeader(tail[signatureHeader..], SignatureName, ZipRecord.Stored, signatureCrc, cms.Length, cms.Length);

        var directory = signatureAt + cms.Length;
        var at = directory;
        prefix.Directory.CopyTo(tail[at..]);
        at += prefix.Directory.Length;
        var start = prefix.Bytes.Length;
        at += ZipRecord.WriteDirectoryHeader(tail[at..], PassName, ZipRecord.Stored, CrcOf(tail), passJsonLength, passJsonLength, start);
        at += ZipRecord.WriteDirectoryHeader(
            tail[at..], ManifestName, ZipRecord.Stored, CrcOf(tail[manifestHeader..]),
            manifestLength, manifestLength, start + manifestHeader);
        at += ZipRecord.WriteDirectoryHeader(
            tail[at..], SignatureName, ZipRecord.Stored, signatureCrc, cms.Length, cms.Length, start + signatureHeader);
        ZipRecord.WriteEnd(tail[at..], prefix.EntryCount + 3, at - directory, start + directory);
    }

    private static int ManifestLength(ArchivePrefix prefix) => prefix.Manifest.Length + Sha1HexLength + 2;

    private static void WriteManifest(Span<byte> manifest, ArchivePrefix prefix, ReadOnlySpan<byte> passJson)
    {
        prefix.Manifest.CopyTo(manifest);
        Span<byte> digest = stackalloc byte[SHA1.HashSizeInBytes];

        // Apple's manifest is made of SHA-1 digests; the signature over the manifest uses SHA-256.
#pragma warning disable CA5350
        SHA1.HashData(passJson, digest);
#pragma warning restore CA5350
        Convert.TryToHexStringLower(digest, manifest[prefix.Manifest.Length..], out _);
        "\"}"u8.CopyTo(manifest[^2..]);
    }

    /// <summary>The CRC in a local header already written.</summary>
    private static uint CrcOf(ReadOnlySpan<byte> localHeader) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(localHeader[14..]);
}
