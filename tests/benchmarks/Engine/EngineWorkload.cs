using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;

namespace Passinstance.Benchmarks.Engine;

/// <summary>
/// One store card with about 150 kB of images. From pass to pass the serial number, the token, three values and the barcode change. The
/// passes themselves are made beforehand, so that what is measured is the engine.
/// </summary>
internal sealed class EngineWorkload : IDisposable
{
    private const int DistinctPasses = 1024;
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public EngineWorkload()
    {
        using RSA rootKey = RSA.Create(2048);
        using X509Certificate2 root = Authority("CN=Benchmark Root", rootKey).CreateSelfSigned(From, From.AddYears(20));
        using RSA intermediateKey = RSA.Create(2048);
        Intermediate = Authority("CN=Benchmark WWDR,OU=G4", intermediateKey).Create(root, From, From.AddYears(10), Serial());
        using X509Certificate2 issuer = Intermediate.CopyWithPrivateKey(intermediateKey);
        Key = RSA.Create(2048);
        var name = new X500DistinguishedNameBuilder();
        name.Add("0.9.2342.19200300.100.1.1", "pass.com.example.card");
        name.AddCommonName("Pass Type ID: pass.com.example.card");
        name.AddOrganizationalUnitName("TEAM123456");
        var request = new CertificateRequest(name.Build(), Key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 leaf = request.Create(issuer, From, From.AddYears(2), Serial());
        Certificate = leaf.CopyWithPrivateKey(Key);
        Identity = AppleSigningIdentity.FromPem(
            leaf.ExportCertificatePem(), Key.ExportPkcs8PrivateKeyPem(), Intermediate.ExportCertificatePem());
        Prepared = PreparedPassTemplate.Prepare(Template, Images, Identity);
        Google = PreparedGoogleTemplate.Prepare(Template, "3388000000022000000", "tpl_01jd5h1x9hf0c8n4wz3k2m1q0v");
        Account = GoogleServiceAccount.FromPem("wallet@example.iam.gserviceaccount.com", Key.ExportPkcs8PrivateKeyPem(), "key-1");
        Passes = [.. Enumerable.Range(0, DistinctPasses).Select(Pass)];
    }

    public static DateTimeOffset SigningTime { get; } = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public WalletTemplate Template { get; } = new()
    {
        Description = "Loyalty card",
        PassType = PassType.StoreCard,
        OrganizationName = "Example Coffee",
        TeamIdentifier = "TEAM123456",
        PassTypeIdentifier = "pass.com.example.card",
        BackgroundColor = "#1f2937",
        ForegroundColor = "#ffffff",
        LabelColor = "#9ca3af",
        LogoText = "Example",
        Layout = new PassLayout
        {
            HeaderFields = [new PassField { Key = "points", Label = "POINTS", ChangeMessage = "You have %@ points" }],
            SecondaryFields = [new PassField { Key = "member", Label = "MEMBER" }, new PassField { Key = "tier", Label = "TIER" }],
            BackFields = [new PassField { Key = "terms", Label = "TERMS", Value = "See the site." }],
        },
        Google = new GoogleTemplate { LogoUrl = "https://example.com/logo.png" },
    };

    public PassImage[] Images { get; } =
    [
        Noise("icon", 29, 29), Noise("icon@2x", 58, 58), Noise("icon@3x", 87, 87), Noise("logo", 50, 50), Noise("logo@2x", 100, 60),
        Noise("logo@3x", 120, 80), Noise("strip", 90, 42), Noise("strip@2x", 90, 40),
    ];

    public X509Certificate2 Certificate { get; }

    public X509Certificate2 Intermediate { get; }

    public RSA Key { get; }

    public AppleSigningIdentity Identity { get; }

    public PreparedPassTemplate Prepared { get; }

    public PreparedGoogleTemplate Google { get; }

    public GoogleServiceAccount Account { get; }

    public WalletPass[] Passes { get; }

    public int ImageBytes => Images.Sum(i => i.Content.Length);

    public void Dispose()
    {
        Account.Dispose();
        Identity.Dispose();
        Certificate.Dispose();
        Intermediate.Dispose();
        Key.Dispose();
    }

    private static WalletPass Pass(int number) => new()
    {
        SerialNumber = string.Create(CultureInfo.InvariantCulture, $"CARD-{number:000000}"),
        AuthenticationToken = string.Create(CultureInfo.InvariantCulture, $"0123456789abcdef{number:000000}"),
        WebServiceUrl = "https://wallet.example.com/wallet/apple",
        BarcodeFormat = BarcodeFormat.Qr,
        BarcodeMessage = string.Create(CultureInfo.InvariantCulture, $"CARD-{number:000000}-GOLD"),
        Fields =
        {
            ["points"] = new FieldValue { Value = number },
            ["member"] = new FieldValue { Value = string.Create(CultureInfo.InvariantCulture, $"Member {number}") },
            ["tier"] = new FieldValue { Value = number % 3 == 0 ? "Gold" : "Silver" },
        },
    };

    /// <summary>Noise does not compress: the file is as large as its pixels, like a photograph.</summary>
    private static PassImage Noise(string name, int width, int height)
    {
        var random = new Random(width * 1000 + height);
        var pixels = new byte[width * height * 4];
        random.NextBytes(pixels);
        return new PassImage(name, null, PngWriter.Write(width, height, pixels));
    }

    private static CertificateRequest Authority(string name, RSA key)
    {
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, critical: true));
        return request;
    }

    private static byte[] Serial() => [0x00, .. RandomNumberGenerator.GetBytes(8)];
}
