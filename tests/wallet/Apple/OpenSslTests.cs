using System.Text;
using Passinstance.Testing.Wallet;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

/// <summary>The openssl program verifies what the engine signs.</summary>
[Trait("Category", "Integration")]
public sealed class OpenSslTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly AppleSigningIdentity _identity;

    public OpenSslTests() => _identity = _certificates.Identity();

    public void Dispose()
    {
        _identity.Dispose();
        _certificates.Dispose();
    }

    [Theory]
    [MemberData(nameof(RichPasses.All), MemberType = typeof(RichPasses))]
    public async Task Every_style_makes_a_complete_archive_that_openssl_verifies(string name)
    {
        var archive = new PassArchive(Archives.Write(RichPasses.Of(name), _identity));
        archive.AssertManifestIsComplete();
        await AssertVerifiesAsync(archive.Files["manifest.json"], archive.Files["signature"]);
    }

    [Fact]
    public async Task Openssl_verifies_generated_passes_and_a_personalization_token()
    {
        List<byte[]> archives = [];
        Properties.Hold(Generated.Samples, sample => archives.Add(Archives.Write(sample, _identity)), times: 12);
        foreach (var archive in archives.Select(a => new PassArchive(a)))
            await AssertVerifiesAsync(archive.Files["manifest.json"], archive.Files["signature"]);
        var token = Encoding.ASCII.GetBytes("personalization-token");
        await AssertVerifiesAsync(token, _identity.SignDetached(token, RichPasses.Signed));
        var (exitCode, _) = await OpenSsl.TryVerifyAsync(
            "cms", Encoding.ASCII.GetBytes("another"), _identity.SignDetached(token, RichPasses.Signed), _certificates.Root);
        Assert.NotEqual(0, exitCode);
    }

    private async Task AssertVerifiesAsync(byte[] content, byte[] signature)
    {
        foreach (var command in new[] { "smime", "cms" })
        {
            var (exitCode, errors) = await OpenSsl.TryVerifyAsync(command, content, signature, _certificates.Root);
            Assert.True(exitCode == 0, errors);
        }
    }
}
