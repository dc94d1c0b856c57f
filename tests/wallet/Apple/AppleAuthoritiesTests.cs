using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Wallet.Apple;

namespace Passinstance.Wallet.Tests.Apple;

[Trait("Category", "Unit")]
public sealed class AppleAuthoritiesTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public void The_intermediate_that_is_included_is_the_one_that_Apple_publishes()
    {
        var included = Assert.Single(AppleAuthorities.Included);
        Assert.Equal(
            "EA4757885538DD8CB59FF4556F676087D83C85E70902C122E42C0808B5BCE14C", included.GetCertHashString(HashAlgorithmName.SHA256));
        Assert.Contains("OU=G4", included.Subject, StringComparison.Ordinal);
        Assert.Contains("CN=Apple Root CA", included.Issuer, StringComparison.Ordinal);
        Assert.True(AppleAuthorities.IsApple(included, []));
    }

    [Fact]
    public void An_authority_with_the_names_of_Apple_is_not_Apple()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            AppleAuthorities.Included[0].IssuerName, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var root = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        using var identity = _certificates.Identity();

        Assert.False(AppleAuthorities.IsApple(root, [root]));
        Assert.False(identity.IsApple);
        Assert.Null(identity.AppleRoot);
    }

    [Fact]
    public void A_missing_intermediate_is_named_with_its_address()
    {
        var exception = Assert.Throws<AppleIdentityException>(() => AppleSigningIdentity.FromPem(
            _certificates.Leaf.ExportCertificatePem(), _certificates.Key.ExportPkcs8PrivateKeyPem(), null));
        Assert.Contains("https://www.apple.com/certificateauthority/AppleWWDRCAG4.cer", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_known_by_its_content()
    {
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var key = _certificates.Key;
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var withKey = _certificates.Leaf.CopyWithPrivateKey(key);
        foreach (var (kind, content) in ((CredentialKind, byte[])[])[
            (CredentialKind.Empty, []),
            (CredentialKind.Pkcs12, withKey.Export(X509ContentType.Pkcs12, "x")!),
            (CredentialKind.Certificate, _certificates.Leaf.RawData),
            (CredentialKind.CertificateRequest, request.CreateSigningRequest()),
            (CredentialKind.PrivateKey, key.ExportPkcs8PrivateKey()),
            (CredentialKind.PrivateKey, key.ExportRSAPrivateKey()),
            (CredentialKind.EncryptedPrivateKey, key.ExportEncryptedPkcs8PrivateKey(
                "x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000))),
            (CredentialKind.EllipticPrivateKey, elliptic.ExportPkcs8PrivateKey()),
            (CredentialKind.EllipticPrivateKey, elliptic.ExportECPrivateKey()),
            (CredentialKind.PublicKey, key.ExportSubjectPublicKeyInfo()),
            (CredentialKind.Unknown, [0x30, 0x03, 0x02, 0x01]),
            (CredentialKind.Unknown, [0x30, 0x80]),
            (CredentialKind.Unknown, "hello, world"u8.ToArray())])
        {
            Assert.Equal(kind, Assert.Single(CredentialFile.Read(content)).Kind);
            // The same pasted as base64; there what is nothing stays nothing.
            if (kind is not CredentialKind.Unknown)
                Assert.Equal(kind, Assert.Single(CredentialFile.ReadText(" " + Convert.ToBase64String(content) + "\r\n")).Kind);
        }
    }

    [Fact]
    public void Damaged_files_are_never_more_than_unknown()
    {
        var random = new Random(4711);
        using var withKey = _certificates.Leaf.CopyWithPrivateKey(_certificates.Key);
        foreach (var file in (byte[][])[withKey.Export(X509ContentType.Pkcs12, "x")!, _certificates.Leaf.RawData])
        {
            for (var i = 0; i < 2000; i++)
            {
                var damaged = file[..random.Next(1, file.Length)];
                damaged[random.Next(Math.Min(40, damaged.Length))] = (byte)random.Next(256);
                Assert.NotEmpty(CredentialFile.Read(damaged));
            }
        }
    }
}
