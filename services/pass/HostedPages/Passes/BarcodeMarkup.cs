using Passinstance.Wallet.Barcodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>A pass's barcode as part of a page.</summary>
internal static class BarcodeMarkup
{
    /// <summary>The symbol of a pass's barcode; null for one that cannot be drawn.</summary>
    internal static Symbol? SymbolOf(FaceBarcode barcode) =>
        FormatOf(barcode.Format) is { } format ? BarcodeEncoder.Encode(format, barcode.Message, barcode.Encoding) : null;

    /// <summary>Writes the drawing; <paramref name="name"/> is encoded by the writer.</summary>
    internal static void Write(HtmlText html, Symbol symbol, string name, string kind)
    {
        html.Write($"<svg class=\"code {kind}\" viewBox=\"0 0 {symbol.Width} {symbol.Height}\" role=\"img\"");
        html.Write($" aria-label=\"{name}\" shape-rendering=\"crispEdges\">");
        html.Write($"<path stroke=\"#000\" stroke-width=\"{symbol.RowHeight}\" d=\"{symbol.Path()}\"/></svg>");
    }

    // By Apple's name of the format, without PKBarcodeFormat.
    private static BarcodeFormat? FormatOf(string name) => name switch
    {
        "QR" => BarcodeFormat.Qr,
        "Aztec" => BarcodeFormat.Aztec,
        "PDF417" => BarcodeFormat.Pdf417,
        "Code128" => BarcodeFormat.Code128,
        "Code39" => BarcodeFormat.Code39,
        "Codabar" => BarcodeFormat.Codabar,
        "EAN13" => BarcodeFormat.Ean13,
        "I2of5" => BarcodeFormat.Itf,
        _ => null,
    };
}
