using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Passinstance.Passes.HostedPages.Passes;
using Passinstance.Testing;
using Passinstance.Wallet.Barcodes;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>What we draw, read by a reader that is not ours.</summary>
public sealed class BarcodeTests
{
    [Theory]
    [InlineData("QR", "ORDER-1001-GOLD", "QR-Code")]
    [InlineData("QR", "Zoë Zürich 😀", "QR-Code")]
    [InlineData("Code128", "ORDER-1001", "CODE-128")]
    [InlineData("Code128", "1234567890", "CODE-128")]
    [InlineData("Code128", "12345AB678901x", "CODE-128")]
    [InlineData("Code128", "a1234567", "CODE-128")]
    [InlineData("Code128", "{|}~ !\"#$%&'()*+,-./:;<=>?@[\\]^_`", "CODE-128")]
    [InlineData("Code39", "CODE 39-$/+%.", "CODE-39")]
    [InlineData("EAN13", "5901234123457", "EAN-13")]
    [InlineData("EAN13", "0012345678905", "EAN-13")]
    [InlineData("EAN13", "9780201379624", "EAN-13")]
    [InlineData("I2of5", "12345678901231", "I2/5")]
    [InlineData("Codabar", "A40156B", "Codabar")]
    [InlineData("Codabar", "C1-2$3:4/5.6+7D", "Codabar")]
    public async Task A_barcode_says_its_message(string format, string message, string symbology)
    {
        await RequiredPrograms.ZbarAsync();
        var symbol = BarcodeDrawing.Of(new FaceBarcode(format, message, message.All(c => c < 256) ? "iso-8859-1" : "utf-8", null))!;
        var file = Path.Combine(Directory.CreateTempSubdirectory("passinstance-barcode-").FullName, "code.png");
        try
        {
            await File.WriteAllBytesAsync(file, Pictures.Modules(symbol.Rows, symbol.RowHeight, 3, 30));

            Assert.Equal($"{symbology}:{message}", await ReadAsync(file));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(60)]
    [InlineData(150)]
    [InlineData(400)]
    [InlineData(1000)]
    public async Task An_Aztec_code_says_its_message_at_every_size(int length)
    {
        var message = string.Concat(Enumerable.Range(0, length).Select(i => (char)(i % 7 == 0 ? 'é' : 32 + (i * 37 % 94))));

        Assert.Equal(message, await ReadTwoDimensionalAsync("Aztec", message, "iso-8859-1"));
    }

    [Theory]
    [InlineData("A", "iso-8859-1")]
    [InlineData("M1DESMARAIS/LUC       EABC123 YULFRAAC 0834 226F001A0025 100", "iso-8859-1")]
    [InlineData("aB1;c D2{}\r\n\t~'x&Y %*=^", "iso-8859-1")]
    [InlineData("Zoë Zürich ", "iso-8859-1")]
    [InlineData("Zoë Zürich 東京", "utf-8")]
    public async Task A_PDF417_code_says_its_message(string message, string encoding)
    {
        var read = (await ReadPdf417Async(message, encoding))!;
        // This reader gives the bytes as they are, whatever the code says of them.
        Assert.Equal(message, encoding == "utf-8" ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(read)) : read);
    }

    [Theory]
    [InlineData(30)]
    [InlineData(200)]
    [InlineData(600)]
    [InlineData(1000)]
    public async Task A_PDF417_code_says_its_message_at_every_size(int length)
    {
        foreach (var message in (string[])[new string([.. Enumerable.Range(0, length).Select(i => (char)(32 + (i * 37 % 94)))]), string.Concat(Enumerable.Repeat("é", length / 2))])
            Assert.Equal(message, await ReadPdf417Async(message, "iso-8859-1"));
    }

    [Fact]
    public void A_message_that_no_code_holds_is_not_drawn()
    {
        Assert.Null(BarcodeDrawing.Of(new FaceBarcode("Aztec", new string('x', 3000), "iso-8859-1", null)));
        Assert.Null(BarcodeDrawing.Of(new FaceBarcode("PDF417", new string('é', 1100), "iso-8859-1", null)));
    }

    [Fact]
    public void Every_character_of_Code_128_finds_a_code()
    {
        for (var c = '\0'; c < 128; c++)
            Assert.NotEmpty(Linear.Code128($"a{c}1{c}1234{c}").Rows[0]);
    }

    [Fact]
    public void The_drawing_is_the_symbol()
    {
        var symbol = new Symbol([[true, true, false, true], [false, true, false, false]], 1, 2);

        Assert.Equal("M2 2.5h2M5 2.5h1M3 3.5h1", symbol.Path());
        Assert.Equal((8, 6), (symbol.Width, symbol.Height));
    }

    private static Task<string?> ReadPdf417Async(string message, string encoding) => ReadTwoDimensionalAsync("PDF417", message, encoding);

    private static async Task<string?> ReadTwoDimensionalAsync(string format, string message, string encoding)
    {
        var symbol = BarcodeDrawing.Of(new FaceBarcode(format, message, encoding, null))!;
        var rows = symbol.Rows.Select(row => string.Concat(row.Select(dark => dark ? '1' : '0'))).SelectMany(row => Enumerable.Repeat(row, symbol.RowHeight));
        var read = Assert.Single(await new NodeFolder(Screens.Folder()).RunAsync("read-code.mjs", JsonSerializer.Serialize(new { format, rows })));
        return JsonSerializer.Deserialize<string>(read);
    }

    internal static async Task<string> ReadAsync(string file)
    {
        var start = new ProcessStartInfo("/usr/bin/zbarimg", ["--quiet", "-Sdisable", "-Sqrcode.enable", "-Scode128.enable", "-Scode39.enable", "-Sean13.enable", "-Si25.enable", "-Scodabar.enable", file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return output.Length > 0 ? output.TrimEnd('\n') : $"nothing: {await errors}";
    }
}
