using System.Globalization;
using System.Text;
using Passinstance.Passes.HostedPages.Passes;
using QRCoder;
using QRCoder.Exceptions;

namespace Passinstance.Passes.HostedPages.Barcodes;

/// <summary>Draws barcodes as SVG.</summary>
internal static class BarcodeDrawing
{
    private const int QuietOfQr = 4;

    /// <summary>The symbol of a pass's barcode by Apple's name of its format; null for a message that none of that format holds.</summary>
    internal static Symbol? Of(FaceBarcode barcode) => barcode.Format switch
    {
        "QR" => Qr(barcode.Message, IsUtf8(barcode)),
        "Aztec" => Aztec.Encode((IsUtf8(barcode) ? Encoding.UTF8 : Encoding.Latin1).GetBytes(barcode.Message)),
        "PDF417" => Pdf417.Encode(barcode.Message, IsUtf8(barcode)),
        "Code128" => Linear.Code128(barcode.Message),
        "Code39" => Linear.Code39(barcode.Message),
        "Codabar" => Linear.Codabar(barcode.Message),
        "EAN13" => Linear.Ean13(barcode.Message),
        "I2of5" => Linear.Itf(barcode.Message),
        _ => null,
    };

    /// <summary>A QR code (ISO/IEC 18004).</summary>
    internal static Symbol Qr(string message, bool utf8 = false)
    {
        using var data = Encode(message, utf8);
        // QRCoder draws the margin too.
        var size = data.ModuleMatrix.Count - (2 * QuietOfQr);
        return new Symbol([.. Enumerable.Range(QuietOfQr, size).Select(row => Enumerable.Range(QuietOfQr, size).Select(column => data.ModuleMatrix[row][column]).ToArray())], 1, QuietOfQr);
    }

    /// <summary>The drawing; <paramref name="name"/> is encoded by the caller's writer.</summary>
    internal static void Write(HtmlText html, Symbol symbol, string name, string kind)
    {
        html.Write($"<svg class=\"code {kind}\" viewBox=\"0 0 {symbol.Width} {symbol.Height}\" role=\"img\" aria-label=\"{name}\" shape-rendering=\"crispEdges\">");
        html.Write($"<path stroke=\"#000\" stroke-width=\"{symbol.RowHeight}\" d=\"{symbol.Path()}\"/></svg>");
    }

    /// <summary>A file of its own, for a symbol too large to be part of a page.</summary>
    internal static string File(Symbol symbol) => string.Create(
        CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {symbol.Width} {symbol.Height}\" shape-rendering=\"crispEdges\"><rect width=\"100%\" height=\"100%\" fill=\"#fff\"/><path stroke=\"#000\" stroke-width=\"{symbol.RowHeight}\" d=\"{symbol.Path()}\"/></svg>");

    private static bool IsUtf8(FaceBarcode barcode) => barcode.Encoding.StartsWith("utf", StringComparison.OrdinalIgnoreCase);

    private static QRCodeData Encode(string message, bool utf8)
    {
        try
        {
            return QRCodeGenerator.GenerateQrCode(message, QRCodeGenerator.ECCLevel.M, forceUtf8: utf8);
        }
        catch (DataTooLongException)
        {
            // The longest messages fit only with less protection.
            return QRCodeGenerator.GenerateQrCode(message, QRCodeGenerator.ECCLevel.L, forceUtf8: utf8);
        }
    }
}
