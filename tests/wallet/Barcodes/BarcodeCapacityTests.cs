using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Tests.Barcodes;

/// <summary>A message is accepted exactly when its barcode can be drawn.</summary>
[Trait("Category", "Unit")]
public sealed class BarcodeCapacityTests
{
    private static readonly string[] Texts = ["7", "A", "x", "a1;", "é", "aé", "ÿ", "\0", "東", "😀"];

    [Theory]
    [InlineData(BarcodeFormat.Qr, BarcodeCapacity.MaxQrBytes, 2_953)]
    [InlineData(BarcodeFormat.Pdf417, BarcodeCapacity.MaxPdf417Bytes, 1_106)]
    [InlineData(BarcodeFormat.Aztec, 1_780, 1_780)]
    public void Messages_up_to_the_bytes_that_always_fit_are_drawn_whatever_their_text(BarcodeFormat format, int bytes, int expected)
    {
        Assert.Equal(expected, bytes);
        foreach (var text in Texts)
        {
            var encoding = BarcodeEncoding.Of(text);
            var width = encoding == BarcodeEncoding.Utf8 ? System.Text.Encoding.UTF8.GetByteCount(text) : text.Length;
            var message = string.Concat(Enumerable.Repeat(text, bytes / width));

            Assert.Equal(Fit.Yes, BarcodeCapacity.Of(format, message, encoding == BarcodeEncoding.Utf8));
            Assert.True(BarcodeEncoder.Encode(format, message, encoding) is not null, $"{format} of {message.Length} times {text}");
        }
    }

    [Theory]
    [InlineData(BarcodeFormat.Qr, "é", 2_000, true)]
    [InlineData(BarcodeFormat.Qr, "é", 2_953, true)]
    [InlineData(BarcodeFormat.Qr, "é", 2_954, false)]
    [InlineData(BarcodeFormat.Qr, "7", 7_089, true)]
    [InlineData(BarcodeFormat.Qr, "7", 7_090, false)]
    [InlineData(BarcodeFormat.Pdf417, "é", 700, true)]
    [InlineData(BarcodeFormat.Pdf417, "é", 1_108, true)]
    [InlineData(BarcodeFormat.Pdf417, "é", 1_109, false)]
    [InlineData(BarcodeFormat.Aztec, "é", 1_914, true)]
    [InlineData(BarcodeFormat.Aztec, "é", 2_000, false)]
    [InlineData(BarcodeFormat.Aztec, "x", 3_000, true)]
    [InlineData(BarcodeFormat.Aztec, "x", 100_000, false)]
    public void The_limits_are_those_of_the_encoding_in_pass_json(BarcodeFormat format, string text, int length, bool accepted)
    {
        var message = string.Concat(Enumerable.Repeat(text, length));
        var pass = new WalletPass { SerialNumber = "1", BarcodeFormat = format, BarcodeMessage = message };
        var findings = new FindingList();

        BarcodeRules.CheckPass(new WalletTemplate(), pass, findings);

        Assert.Equal(accepted ? [] : ["barcode_cannot_hold_message"], findings.Select(f => f.Code));
        Assert.Equal(accepted, BarcodeEncoder.Encode(format, message, BarcodeEncoding.Of(message)) is not null);
    }

    [Fact]
    public void A_message_in_utf_8_takes_the_bytes_of_utf_8()
    {
        var template = new WalletTemplate { Barcode = new TemplateBarcode { MessageEncoding = "utf-8" } };
        var findings = new FindingList();

        BarcodeRules.CheckPass(template, new WalletPass { BarcodeMessage = new string('é', 2_000) }, findings);

        var finding = Assert.Single(findings);
        Assert.Equal(("barcode_cannot_hold_message", "/barcodeMessage"), (finding.Code, finding.Pointer));
        Assert.Contains("2,953", finding.Message, StringComparison.Ordinal);
        Assert.Contains("4,000 in utf-8", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(BarcodeFormat.Aztec, "x", 5_000)]
    [InlineData(BarcodeFormat.Pdf417, "é", 1_200)]
    [InlineData(BarcodeFormat.Code39, "a", 1)]
    [InlineData(BarcodeFormat.Code128, "é", 1)]
    [InlineData(BarcodeFormat.Ean13, "1", 13)]
    [InlineData(BarcodeFormat.Itf, "1", 3)]
    [InlineData(BarcodeFormat.Codabar, "1", 3)]
    [InlineData(BarcodeFormat.Qr, "", 1)]
    public void A_message_that_no_barcode_holds_is_not_drawn(BarcodeFormat format, string text, int length) =>
        Assert.Null(BarcodeEncoder.Encode(format, string.Concat(Enumerable.Repeat(text, length)), "iso-8859-1"));

    [Fact]
    public void Every_ASCII_character_has_a_Code_128()
    {
        for (var c = '\0'; c < 128; c++)
            Assert.NotEmpty(BarcodeEncoder.Encode(BarcodeFormat.Code128, $"a{c}1{c}1234{c}", "iso-8859-1")!.Rows[0]);
    }
}
