using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Apple;

/// <summary>What a file that was uploaded as a certificate or a key holds.</summary>
public enum CredentialKind
{
    /// <summary>Something else.</summary>
    Unknown,

    /// <summary>Nothing.</summary>
    Empty,

    /// <summary>A PKCS#12 file (.p12, .pfx).</summary>
    Pkcs12,

    /// <summary>A certificate (.cer, .crt, .pem).</summary>
    Certificate,

    /// <summary>A certificate request (.csr, .certSigningRequest).</summary>
    CertificateRequest,

    /// <summary>A private key, not encrypted.</summary>
    PrivateKey,

    /// <summary>A private key with a password.</summary>
    EncryptedPrivateKey,

    /// <summary>A private key on an elliptic curve, as in APNs keys (.p8).</summary>
    EllipticPrivateKey,

    /// <summary>A public key.</summary>
    PublicKey,

    /// <summary>A list of certificates (PKCS#7, .p7b).</summary>
    Pkcs7,

    /// <summary>A provisioning profile.</summary>
    ProvisioningProfile,

    /// <summary>A ZIP archive, such as a pass.</summary>
    Archive,

    /// <summary>The key file of a Google service account.</summary>
    GoogleKey,

    /// <summary>A key of OpenSSH.</summary>
    SshKey,

    /// <summary>A key store of Java.</summary>
    JavaKeyStore,

    /// <summary>A web page.</summary>
    WebPage,
}

/// <summary>A part of an uploaded file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Content">Its bytes in DER where it has some, else the file.</param>
public sealed record CredentialPart(CredentialKind Kind, ReadOnlyMemory<byte> Content);

/// <summary>
/// Finds out what an uploaded file is by its content: PEM, base64 or DER, whatever its name says. Nothing is decrypted.
/// </summary>
public static class CredentialFile
{
    private const int MaxParts = 20;
    private const string RsaOid = "1.2.840.113549.1.1.1";
    private const string DataOid = "1.2.840.113549.1.7.1";
    private const string SignedDataOid = "1.2.840.113549.1.7.2";

    /// <summary>The parts of a file: several in PEM, else one.</summary>
    /// <param name="file">The file. The caller bounds its size.</param>
    public static IReadOnlyList<CredentialPart> Read(ReadOnlyMemory<byte> file)
    {
        if (file.IsEmpty)
            return [new CredentialPart(CredentialKind.Empty, file)];
        var kind = KindOfBytes(file.Span);
        if (kind is not CredentialKind.Unknown)
            return [new CredentialPart(kind, file)];
        return TextOf(file.Span) is { } text ? ReadText(text) : [new CredentialPart(CredentialKind.Unknown, file)];
    }

    /// <summary>The parts of a text.</summary>
    /// <param name="text">PEM, base64, or something else.</param>
    public static IReadOnlyList<CredentialPart> ReadText(string text)
    {
        var trimmed = PastedText.Trim(text);
        if (trimmed.Length == 0)
            return [new CredentialPart(CredentialKind.Empty, default)];
        if (trimmed.Contains("-----BEGIN ", StringComparison.Ordinal))
            return ReadPem(PastedText.Pem(text));
        if (KindOfText(trimmed) is { } kind and not CredentialKind.Unknown)
            return [new CredentialPart(kind, default)];
        var base64 = PastedText.Base64(trimmed);
        var bytes = new byte[(base64.Length * 3 / 4) + 3];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return [new CredentialPart(CredentialKind.Unknown, default)];
        var content = bytes.AsMemory(0, length);
        return [new CredentialPart(KindOfBytes(content.Span), content)];
    }

    /// <summary>What a part is, and what to send instead where it is no part of a signing identity.</summary>
    /// <param name="kind">What it is.</param>
    public static string Describe(CredentialKind kind) => kind switch
    {
        CredentialKind.Empty => "The file is empty. Send the .p12, or the certificate and its private key.",
        CredentialKind.Pkcs12 => "This is a PKCS#12 file (.p12). Send it as pkcs12, in base64, with its password.",
        CredentialKind.Certificate => "This is a certificate. Send it as certificate, with its private key.",
        CredentialKind.CertificateRequest =>
            "This is a certificate request: upload it at Apple, and send the certificate that Apple makes from it.",
        CredentialKind.PrivateKey => "This is a private key. Send it as privateKey, with the certificate that Apple made for it.",
        CredentialKind.EncryptedPrivateKey =>
            "The private key is encrypted: send it without its password (openssl pkey -in key.pem -out plain.pem), or send a .p12.",
        CredentialKind.EllipticPrivateKey =>
            "This is an EC key, as in a .p8 file for APNs: Apple's Pass Type ID certificates use RSA with 2048 bits. "
            + "Send the key that the certificate request was made with.",
        CredentialKind.PublicKey => "This is a public key: send the private key that the certificate request was made with.",
        CredentialKind.Pkcs7 =>
            "This is a PKCS#7 file (.p7b), which holds certificates and no key. Send the .cer that Apple made for your Pass Type ID.",
        CredentialKind.ProvisioningProfile =>
            "This is a provisioning profile of an app. Send the certificate that Apple made for your Pass Type ID.",
        CredentialKind.Archive => "This is a ZIP archive or a pass. Send the certificate that passes are signed with.",
        CredentialKind.GoogleKey =>
            "This is the key file of a Google service account. Send it to POST /wallet-identities/google as serviceAccountKey.",
        CredentialKind.SshKey =>
            "This is a key of OpenSSH. Send the private key that the certificate request was made with, in PEM.",
        CredentialKind.JavaKeyStore => "This is a key store of Java. Convert it with keytool -importkeystore to PKCS12 and send that.",
        CredentialKind.WebPage =>
            "This is a web page, not a certificate: the download at Apple did not succeed. Sign in there and download it again.",
        _ => "This is neither a certificate nor a key. Send a .p12, or the certificate (.cer or PEM) and its private key in PEM.",
    };

    private static List<CredentialPart> ReadPem(string pem)
    {
        var parts = new List<CredentialPart>();
        for (var rest = pem.AsSpan(); parts.Count < MaxParts && PemEncoding.TryFind(rest, out var fields);)
        {
            var content = new byte[fields.DecodedDataLength];
            var isRead = Convert.TryFromBase64Chars(rest[fields.Base64Data], content, out _);
            parts.Add(new CredentialPart(KindOfLabel(rest[fields.Label], isRead ? content : []), isRead ? content : default));
            rest = rest[fields.Location.End..];
        }

        // Parameters of a curve stand before its key.
        if (parts.Exists(part => part.Kind is not CredentialKind.Unknown))
            parts.RemoveAll(part => part.Kind is CredentialKind.Unknown);
        return parts.Count > 0 ? parts
            : [new CredentialPart(
                pem.Contains("ENCRYPTED", StringComparison.Ordinal)
                    ? CredentialKind.EncryptedPrivateKey : CredentialKind.Unknown, default)];
    }

    // The label of an old encrypted key is that of an open one; its headers follow, and it is found by them alone.
    private static CredentialKind KindOfLabel(ReadOnlySpan<char> label, ReadOnlySpan<byte> content)
    {
        switch (label)
        {
            case "CERTIFICATE" or "X509 CERTIFICATE" or "TRUSTED CERTIFICATE":
                return CredentialKind.Certificate;
            case "CERTIFICATE REQUEST" or "NEW CERTIFICATE REQUEST":
                return CredentialKind.CertificateRequest;
            case "PUBLIC KEY" or "RSA PUBLIC KEY":
                return CredentialKind.PublicKey;
            case "ENCRYPTED PRIVATE KEY":
                return CredentialKind.EncryptedPrivateKey;
            case "EC PRIVATE KEY":
                return CredentialKind.EllipticPrivateKey;
            case "PKCS7" or "CMS":
                return CredentialKind.Pkcs7;
            case "OPENSSH PRIVATE KEY":
                return CredentialKind.SshKey;
            case "PRIVATE KEY" or "RSA PRIVATE KEY":
                return KindOfBytes(content) is var kind && kind is CredentialKind.EllipticPrivateKey ? kind : CredentialKind.PrivateKey;
            default:
                return CredentialKind.Unknown;
        }
    }

    private static CredentialKind KindOfText(string text) =>
        text[0] == '{'
            ? text.Contains("service_account", StringComparison.Ordinal) || text.Contains("external_account", StringComparison.Ordinal)
                ? CredentialKind.GoogleKey : CredentialKind.Unknown
            : text[0] == '<' ? text.Contains("mobileconfig", StringComparison.OrdinalIgnoreCase) ? CredentialKind.ProvisioningProfile
                : CredentialKind.WebPage
            : text.StartsWith("ssh-", StringComparison.Ordinal) ? CredentialKind.SshKey
            : CredentialKind.Unknown;

    private static CredentialKind KindOfBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("PK\u0003\u0004"u8))
            return CredentialKind.Archive;
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xED, 0xFE, 0xED]))
            return CredentialKind.JavaKeyStore;
        if (bytes.IsEmpty || bytes[0] != 0x30)
            return CredentialKind.Unknown;
        try
        {
            return KindOfDer(bytes);
        }
        catch (Exception exception) when (exception is AsnContentException or InvalidOperationException)
        {
            return CredentialKind.Unknown;
        }
    }

    private static CredentialKind KindOfDer(ReadOnlySpan<byte> der)
    {
        AsnDecoder.ReadSequence(der, AsnEncodingRules.BER, out var at, out var length, out _);
        var content = der.Slice(at, length);
        var first = Asn1Tag.Decode(content, out _);
        if (first.HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
        {
            return AsnDecoder.ReadObjectIdentifier(content, AsnEncodingRules.BER, out _) != SignedDataOid ? CredentialKind.Unknown
                : der.IndexOf("<plist"u8) >= 0 ? CredentialKind.ProvisioningProfile : CredentialKind.Pkcs7;
        }

        if (first.HasSameClassAndValue(Asn1Tag.Integer))
        {
            var version = AsnDecoder.ReadIntegerBytes(content, AsnEncodingRules.BER, out var read);
            var isSmall = version.Length == 1;
            var isThree = isSmall && version[0] == 3;
            content = content[read..];
            var second = Asn1Tag.Decode(content, out _);
            if (second.HasSameClassAndValue(Asn1Tag.PrimitiveOctetString))
                return CredentialKind.EllipticPrivateKey;
            if (second.HasSameClassAndValue(Asn1Tag.Integer))
                return CredentialKind.PrivateKey;
            AsnDecoder.ReadSequence(content, AsnEncodingRules.BER, out at, out length, out _);
            var oid = AsnDecoder.ReadObjectIdentifier(content.Slice(at, length), AsnEncodingRules.BER, out _);
            return isThree || oid is DataOid or SignedDataOid ? CredentialKind.Pkcs12
                : oid == RsaOid ? CredentialKind.PrivateKey : CredentialKind.EllipticPrivateKey;
        }

        // A certificate, a request, a public key or an encrypted key begin with a sequence.
        AsnDecoder.ReadSequence(content, AsnEncodingRules.BER, out at, out length, out var consumed);
        var inner = content.Slice(at, length);
        var head = Asn1Tag.Decode(inner, out _);
        if (head.HasSameClassAndValue(Asn1Tag.ObjectIdentifier))
        {
            return Asn1Tag.Decode(content[consumed..], out _).HasSameClassAndValue(Asn1Tag.PrimitiveBitString)
                ? CredentialKind.PublicKey : CredentialKind.EncryptedPrivateKey;
        }

        if (head.HasSameClassAndValue(new Asn1Tag(TagClass.ContextSpecific, 0)))
            return CredentialKind.Certificate;
        // The first version of certificates has a serial number here, and then an algorithm; a request has its version, and then a name.
        AsnDecoder.ReadIntegerBytes(inner, AsnEncodingRules.BER, out consumed);
        inner = inner[consumed..];
        AsnDecoder.ReadSequence(inner, AsnEncodingRules.BER, out at, out length, out _);
        return length > 0 && Asn1Tag.Decode(inner[at..], out _).HasSameClassAndValue(Asn1Tag.ObjectIdentifier)
            ? CredentialKind.Certificate : CredentialKind.CertificateRequest;
    }

    private static string? TextOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return Encoding.Unicode.GetString(bytes);
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return Encoding.BigEndianUnicode.GetString(bytes);
        return bytes.Contains((byte)0) ? null : Encoding.UTF8.GetString(bytes);
    }
}
