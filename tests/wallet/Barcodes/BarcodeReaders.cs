using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Tests.Barcodes;

/// <summary>Readers of barcodes that share no code with the encoder: zbar, and ZXing for JavaScript.</summary>
internal static class BarcodeReaders
{
    /// <summary>What zbar reads, as <c>CODE-128:message</c>.</summary>
    public static async Task<string> ZbarAsync(Symbol symbol)
    {
        var folder = Directory.CreateTempSubdirectory("passinstance-barcode-").FullName;
        try
        {
            var file = Path.Combine(folder, "code.pgm");
            await File.WriteAllBytesAsync(file, Picture(symbol, scale: 3, margin: 30));
            return await Zbar.ReadAsync(file);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>The messages that ZXing reads of Aztec, PDF417 and QR codes; null where it finds none.</summary>
    public static async Task<IReadOnlyList<string?>> ZxingAsync(params IEnumerable<(BarcodeFormat Format, Symbol Symbol)> codes)
    {
        var input = codes.Select(code => new
        {
            format = code.Format.ToString().ToLowerInvariant(),
            rows = code.Symbol.Rows.SelectMany(row => Enumerable.Repeat(
                string.Concat(row.Select(isDark => isDark ? '1' : '0')), code.Symbol.RowHeight)),
        });
        var lines = await new NodeFolder(Folder()).RunAsync("read-barcode.mjs", JsonSerializer.Serialize(input));
        return [.. lines.Select(line => JsonSerializer.Deserialize<string?>(line))];
    }

    private static byte[] Picture(Symbol symbol, int scale, int margin)
    {
        var width = (symbol.Rows[0].Length * scale) + (2 * margin);
        var height = (symbol.Rows.Count * symbol.RowHeight * scale) + (2 * margin);
        var header = Encoding.ASCII.GetBytes($"P5 {width} {height} 255\n");
        var file = new byte[header.Length + (width * height)];
        Array.Fill(file, byte.MaxValue);
        header.CopyTo(file, 0);
        for (var y = margin; y < height - margin; y++)
        {
            var row = symbol.Rows[(y - margin) / (scale * symbol.RowHeight)];
            for (var x = margin; x < width - margin; x++)
            {
                if (row[(x - margin) / scale])
                    file[header.Length + (y * width) + x] = 0;
            }
        }

        return file;
    }

    private static string Folder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(Path.GetDirectoryName(here)!)!, "Readers");
}
