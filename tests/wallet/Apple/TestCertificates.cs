using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Wallet.Apple;

namespace Passinstance.Wallet.Tests.Apple;

/// <summary>A root, an intermediate and a Pass Type ID certificate as Apple issues them, created in memory.</summary>
internal sealed class TestCertificates : IDisposable
{
    public const string PassTypeIdentifier = "pass.com.example.card";
    public const string TeamIdentifier = "TEAM123456789";

    /// <summary>Keys are slow to create and shared by all tests; each test has its own certificates.</summary>
    private static readonly Lazy<(RSA Root, RSA Intermediate, RSA Leaf)> Keys = new(
        () => (RSA.Create(2048), RSA.Create(2048), RSA.Create(2048)));

    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public TestCertificates(
        string passTypeIdentifier = PassTypeIdentifier, string teamIdentifier = TeamIdentifier, int keySize = 2048,
        DateTimeOffset? notAfter = null)
    {
        var rootKey = Keys.Value.Root;
        Root = Authority("CN=Test Root,O=Example", rootKey).CreateSelfSigned(From, From.AddYears(20));
        using var intermediate = Authority("CN=Test WWDR,OU=G4,O=Example,C=US", Keys.Value.Intermediate).Create(
            Root, From, From.AddYears(10), Serial());
        Intermediate = intermediate.CopyWithPrivateKey(Keys.Value.Intermediate);
        Key = RSA.Create();
        if (keySize == 2048)
            Key.ImportParameters(Keys.Value.Leaf.ExportParameters(includePrivateParameters: true));
        else
            Key.KeySize = keySize;
        var name = new X500DistinguishedNameBuilder();
        name.Add("0.9.2342.19200300.100.1.1", passTypeIdentifier);
        name.AddCommonName("Pass Type ID: " + passTypeIdentifier);
        name.AddOrganizationalUnitName(teamIdentifier);
        name.AddOrganizationName("Example");
        name.AddCountryOrRegion("US");
        var request = new CertificateRequest(name.Build(), Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        Leaf = request.Create(Intermediate, From, notAfter ?? From.AddYears(2), Serial());
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate { get; }

    public X509Certificate2 Leaf { get; }

    public RSA Key { get; }

    public AppleSigningIdentity Identity() =>
        AppleSigningIdentity.FromPem(Leaf.ExportCertificatePem(), Key.ExportPkcs8PrivateKeyPem(), Intermediate.ExportCertificatePem());

    public void Dispose()
    {
        Root.Dispose();
        Intermediate.Dispose();
        Leaf.Dispose();
        Key.Dispose();
    }

    private static CertificateRequest Authority(string name, RSA key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        return request;
    }

    private static byte[] Serial() => [0x00, .. RandomNumberGenerator.GetBytes(8)];
}
