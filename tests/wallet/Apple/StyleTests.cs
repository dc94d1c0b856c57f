using System.Text.Json.Nodes;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

[Trait("Category", "Unit")]
public sealed class StyleTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly AppleSigningIdentity _identity;

    public StyleTests() => _identity = _certificates.Identity();

    public void Dispose()
    {
        _identity.Dispose();
        _certificates.Dispose();
    }

    [Theory]
    [MemberData(nameof(RichPasses.All), MemberType = typeof(RichPasses))]
    public void Pass_json_equals_its_golden_file(string name)
    {
        var sample = RichPasses.Of(name);
        var json = PreparedPassTemplate.Prepare(sample.Template, sample.Images, _identity).GetPassJson(sample.Pass);
        Golden.Matches($"apple-{name}", JsonNode.Parse(json)!);
    }

    [Theory]
    [MemberData(nameof(RichPasses.All), MemberType = typeof(RichPasses))]
    public void No_rich_pass_has_an_error(string name)
    {
        var sample = RichPasses.Of(name);
        Assert.DoesNotContain(
            WalletTemplateRules.Validate(sample.Template, sample.Images, _identity), f => f.Severity == FindingSeverity.Error);
        Assert.DoesNotContain(WalletPassRules.Validate(sample.Template, sample.Pass), f => f.Severity == FindingSeverity.Error);
    }

    [Theory]
    [MemberData(nameof(RichPasses.All), MemberType = typeof(RichPasses))]
    public async Task Pieces_written_to_a_stream_are_the_whole_pass(string name)
    {
        var sample = RichPasses.Of(name);
        var prepared = PreparedPassTemplate.Prepare(sample.Template, sample.Images, _identity);
        var whole = Archives.Write(prepared, sample.Pass);
        var stream = new MemoryStream();
        Assert.Equal(whole.Length, await prepared.WriteAsync(sample.Pass, RichPasses.Signed, stream, CancellationToken.None));
        Assert.Equal(whole, stream.ToArray());
        var tail = new System.Buffers.ArrayBufferWriter<byte>();
        prepared.WriteTail(sample.Pass, RichPasses.Signed, tail);
        byte[] joined = [.. prepared.Prefix.Span, .. tail.WrittenSpan];
        Assert.Equal(whole, joined);
    }
}
