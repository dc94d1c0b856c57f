using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Passinstance.Wallet.Apple;

/// <summary>
/// Finds the intermediate that issued a certificate: by name and by its signature. Apple has several WWDR intermediates with
/// similar names, and a pass signed with the wrong one beside it does not open.
/// </summary>
internal static class CertificateIssuer
{
    /// <summary>To verify with a larger key takes long, and no authority has one.</summary>
    private const int MaxKeyBits = 8192;

    public static X509Certificate2? Find(X509Certificate2 certificate, IEnumerable<X509Certificate2> candidates) =>
        candidates.FirstOrDefault(candidate => Issued(candidate, certificate));

    private static bool Issued(X509Certificate2 issuer, X509Certificate2 certificate)
    {
        if (!issuer.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData))
            return false;
        var parts = new AsnReader(certificate.RawDataMemory, AsnEncodingRules.DER).ReadSequence();
        var signed = parts.ReadEncodedValue();
        parts.ReadEncodedValue();
        var signature = parts.ReadBitString(out _);
        if (HashOf(certificate.SignatureAlgorithm.Value) is { } hash)
        {
            using var key = issuer.GetRSAPublicKey();
            return key is { KeySize: <= MaxKeyBits } && key.VerifyData(signed.Span, signature, hash, RSASignaturePadding.Pkcs1);
        }

        if (EllipticHashOf(certificate.SignatureAlgorithm.Value) is not { } ellipticHash)
            return false;
        using var elliptic = issuer.GetECDsaPublicKey();
        return elliptic?.VerifyData(signed.Span, signature, ellipticHash, DSASignatureFormat.Rfc3279DerSequence) == true;
    }

    private static HashAlgorithmName? HashOf(string? signatureOid) => signatureOid switch
    {
        "1.2.840.113549.1.1.5" => HashAlgorithmName.SHA1,
        "1.2.840.113549.1.1.11" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static HashAlgorithmName? EllipticHashOf(string? signatureOid) => signatureOid switch
    {
        "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
