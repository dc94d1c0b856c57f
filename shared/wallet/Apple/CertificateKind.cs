using System.Security.Cryptography.X509Certificates;

namespace Passinstance.Wallet.Apple;

/// <summary>Tells a Pass Type ID certificate from the other certificates that people have in the same folder.</summary>
public static class CertificateKind
{
    private const string CommonNameOid = "2.5.4.3";
    private const string PassTypeExtension = "1.2.840.113635.100.6.1.16";
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private const int MaxName = 100;

    private const string MakeOne = "Make one at Apple under Certificates, Pass Type ID Certificate, and upload that.";

    // By the beginning of the common name, as Apple writes it.
    private static readonly (string Prefix, string What)[] Names =
    [
        ("Apple Push Services", "an APNs certificate of an app"),
        ("Apple Production IOS Push Services", "an APNs certificate of an app"),
        ("Apple Development IOS Push Services", "an APNs certificate of an app"),
        ("Apple Sandbox Push Services", "an APNs certificate of an app"),
        ("VoIP Services", "an APNs certificate of an app"),
        ("WatchKit Services", "an APNs certificate of an app"),
        ("Website Push ID", "a Website Push ID certificate"),
        ("Order Type ID", "an Order Type ID certificate, which signs orders"),
        ("Apple Pay", "an Apple Pay certificate of a merchant"),
        ("Merchant ID", "an Apple Pay certificate of a merchant"),
        ("Apple Development", "a developer's certificate, which signs apps"),
        ("Apple Distribution", "a developer's certificate, which signs apps"),
        ("iPhone Developer", "a developer's certificate, which signs apps"),
        ("iPhone Distribution", "a developer's certificate, which signs apps"),
        ("Mac Developer", "a developer's certificate, which signs apps"),
        ("3rd Party Mac Developer", "a developer's certificate, which signs apps"),
        ("Developer ID", "a developer's certificate, which signs apps"),
    ];

    /// <summary>What a certificate is and what to upload instead; null for a Pass Type ID certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    public static string? Mistake(X509Certificate2 certificate)
    {
        if (certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority))
        {
            return "This is the certificate of an authority"
                + $"{(NameOf(certificate) is { } name ? $" ({name})" : "")}, not a Pass Type ID certificate. "
                + "Send it as intermediates, beside the certificate that Apple made for your Pass Type ID.";
        }

        if (IsPassCertificate(certificate))
            return null;
        return WhatIs(certificate) is { } what
            ? $"This is {what}, not a Pass Type ID certificate. {MakeOne}"
            : $"The certificate is not for a Pass Type ID: its subject names none (UID=pass...). {MakeOne}";
    }

    /// <summary>Whether a certificate is for passes: by its subject, or by Apple's extension.</summary>
    /// <param name="certificate">The certificate.</param>
    public static bool IsPassCertificate(X509Certificate2 certificate) =>
        CertificateSubject.UserId(certificate)?.StartsWith("pass.", StringComparison.Ordinal) == true
        || certificate.Extensions.Any(extension => extension.Oid?.Value == PassTypeExtension);

    private static string? WhatIs(X509Certificate2 certificate)
    {
        if (NameOf(certificate) is { } name)
        {
            foreach (var (prefix, what) in Names)
            {
                if (name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
                    return $"{what} (\"{name}\")";
            }
        }

        return certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .Any(usage => usage.EnhancedKeyUsages.Cast<System.Security.Cryptography.Oid>().Any(oid => oid.Value == ServerAuthentication))
            ? "the certificate of a website"
            : null;
    }

    private static string? NameOf(X509Certificate2 certificate)
    {
        var name = CertificateSubject.Find(certificate, CommonNameOid);
        return name is null || name.Length > MaxName || name.Any(char.IsControl) ? null : name;
    }
}
