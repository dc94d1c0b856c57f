using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple;

/// <summary>
/// Apple's certificate authorities, known by the SHA-256 fingerprints of the certificates that Apple publishes. The intermediate that
/// issues Pass Type ID certificates is included, so that a certificate alone is enough.
/// </summary>
public static class AppleAuthorities
{
    private const string Published = "https://www.apple.com/certificateauthority/";

    /// <summary>The code of the warning that a chain does not end in Apple's root.</summary>
    public const string NotAppleRootCode = "not_apple_root";

    private static readonly HashSet<string> Roots = new(StringComparer.OrdinalIgnoreCase)
    {
        // Apple Root CA, Apple Root CA - G2, Apple Root CA - G3.
        "B0B1730ECBC7FF4505142C49F1295E6EDA6BCAED7E2C68C5BE91B5A11001F024",
        "C2B9B042DD57830E7D117DAC55AC8AE19407D38E41D88F3215BC3A890444A050",
        "63343ABFB89A6A03EBB57E9B3F5FA7BE7C4F5C756F3017B3A8C488C3653E9179",
    };

    private static readonly HashSet<string> Intermediates = new(StringComparer.OrdinalIgnoreCase)
    {
        // Worldwide Developer Relations without a number, G2, G3, G4, G5, G6, G7 and G8, all issued by the roots above.
        "CE057691D730F89CA25E916F7335F4C8A15713DCD273A658C024023F8EB809C2",
        "9ED4B3B88C6A339CF1387895BDA9CA6EA31A6B5CE9EDF7511845923B0C8AC94C",
        "DCF21878C77F4198E4B4614F03D696D89C66C66008D4244E1B99161AAC91601F",
        "EA4757885538DD8CB59FF4556F676087D83C85E70902C122E42C0808B5BCE14C",
        "53FD008278E5A595FE1E908AE9C5E5675F26243264A5A6438C023E3CE2870760",
        "BDD4ED6E74691F0C2BFD01BE0296197AF1379E0418E2D300EFA9C3BEF642CA30",
        "0F570D7502373A2102E2106FAAA8FA4844944A07EE676198484F4D6CE15BEA47",
        "29901BADEA37C9F300CE9869956BEEB001D7E71BFFB2E2D9533E132A4E87E6BD",
    };

    private static readonly Lazy<IReadOnlyList<X509Certificate2>> Loaded = new(() => [Load("AppleWWDRCAG4.pem")]);

    /// <summary>Intermediates that need not be uploaded: Apple WWDR G4, which issues Pass Type ID certificates. Do not dispose.</summary>
    public static IReadOnlyList<X509Certificate2> Included => Loaded.Value;

    /// <summary>Whether a chain ends in a root of Apple.</summary>
    /// <param name="intermediate">The certificate that issued the Pass Type ID certificate.</param>
    /// <param name="others">What was sent with it: for an intermediate that is newer than this list, Apple's root must be among it.</param>
    public static bool IsApple(X509Certificate2 intermediate, IEnumerable<X509Certificate2> others) =>
        Intermediates.Contains(FingerprintOf(intermediate)) || FindRoot(intermediate, others) is not null;

    /// <summary>The warning about a chain that does not end in Apple's root.</summary>
    public static Finding NotAppleRoot() => new(FindingSeverity.Warning, "", NotAppleRootCode,
        "The certificate's chain does not end in a root of Apple: no device accepts its passes. Upload the certificate that Apple made; if "
        + $"an intermediate of Apple is newer than this version, send it with Apple's root as intermediates (both are at {Published}).");

    /// <summary>Apple's root among certificates, if it issued an intermediate.</summary>
    internal static X509Certificate2? FindRoot(X509Certificate2 intermediate, IEnumerable<X509Certificate2> others) =>
        CertificateIssuer.Find(intermediate, others.Where(other => Roots.Contains(FingerprintOf(other))));

    /// <summary>Where to get the intermediate that a certificate names as its issuer, as the end of a sentence.</summary>
    internal static string WhereToGet(X509Certificate2 certificate)
    {
        foreach (var part in certificate.IssuerName.EnumerateRelativeDistinguishedNames())
        {
            if (!part.HasMultipleElements && part.GetSingleElementType().Value == "2.5.4.11" && part.GetSingleElementValue() is { } unit
                && unit.Length is 2 or 3 && unit[0] == 'G' && unit[1..].All(char.IsAsciiDigit))
                return $"{Published}AppleWWDRCA{unit}.cer";
        }

        return Published;
    }

    private static string FingerprintOf(X509Certificate2 certificate) => certificate.GetCertHashString(HashAlgorithmName.SHA256);

    private static X509Certificate2 Load(string resource)
    {
        using var stream = typeof(AppleAuthorities).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return X509Certificate2.CreateFromPem(reader.ReadToEnd());
    }
}
