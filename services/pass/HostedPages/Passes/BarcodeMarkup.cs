using Passinstance.Wallet.Barcodes;

namespace Passinstance.Passes.HostedPages.Passes;

/// <summary>A QR code as part of a page.</summary>
internal static class BarcodeMarkup
{
    /// <summary>Writes the drawing; <paramref name="name"/> is encoded by the writer.</summary>
    internal static void Write(HtmlText html, Symbol symbol, string name)
    {
        html.Write($"<svg class=\"code\" viewBox=\"0 0 {symbol.Width} {symbol.Height}\" role=\"img\"");
        html.Write($" aria-label=\"{name}\" shape-rendering=\"crispEdges\">");
        html.Write($"<path stroke=\"#000\" stroke-width=\"{symbol.RowHeight}\" d=\"{symbol.Path()}\"/></svg>");
    }
}
