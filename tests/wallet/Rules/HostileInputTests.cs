using System.Text.Json;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Rules;

/// <summary>Hostile input is rejected with an error and costs little memory.</summary>
[Trait("Category", "Unit")]
public sealed class HostileInputTests
{
    private const long LittleMemory = 30_000_000;

    public static TheoryData<string, string?, string> Names => new()
    {
        { "../icon", null, "wrong_image_name" },
        { "icon/../../etc/passwd", null, "wrong_image_name" },
        { "icon\\x", null, "wrong_image_name" },
        { "icon\n", null, "wrong_image_name" },
        { "icon\0", null, "wrong_image_name" },
        { "icon@4x", null, "wrong_image_name" },
        { "pass.json", null, "wrong_image_name" },
        { "", null, "wrong_image_name" },
        { "icon", "..", "wrong_language" },
        { "icon", "en/../..", "wrong_language" },
        { "icon", "en.lproj", "wrong_language" },
        { "icon", "en\n", "wrong_language" },
        { "icon", "", "wrong_language" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Names_that_would_leave_their_folder_are_rejected(string name, string? language, string code)
    {
        PassImage[] images = [new PassImage(name, language, TestImages.Png(29, 29))];
        Assert.Contains(WalletTemplateRules.Validate(RichPasses.Of("minimal").Template, images), f =>
            f.Code == code && f.Severity == FindingSeverity.Error);
        AssertNotPrepared(RichPasses.Of("minimal").Template, images);
    }

    [Fact]
    public void A_truncated_png_is_rejected_wherever_it_is_cut()
    {
        var whole = TestImages.Png(29, 29);
        for (var length = 0; length < whole.Length; length++)
            Assert.Contains(Findings(whole[..length]), f => f.Code == "not_a_png");
        Assert.DoesNotContain(Findings(whole), f => f.Code == "not_a_png");
    }

    [Theory]
    [InlineData("GIF89a")]
    [InlineData("\u0089PNG but not really, only the beginning of one")]
    public void What_is_not_a_png_is_rejected(string content) =>
        Assert.Contains(Findings(System.Text.Encoding.Latin1.GetBytes(content)), f => f.Code == "not_a_png");

    [Fact]
    public void A_png_that_claims_to_be_huge_is_rejected_without_the_memory_it_claims()
    {
        var claims = TestImages.Png(29, 29);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(claims.AsSpan(16), 50_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(claims.AsSpan(20), 50_000);
        Assert.Contains(Findings(claims), f => f.Code == "not_a_png"); // its checksum is wrong
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(
            claims.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(claims.AsSpan(12, 17)));
        AssertCheap(() => Assert.Contains(Findings(claims), f => f.Code == "image_too_large"));
    }

    [Fact]
    public void Deeply_nested_json_is_rejected()
    {
        var deep = new string('[', 60) + new string(']', 60);
        var template = RichPasses.Of("minimal").Template with { UserInfo = JsonDocument.Parse(deep).RootElement };
        AssertCheap(() => Assert.Contains(WalletTemplateRules.Validate(template, []), f => f.Code == "too_deep"));
        AssertNotPrepared(template, []);
        Assert.Throws<JsonException>(
            () => JsonSerializer.Deserialize<WalletTemplate>("{\"userInfo\":" + new string('[', 10_000), WalletJson.Options));
    }

    [Fact]
    public void Huge_texts_and_lists_are_rejected()
    {
        var template = RichPasses.Of("minimal").Template;
        string huge = new('x', 5_000_000);
        AssertCheap(() => AssertRejected(WalletTemplateRules.Validate(template with { Description = huge }, [])));
        AssertCheap(() => AssertRejected(
            WalletTemplateRules.Validate(template with { UserInfo = JsonSerializer.SerializeToElement(new string('x', 100_000)) }, [])));
        PassField[] fields = [.. Enumerable.Range(0, 5_000).Select(i => new PassField { Key = $"k{i}" })];
        AssertCheap(() =>
            AssertRejected(WalletTemplateRules.Validate(template with { Layout = new PassLayout { BackFields = fields } }, [])));
        var pass = new WalletPass
        {
            SerialNumber = "1",
            Fields = new(
            fields.Select(f => KeyValuePair.Create(f.Key, new FieldValue { Value = "x" })))
        };
        AssertCheap(() => AssertRejected(WalletPassRules.Validate(template, pass)));
        AssertCheap(() => AssertRejected(
            WalletPassRules.Validate(template, new WalletPass { SerialNumber = "1", BarcodeMessage = new string('x', 3_000) })));
        PassImage[] images = [.. Enumerable.Range(0, 400).Select(i => new PassImage($"i{i}", null, ReadOnlyMemory<byte>.Empty))];
        AssertCheap(() => AssertRejected(WalletTemplateRules.Validate(template, images)));
    }

    [Fact]
    public void An_error_is_kept_among_many_warnings()
    {
        PassField[] fields = [.. Enumerable.Range(0, 190)
            .Select(i => new PassField { Key = $"k{i}", TextAlignment = TextAlignment.Left, DataDetectorTypes = [] })];
        var template = RichPasses.Of(
            "minimal").Template with
        { Layout = new PassLayout { PrimaryFields = fields }, MaxDistance = -1 };
        var findings = WalletTemplateRules.Validate(template, []);
        Assert.True(findings.Count <= 200);
        Assert.Contains(findings, f => f.Code == "wrong_distance");
    }

    [Theory]
    [InlineData("\u0000")]
    [InlineData("\u001b[31m")]
    [InlineData("\ud800")]
    [InlineData("a\udc00b")]
    [InlineData("\uffff")]
    public void Control_characters_and_broken_text_are_rejected_and_never_make_invalid_JSON(string text)
    {
        var sample = RichPasses.Of("minimal");
        var pass = new WalletPass { SerialNumber = "1", Fields = { ["a"] = new FieldValue { Label = text, Value = text } } };
        AssertRejected(WalletPassRules.Validate(sample.Template, pass));
        using var certificates = new TestCertificates();
        using var identity = certificates.Identity();
        JsonDocument.Parse(PreparedPassTemplate.Prepare(sample.Template, [], identity).GetPassJson(pass)).Dispose();
    }

    [Fact]
    public void A_duplicate_key_is_rejected() => Assert.Throws<JsonException>(
        () => JsonSerializer.Deserialize<WalletPass>("""{"fields":{"a":{"value":"1"},"a":{"value":"2"}}}""", WalletJson.Options));

    [Theory]
    [InlineData("""{"value":true}""")]
    [InlineData("""{"value":{}}""")]
    [InlineData("""{"value":[1]}""")]
    [InlineData("""{"value":1111111111111111111111111111111111111111111111111111111111111111111111111111111111}""")]
    public void A_value_that_is_neither_text_nor_number_is_rejected(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<FieldValue>(json, WalletJson.Options));

    private static IReadOnlyList<Finding> Findings(byte[] content) =>
        WalletTemplateRules.Validate(RichPasses.Of("minimal").Template, [new PassImage("icon", null, content)]);

    private static void AssertRejected(IReadOnlyList<Finding> findings) =>
        Assert.Contains(findings, f => f.Severity == FindingSeverity.Error);

    private static void AssertCheap(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, LittleMemory);
    }

    private static void AssertNotPrepared(WalletTemplate template, PassImage[] images)
    {
        using var certificates = new TestCertificates();
        using var identity = certificates.Identity();
        Assert.Throws<InvalidWalletTemplateException>(() => PreparedPassTemplate.Prepare(template, images, identity));
    }
}
