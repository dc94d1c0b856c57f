using System.Formats.Asn1;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

[Trait("Category", "Unit")]
public sealed class SignatureTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly AppleSigningIdentity _identity;

    public SignatureTests() => _identity = _certificates.Identity();

    public void Dispose()
    {
        _identity.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public void The_signature_is_der_throughout_with_signed_attributes_in_der_order()
    {
        // An AsnReader with DER rules refuses a SET that is not in order.
        var signerInfo = SignerInfo(Signature());
        var attributes = new AsnReader(signerInfo.ReadEncodedValue(), AsnEncodingRules.DER);
        var set = attributes.ReadSetOf(new Asn1Tag(TagClass.ContextSpecific, 0));
        List<string> kinds = [];
        while (set.HasData)
            kinds.Add(set.ReadSequence().ReadObjectIdentifier());
        Assert.Equal(["1.2.840.113549.1.9.3", "1.2.840.113549.1.9.5", "1.2.840.113549.1.9.4"], kinds);
    }

    [Fact]
    public void The_signing_time_is_the_one_given()
    {
        var cms = new System.Security.Cryptography.Pkcs.SignedCms();
        cms.Decode(Signature());
        System.Security.Cryptography.Pkcs.Pkcs9SigningTime time =
            cms.SignerInfos[0].SignedAttributes.Cast<System.Security.Cryptography.CryptographicAttributeObject>().SelectMany(
                a => a.Values.Cast<object>())
                .OfType<System.Security.Cryptography.Pkcs.Pkcs9SigningTime>().Single();
        Assert.Equal(RichPasses.Signed.UtcDateTime, time.SigningTime);
    }

    [Fact]
    public void The_leaf_and_the_intermediate_that_issued_it_are_embedded()
    {
        var cms = new System.Security.Cryptography.Pkcs.SignedCms();
        cms.Decode(Signature());
        Assert.Equal(
            new[] { _certificates.Leaf.Thumbprint, _certificates.Intermediate.Thumbprint }.Order(StringComparer.Ordinal), cms.Certificates
                .Select(c => c.Thumbprint).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_same_pass_signed_at_the_same_time_is_the_same_file()
    {
        var sample = RichPasses.Of("coupon");
        Assert.Equal(Archives.Write(sample, _identity), Archives.Write(sample, _identity));
    }

    [Theory]
    [InlineData(1999)]
    [InlineData(2050)]
    public void A_signing_time_outside_2000_to_2049_is_rejected(int year) => Assert.Throws<ArgumentOutOfRangeException>(() =>
        PreparedPassTemplate.Prepare(RichPasses.Of("minimal").Template, [], _identity)
            .Write(RichPasses.Of("minimal").Pass, new DateTimeOffset(
                year, 6, 1, 0, 0, 0, TimeSpan.Zero), new System.Buffers.ArrayBufferWriter<byte>()));

    [Fact]
    public async Task Many_threads_share_a_template()
    {
        var sample = RichPasses.Of("storeCard");
        var prepared = PreparedPassTemplate.Prepare(sample.Template, sample.Images, _identity);
        await Parallel.ForEachAsync(Enumerable.Range(0, 200), async (number, _) =>
        {
            var stream = new MemoryStream();
            await prepared.WriteAsync(sample.Pass with { SerialNumber = $"{number}" }, RichPasses.Signed, stream, CancellationToken.None);
            var archive = new PassArchive(stream.ToArray());
            archive.AssertManifestIsComplete();
            Assert.Equal($"{number}", archive.PassJson.GetProperty("serialNumber").GetString());
        });
    }

    private byte[] Signature() => new PassArchive(Archives.Write(RichPasses.Of("minimal"), _identity)).Files["signature"];

    private static AsnReader SignerInfo(byte[] signature)
    {
        var contentInfo = new AsnReader(signature, AsnEncodingRules.DER).ReadSequence();
        contentInfo.ReadObjectIdentifier();
        var signedData = contentInfo.ReadSequence(new Asn1Tag(TagClass.ContextSpecific, 0)).ReadSequence();
        signedData.ReadInteger();
        signedData.ReadSetOf();
        signedData.ReadSequence();
        signedData.ReadEncodedValue();
        var signerInfo = signedData.ReadSetOf().ReadSequence();
        signerInfo.ReadInteger();
        signerInfo.ReadSequence();
        signerInfo.ReadSequence();
        return signerInfo;
    }
}
