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

    [Fact]
    public async Task Bars_contain_the_separators_of_GS1() => Assert.Equal(
        "CODE-128:\u001d0109501101530003\u001d17270630",
        await BarcodeReaders.ZbarAsync(Encode(BarcodeFormat.Code128, "\u001d0109501101530003\u001d17270630")));

    [Theory]
    [InlineData(BarcodeFormat.Qr, "A\u001dB", "nul \0, \u007f and \u0085")]
    [InlineData(BarcodeFormat.Pdf417, "@\n\u001e\rANSI 636026080102DL00410288", "\0\u0001\u0002")]
    [InlineData(BarcodeFormat.Aztec, "\u0002#UT01\u0003", "a\0b\u001b[0m")]
    public async Task A_code_contains_every_character_of_data_for_machines(BarcodeFormat format, params string[] messages) =>
        Assert.Equal(messages, await ReadAsync(format, messages));

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
    [InlineData(BarcodeFormat.Qr, "7", "A", "x", "é", "東")]
    [InlineData(BarcodeFormat.Pdf417, "7", "A", "a1;", "é", "東")]
    [InlineData(BarcodeFormat.Aztec, "7", "A", "a1;", "é", "ÿ", "東")]
    public async Task The_longest_message_that_is_accepted_is_drawn(BarcodeFormat format, params string[] texts)
    {
        var messages = texts.Select(text => Repeated(text, MaxLengthOf(format, text))).ToArray();

        Assert.Equal(messages, await ReadAsync(format, messages));
        Assert.All(texts.Zip(messages), one => Assert.Null(
            BarcodeEncoder.Encode(format, Repeated(one.First, one.Second.Length + 1), BarcodeEncoding.Of(one.First))));
    }

    [Theory]
    [InlineData(BarcodeFormat.Qr, 2_000)]
    [InlineData(BarcodeFormat.Pdf417, 700)]
    [InlineData(BarcodeFormat.Pdf417, 1_100)]
    [InlineData(BarcodeFormat.Aztec, 1_900)]
    public async Task A_long_message_in_Latin_1_is_drawn(BarcodeFormat format, int length)
    {
        var message = Repeated("é", length);

        Assert.Equal([message], await ReadAsync(format, message));
    }

    [Fact]
    public async Task An_Aztec_code_contains_its_message_at_every_size()
    {
        int[] lengths = [5, 31, 32, 60, 150, 400, 1000];
        var messages = lengths.Select(length =>
            string.Concat(Enumerable.Range(0, length).Select(i => (char)(i % 7 == 0 ? 'é' : 32 + (i * 37 % 94))))).ToArray();

        Assert.Equal(messages, await ReadAsync(BarcodeFormat.Aztec, messages));
    }

    [Fact]
    public async Task A_PDF417_code_contains_its_message()
    {
        string[] messages =
        [
            "A", "M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 226F001A0025 100", "aB1;c D2{}\r\n\t~'x&Y %*=^", "Zoë Zürich ",
            "Zoë Zürich 東京",
        ];

        Assert.Equal(messages, await ReadAsync(BarcodeFormat.Pdf417, messages));
    }

    [Fact]
    public async Task A_PDF417_code_contains_its_message_at_every_size()
    {
        int[] lengths = [30, 200, 600, 1000];
        var messages = lengths.SelectMany(length => (string[])
        [
            string.Concat(Enumerable.Range(0, length).Select(i => (char)(32 + (i * 37 % 94)))), Repeated("é", length / 2),
        ]).ToArray();

        Assert.Equal(messages, await ReadAsync(BarcodeFormat.Pdf417, messages));
    }

    private static Symbol Encode(BarcodeFormat format, string message)
    {
        var symbol = BarcodeEncoder.Encode(format, message, BarcodeEncoding.Of(message));
        Assert.NotNull(symbol);
        return symbol;
    }

    private static async Task<IEnumerable<string?>> ReadAsync(BarcodeFormat format, params string[] messages)
    {
        var read = await BarcodeReaders.ZxingAsync(messages.Select(message => (format, Encode(format, message))));
        // This reader gives the bytes of UTF-8 as they are.
        return read.Zip(messages, (text, message) => text is not null && BarcodeEncoding.Of(message) == BarcodeEncoding.Utf8
            ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(text)) : text);
    }

    private static int MaxLengthOf(BarcodeFormat format, string text)
    {
        var (fits, tooLong) = (1, 8_000);
        while (tooLong - fits > 1)
        {
            var middle = (fits + tooLong) / 2;
            if (BarcodeCapacity.Holds(format, Repeated(text, middle), BarcodeEncoding.Of(text)))
                fits = middle;
            else
                tooLong = middle;
        }

        return fits;
    }

    private static string Repeated(string text, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(i => text[i % text.Length]));
}
