using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Testing.Wallet;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

[Trait("Category", "Integration")]
public sealed class SigningIdentityTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public void The_identity_reads_pass_type_and_team_from_the_certificate()
    {
        using var identity = _certificates.Identity();
        Assert.Equal(TestCertificates.PassTypeIdentifier, identity.PassTypeIdentifier);
        Assert.Equal(TestCertificates.TeamIdentifier, identity.TeamIdentifier);
        Assert.Equal(2028, identity.NotAfter.Year);
    }

    [Fact]
    public async Task A_pkcs12_file_signs_like_the_pem_texts()
    {
        using var withKey = _certificates.Leaf.CopyWithPrivateKey(_certificates.Key);
        var pkcs12 = new X509Certificate2Collection { withKey, new X509Certificate2(_certificates.Intermediate) }.Export(
            X509ContentType.Pkcs12, "secret")!;
        using var identity = AppleSigningIdentity.FromPkcs12(pkcs12, "secret");
        await AssertVerifiesAsync(identity);
        using var elsewhere = AppleSigningIdentity.FromPkcs12(
            withKey.Export(X509ContentType.Pkcs12, "secret"), "secret", [_certificates.Intermediate]);
        await AssertVerifiesAsync(elsewhere);
        Assert.Contains("password", Assert.Throws<AppleIdentityException>(
            () => AppleSigningIdentity.FromPkcs12(pkcs12, "wrong")).Message, StringComparison.Ordinal);
        Assert.Throws<AppleIdentityException>(() => AppleSigningIdentity.FromPkcs12(pkcs12.AsMemory(0, 100), "secret"));
        var noKey = new X509Certificate2Collection { _certificates.Leaf }.Export(X509ContentType.Pkcs12, "secret")!;
        Assert.Contains("no private key", Assert.Throws<AppleIdentityException>(
            () => AppleSigningIdentity.FromPkcs12(noKey, "secret")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pkcs12_file_as_keychain_access_exports_it_is_read()
    {
        var legacy = await OpenSsl.LegacyPkcs12Async(
            _certificates.Leaf.ExportCertificatePem() + "\n" + _certificates.Intermediate.ExportCertificatePem(),
                _certificates.Key.ExportPkcs8PrivateKeyPem(), "secret");
        using var identity = AppleSigningIdentity.FromPkcs12(legacy, "secret");
        await AssertVerifiesAsync(identity);
    }

    [Fact]
    public async Task An_external_signer_signs_with_its_own_key()
    {
        using var identity = AppleSigningIdentity.FromExternalSigner(
            _certificates.Leaf, [_certificates.Intermediate], new Signer(_certificates.Key));
        await AssertVerifiesAsync(identity);
        var prepared = Prepare(identity);
        var stream = new MemoryStream();
        await prepared.WriteAsync(RichPasses.Of("minimal").Pass, RichPasses.Signed, stream, CancellationToken.None);
        Assert.Equal(Archives.Write(prepared, RichPasses.Of("minimal").Pass), stream.ToArray());
    }

    [Fact]
    public void An_external_signer_with_another_key_is_rejected()
    {
        using var other = RSA.Create(2048);
        var exception = Assert.Throws<AppleIdentityException>(
            () => AppleSigningIdentity.FromExternalSigner(_certificates.Leaf, [_certificates.Intermediate], new Signer(other)));
        Assert.Contains("own key", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_of_another_certificate_is_rejected()
    {
        using var other = RSA.Create(2048);
        Assert.Contains("does not belong", Refused(_certificates.Leaf, other, _certificates.Intermediate), StringComparison.Ordinal);
    }

    [Fact]
    public void An_intermediate_that_did_not_issue_the_certificate_is_rejected_even_under_the_same_name()
    {
        using var others = new TestCertificates();
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(
            _certificates.Intermediate.SubjectName, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var impostor = request.CreateSelfSigned(_certificates.Leaf.NotBefore, _certificates.Leaf.NotAfter);
        Assert.Contains("WWDR", Refused(_certificates.Leaf, _certificates.Key, impostor), StringComparison.Ordinal);
        Assert.Contains("WWDR", Refused(_certificates.Leaf, _certificates.Key, _certificates.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_of_1024_bits_is_rejected()
    {
        using var weak = new TestCertificates(keySize: 1024);
        Assert.Contains("2048", Refused(weak.Leaf, weak.Key, weak.Intermediate), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_4096_bits_signs()
    {
        using var strong = new TestCertificates(keySize: 4096);
        using var identity = strong.Identity();
        var archive = new PassArchive(Archives.Write(Prepare(identity), RichPasses.Of("minimal").Pass));
        var (exitCode, errors) = await OpenSsl.TryVerifyAsync(
            "cms", archive.Files["manifest.json"], archive.Files["signature"], strong.Root);
        Assert.True(exitCode == 0, errors);
    }

    [Theory]
    [InlineData("2025-12-31T00:00:00Z", "certificate_not_yet_valid", FindingSeverity.Error)]
    [InlineData("2027-12-20T00:00:00Z", "certificate_expires_soon", FindingSeverity.Warning)]
    [InlineData("2028-02-01T00:00:00Z", "certificate_expired", FindingSeverity.Error)]
    public void The_certificates_dates_are_checked_against_the_given_moment(string now, string code, FindingSeverity severity)
    {
        using var identity = _certificates.Identity();
        Assert.Contains(identity.Validate(DateTimeOffset.Parse(now)), f => f.Code == code && f.Severity == severity);
        Assert.Empty(identity.Validate(RichPasses.Signed));
    }

    [Fact]
    public void Error_messages_contain_no_secret() => Assert.DoesNotContain(
        "MII", Assert.Throws<AppleIdentityException>(
            () => AppleSigningIdentity.FromPem("MIIsecret", "MIIsecret", "MIIsecret")).Message, StringComparison.Ordinal);

    private static PreparedPassTemplate Prepare(AppleSigningIdentity identity) =>
        PreparedPassTemplate.Prepare(RichPasses.Of("minimal").Template, [], identity);

    private static string Refused(X509Certificate2 leaf, RSA key, X509Certificate2 intermediate) => Assert.Throws<AppleIdentityException>(
        () => AppleSigningIdentity.FromPem(
            leaf.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), intermediate.ExportCertificatePem())).Message;

    private async Task AssertVerifiesAsync(AppleSigningIdentity identity)
    {
        var archive = new PassArchive(Archives.Write(Prepare(identity), RichPasses.Of("minimal").Pass));
        var (exitCode, errors) = await OpenSsl.TryVerifyAsync(
            "smime", archive.Files["manifest.json"], archive.Files["signature"], _certificates.Root);
        Assert.True(exitCode == 0, errors);
    }

    private sealed class Signer(RSA key) : IExternalSigner
    {
        public byte[] SignHash(ReadOnlySpan<byte> sha256Hash) =>
            key.SignHash(sha256Hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }
}
