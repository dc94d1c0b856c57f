using System.Text;
using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Tests.Barcodes;

/// <summary>Barcodes are read back by readers that share no code with the encoder.</summary>
[Trait("Category", "Integration")]
public sealed class BarcodeEncoderTests
{
    [Theory]
    [InlineData(BarcodeFormat.Qr, "ORDER-1001-GOLD", "QR-Code")]
    [InlineData(BarcodeFormat.Qr, "Zoë Zürich 😀", "QR-Code")]
    [InlineData(BarcodeFormat.Code128, "ORDER-1001", "CODE-128")]
    [InlineData(BarcodeFormat.Code128, "1234567890", "CODE-128")]
    [InlineData(BarcodeFormat.Code128, "12345AB678901x", "CODE-128")]
    [InlineData(BarcodeFormat.Code128, "a1234567", "CODE-128")]
    [InlineData(BarcodeFormat.Code128, "{|}~ !\"#$%&'()*+,-./:;<=>?@[\\]^_`", "CODE-128")]
    [InlineData(BarcodeFormat.Code39, "CODE 39-$/+%.", "CODE-39")]
    [InlineData(BarcodeFormat.Ean13, "5901234123457", "EAN-13")]
    [InlineData(BarcodeFormat.Ean13, "0012345678905", "EAN-13")]
    [InlineData(BarcodeFormat.Ean13, "9780201379624", "EAN-13")]
    [InlineData(BarcodeFormat.Itf, "12345678901231", "I2/5")]
    [InlineData(BarcodeFormat.Codabar, "A40156B", "Codabar")]
    [InlineData(BarcodeFormat.Codabar, "C1-2$3:4/5.6+7D", "Codabar")]
    public async Task A_barcode_contains_its_message(BarcodeFormat format, string message, string symbology) =>
        Assert.Equal($"{symbology}:{message}", await BarcodeReaders.ZbarAsync(Encode(format, message)));

    [Theory]
    [InlineData(BarcodeFormat.Code128, "CODE-128", "a")]
    [InlineData(BarcodeFormat.Code128, "CODE-128", "7")]
    [InlineData(BarcodeFormat.Code39, "CODE-39", "Z")]
    [InlineData(BarcodeFormat.Itf, "I2/5", "7")]
    [InlineData(BarcodeFormat.Codabar, "Codabar", "8")]
    public async Task The_longest_message_of_bars_is_drawn(BarcodeFormat format, string symbology, string character)
    {
        var message = string.Concat(Enumerable.Repeat(character, BarcodeCapacity.MaxLinear));
        if (format == BarcodeFormat.Codabar)
            message = $"A{message[2..]}B";

        Assert.Equal($"{symbology}:{message}", await BarcodeReaders.ZbarAsync(Encode(format, message)));
        Assert.Null(BarcodeEncoder.Encode(format, message.Insert(1, character + character), "iso-8859-1"));
    }

    [Theory]
    [InlineData(BarcodeFormat.Qr, "7")]
    [InlineData(BarcodeFormat.Qr, "A")]
    [InlineData(BarcodeFormat.Qr, "x")]
    [InlineData(BarcodeFormat.Qr, "é")]
    [InlineData(BarcodeFormat.Qr, "東")]
    [InlineData(BarcodeFormat.Pdf417, "7")]
    [InlineData(BarcodeFormat.Pdf417, "A")]
    [InlineData(BarcodeFormat.Pdf417, "a1;")]
    [InlineData(BarcodeFormat.Pdf417, "é")]
    [InlineData(BarcodeFormat.Pdf417, "東")]
    [InlineData(BarcodeFormat.Aztec, "7")]
    [InlineData(BarcodeFormat.Aztec, "A")]
    [InlineData(BarcodeFormat.Aztec, "a1;")]
    [InlineData(BarcodeFormat.Aztec, "é")]
    [InlineData(BarcodeFormat.Aztec, "ÿ")]
    [InlineData(BarcodeFormat.Aztec, "東")]
    public async Task The_longest_message_that_is_accepted_is_drawn(BarcodeFormat format, string text)
    {
        var encoding = BarcodeEncoding.Of(text);
        var length = Longest(format, text, encoding);
        var message = Repeated(text, length);

        Assert.Equal(message, await ReadAsync(format, message, encoding));
        Assert.Null(BarcodeEncoder.Encode(format, Repeated(text, length + 1), encoding));
    }

    [Theory]
    [InlineData(BarcodeFormat.Qr, 2_000)]
    [InlineData(BarcodeFormat.Pdf417, 700)]
    [InlineData(BarcodeFormat.Pdf417, 1_100)]
    [InlineData(BarcodeFormat.Aztec, 1_900)]
    public async Task A_long_message_in_Latin_1_is_drawn(BarcodeFormat format, int length)
    {
        var message = Repeated("é", length);

        Assert.Equal(message, await ReadAsync(format, message, "iso-8859-1"));
    }

    [Fact]
    public async Task An_Aztec_code_contains_its_message_at_every_size()
    {
        int[] lengths = [5, 31, 32, 60, 150, 400, 1000];
        var messages = lengths.Select(length =>
            string.Concat(Enumerable.Range(0, length).Select(i => (char)(i % 7 == 0 ? 'é' : 32 + (i * 37 % 94))))).ToArray();

        Assert.Equal(messages, await BarcodeReaders.ZxingAsync(messages.Select(m => (BarcodeFormat.Aztec, Encode(BarcodeFormat.Aztec, m)))));
    }

    [Theory]
    [InlineData("A")]
    [InlineData("M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 226F001A0025 100")]
    [InlineData("aB1;c D2{}\r\n\t~'x&Y %*=^")]
    [InlineData("Zoë Zürich ")]
    [InlineData("Zoë Zürich 東京")]
    public async Task A_PDF417_code_contains_its_message(string message) =>
        Assert.Equal(message, await ReadAsync(BarcodeFormat.Pdf417, message, BarcodeEncoding.Of(message)));

    [Fact]
    public async Task A_PDF417_code_contains_its_message_at_every_size()
    {
        int[] lengths = [30, 200, 600, 1000];
        var messages = lengths.SelectMany(length => (string[])
        [
            string.Concat(Enumerable.Range(0, length).Select(i => (char)(32 + (i * 37 % 94)))), Repeated("é", length / 2),
        ]).ToArray();

        Assert.Equal(messages, await BarcodeReaders.ZxingAsync(messages.Select(m => (BarcodeFormat.Pdf417, Encode(BarcodeFormat.Pdf417, m)))));
    }

    private static Symbol Encode(BarcodeFormat format, string message) =>
        BarcodeEncoder.Encode(format, message, BarcodeEncoding.Of(message))!;

    private static async Task<string?> ReadAsync(BarcodeFormat format, string message, string encoding)
    {
        var symbol = BarcodeEncoder.Encode(format, message, encoding);
        Assert.NotNull(symbol);
        var read = Assert.Single(await BarcodeReaders.ZxingAsync((format, symbol)));
        // This reader gives the bytes of UTF-8 as they are.
        return read is not null && encoding == BarcodeEncoding.Utf8 ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(read)) : read;
    }

    private static int Longest(BarcodeFormat format, string text, string encoding)
    {
        var (fits, tooLong) = (1, 8_000);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            if (BarcodeCapacity.Holds(format, Repeated(text, middle), encoding))
                fits = middle;
            else
                tooLong = middle;
        }

        return fits;
    }

    private static string Repeated(string text, int length) => string.Concat(Enumerable.Range(0, length).Select(i => text[i % text.Length]));
}
