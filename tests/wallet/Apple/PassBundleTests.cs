using System.IO.Compression;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

[Trait("Category", "Unit")]
public sealed class PassBundleTests
{
    [Fact]
    public async Task A_bundle_is_a_zip_of_unchanged_passes()
    {
        using var certificates = new TestCertificates();
        using var identity = certificates.Identity();
        byte[][] passes = [Archives.Write(RichPasses.Of("coupon"), identity), Archives.Write(RichPasses.Of("train"), identity)];
        var bundle = new MemoryStream();
        await PassBundle.WriteAsync([.. passes], bundle, CancellationToken.None);
        await using var zip = new ZipArchive(bundle, ZipArchiveMode.Read);
        Assert.Equal(["pass-01.pkpass", "pass-02.pkpass"], zip.Entries.Select(e => e.FullName));
        for (var i = 0; i < passes.Length; i++)
        {
            var content = new MemoryStream();
            await using var entry = await zip.Entries[i].OpenAsync();
            await entry.CopyToAsync(content);
            Assert.Equal(passes[i], content.ToArray());
        }
    }

    [Theory]
    [InlineData(0, 100)]
    [InlineData(11, 100)]
    [InlineData(10, 15_100_000)]
    public async Task More_than_ten_passes_or_150_megabytes_are_rejected(int count, int length)
    {
        var one = new ReadOnlyMemory<byte>(new byte[length]);
        var exception = await Assert.ThrowsAsync<ArgumentException>(
            () => PassBundle.WriteAsync([.. Enumerable.Repeat(one, count)], Stream.Null, CancellationToken.None));
        Assert.Contains("several bundles", exception.Message, StringComparison.Ordinal);
    }
}
