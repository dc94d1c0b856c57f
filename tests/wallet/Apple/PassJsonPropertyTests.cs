using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck.Fluent;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

[Trait("Category", "Unit")]
public sealed class PassJsonPropertyTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly AppleSigningIdentity _identity;
    private PreparedPassTemplate? _prepared;

    public PassJsonPropertyTests() => _identity = _certificates.Identity();

    public void Dispose()
    {
        _identity.Dispose();
        _certificates.Dispose();
    }

    [Fact]
    public void Every_color_is_written_in_Apples_form() => Properties.Hold(Gen.Choose(0, 0xFFFFFF), color =>
    {
        var json = PassJson(
            new WalletPass { SerialNumber = "1", BackgroundColor = "#" + color.ToString("X6", CultureInfo.InvariantCulture) });
        Assert.Equal($"rgb({color >> 16}, {(color >> 8) & 255}, {color & 255})", json.GetProperty("backgroundColor").GetString());
    });

    [Fact]
    public void Every_date_keeps_its_moment_and_its_offset() => Properties.Hold(
        Gen.Choose(0, 2_000_000_000).SelectMany(seconds => Gen.Choose(-56, 56)
            .Select(quarters => DateTimeOffset.FromUnixTimeSeconds(seconds).ToOffset(TimeSpan.FromMinutes(quarters * 15)))),
        date =>
        {
            var json = PassJson(new WalletPass { SerialNumber = "1", ExpirationDate = date, RelevantDate = date });
            var text = json.GetProperty("expirationDate").GetString()!;
            Assert.True(IsoDate.TryParse(text, out var read), text);
            Assert.Equal((date, date.Offset), (read, read.Offset));
            Assert.Equal(text, json.GetProperty("relevantDate").GetString());
            Assert.Equal(text, json.GetProperty("relevantDates")[0].GetProperty("date").GetString());
        });

    [Theory]
    [InlineData("2026-12-15")]
    [InlineData("2026-12-15T19:00")]
    [InlineData("2026-12-15 19:00Z")]
    [InlineData("2026-13-15T19:00Z")]
    [InlineData("2026-12-15T25:00Z")]
    [InlineData("2026-12-15T19:00+1")]
    [InlineData("٢٠٢٦-12-15T19:00Z")]
    [InlineData("2026-12-15T19:00Z\n")]
    [InlineData("")]
    public void An_incomplete_or_malformed_date_is_rejected(string text) => Assert.False(IsoDate.TryParse(text, out _));

    [Fact]
    public void A_barcodes_encoding_can_express_its_message() => Properties.Hold(Properties.Text.Where(t => t.Length > 0), message =>
    {
        var barcode = PassJson(new WalletPass { SerialNumber = "1", BarcodeMessage = message }).GetProperty("barcodes")[0];
        Assert.Equal(message, barcode.GetProperty("message").GetString());
        var strict = Encoding.GetEncoding(
            barcode.GetProperty("messageEncoding").GetString()!, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        Assert.Equal(message, strict.GetString(strict.GetBytes(message)));
        Assert.Equal(message.All(c => c < 256), barcode.GetProperty("messageEncoding").GetString() == "iso-8859-1");
    });

    [Fact]
    public void Any_text_is_read_back_from_pass_json_unchanged() => Properties.Hold(Properties.Text.Select(t => "x" + t), text =>
    {
        var json = PassJson(
            new WalletPass { SerialNumber = text, LogoText = text, Fields = { [text] = new FieldValue { Label = text, Value = text } } });
        Assert.Equal(text, json.GetProperty("serialNumber").GetString());
        Assert.Equal(text, json.GetProperty("logoText").GetString());
        var field = json.GetProperty("eventTicket").GetProperty("secondaryFields")[0];
        Assert.All(new[] { "key", "label", "value" }, name => Assert.Equal(text, field.GetProperty(name).GetString()));
    });

    [Theory]
    [InlineData(BarcodeFormat.Qr, "PKBarcodeFormatQR", "PKBarcodeFormatQR")]
    [InlineData(BarcodeFormat.Pdf417, "PKBarcodeFormatPDF417", "PKBarcodeFormatPDF417")]
    [InlineData(BarcodeFormat.Aztec, "PKBarcodeFormatAztec", "PKBarcodeFormatAztec")]
    [InlineData(BarcodeFormat.Code128, "PKBarcodeFormatCode128", null)]
    [InlineData(BarcodeFormat.Code39, "PKBarcodeFormatCode39,PKBarcodeFormatQR", "PKBarcodeFormatQR")]
    [InlineData(BarcodeFormat.Codabar, "PKBarcodeFormatCodabar,PKBarcodeFormatQR", "PKBarcodeFormatQR")]
    [InlineData(BarcodeFormat.Ean13, "PKBarcodeFormatEAN13,PKBarcodeFormatQR", "PKBarcodeFormatQR")]
    [InlineData(BarcodeFormat.Itf, "PKBarcodeFormatI2of5,PKBarcodeFormatQR", "PKBarcodeFormatQR")]
    public void New_barcodes_are_followed_by_one_that_older_devices_show(BarcodeFormat format, string all, string? older)
    {
        var json = PassJson(new WalletPass { SerialNumber = "1", BarcodeFormat = format, BarcodeMessage = "1234" });
        Assert.Equal(all, string.Join(',', json.GetProperty("barcodes").EnumerateArray().Select(b => b.GetProperty("format").GetString())));
        Assert.Equal(older, json.TryGetProperty("barcode", out var single) ? single.GetProperty("format").GetString() : null);
    }

    [Fact]
    public void A_message_changes_one_back_field_that_was_there_before()
    {
        var before = PassJson(new WalletPass { SerialNumber = "1" }).GetProperty("eventTicket").GetProperty("backFields")[0];
        var after = PassJson(new WalletPass { SerialNumber = "1", Message = "Doors at 7" }).GetProperty("eventTicket").GetProperty(
            "backFields")[0];
        Assert.Equal("""{"key":"message","label":"Message","value":"","changeMessage":"%@"}""", before.GetRawText());
        Assert.Equal("""{"key":"message","label":"Message","value":"Doors at 7","changeMessage":"%@"}""", after.GetRawText());
    }

    private JsonElement PassJson(WalletPass pass)
    {
        _prepared ??= PreparedPassTemplate.Prepare(RichPasses.Of("minimal").Template, [], _identity);
        return JsonDocument.Parse(_prepared.GetPassJson(pass)).RootElement;
    }
}
