using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

[Trait("Category", "Unit")]
public sealed class FastPathTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly AppleSigningIdentity _identity;

    public FastPathTests() => _identity = _certificates.Identity();

    public void Dispose()
    {
        _identity.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public void The_fast_path_and_the_obvious_path_make_the_same_pass_file_by_file()
    {
        using var signer = _certificates.Leaf.CopyWithPrivateKey(_certificates.Key);
        Properties.Hold(Generated.Samples, sample =>
        {
            var fast = new PassArchive(Archives.Write(sample, _identity));
            var obvious = new PassArchive(ObviousPass.Write(sample, signer, _certificates.Intermediate));
            Assert.Equal(obvious.Files.Keys.Order(StringComparer.Ordinal), fast.Files.Keys.Order(StringComparer.Ordinal));
            foreach (var (name, content) in obvious.Files)
            {
                switch (name)
                {
                    case "pass.json":
                        var expected = JsonNode.Parse(content)!;
                        var actual = JsonNode.Parse(fast.Files[name])!;
                        Assert.True(JsonNode.DeepEquals(
                            expected, actual), $"expected {expected.ToJsonString()}\nactual   {actual.ToJsonString()}");
                        break;
                    case "manifest.json":
                        fast.AssertManifestIsComplete();
                        break;
                    case "signature":
                        AssertSameSignature(content, obvious.Files["manifest.json"], fast.Files[name], fast.Files["manifest.json"]);
                        break;
                    default:
                        Assert.Equal(content, fast.Files[name]);
                        break;
                }
            }
        }, times: 300);
    }

    private static void AssertSameSignature(byte[] expected, byte[] expectedManifest, byte[] actual, byte[] actualManifest)
    {
        var one = Verified(expected, expectedManifest);
        var other = Verified(actual, actualManifest);
        Assert.Equal(Thumbprints(one), Thumbprints(other));
        Assert.Equal(one.SignerInfos[0].DigestAlgorithm.Value, other.SignerInfos[0].DigestAlgorithm.Value);
        Assert.Equal(one.SignerInfos[0].SignerIdentifier.Type, other.SignerInfos[0].SignerIdentifier.Type);
        Assert.Equal(Attributes(one), Attributes(other));
    }

    private static SignedCms Verified(byte[] signature, byte[] manifest)
    {
        var cms = new SignedCms(new ContentInfo(manifest), detached: true);
        cms.Decode(signature);
        cms.CheckSignature(verifySignatureOnly: true);
        return cms;
    }

    private static IEnumerable<string> Thumbprints(SignedCms cms) =>
        cms.Certificates.Select(c => c.Thumbprint).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Attributes(SignedCms cms) =>
        cms.SignerInfos[0].SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>().Select(a => a.Oid.Value!)
            .Order(StringComparer.Ordinal);
}
