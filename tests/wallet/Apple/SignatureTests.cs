using System.Buffers;
using Passinstance.Wallet.Apple;

namespace Passinstance.Wallet.Tests.Apple;

public sealed class SignatureTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Theory]
    [InlineData("smime")]
    [InlineData("cms")]
    public async Task Openssl_verifies_the_signature(string command)
    {
        using AppleSigningIdentity identity = _certificates.Identity();
        var template = new WalletTemplate
        {
            Description = "Card", PassType = PassType.StoreCard, OrganizationName = "Blue Bottle", TeamIdentifier = TestCertificates.TeamIdentifier,
            PassTypeIdentifier = TestCertificates.PassTypeIdentifier, BackgroundColor = "#1f2937", ForegroundColor = "#ffffff",
        };
        PreparedPassTemplate prepared = PreparedPassTemplate.Prepare(template, [], identity);
        var buffer = new ArrayBufferWriter<byte>();
        prepared.Write(new WalletPass { SerialNumber = "1", BarcodeMessage = "x", Fields = { ["tier"] = new FieldValue { Label = "Tier", Value = "Gold" } } },
            new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero), buffer);
        byte[] bytes = buffer.WrittenSpan.ToArray();
        var archive = new PassArchive(bytes);
        archive.AssertManifestIsComplete();
        (int exitCode, string errors) = await OpenSsl.VerifyAsync(command, archive.Files["manifest.json"], archive.Files["signature"], _certificates.Root);
        Assert.True(exitCode == 0, errors);
    }
}
