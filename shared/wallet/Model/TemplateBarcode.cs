namespace Passinstance.Wallet.Model;

/// <summary>Barcode settings shared by the passes of a template.</summary>
public sealed record TemplateBarcode
{
    /// <summary>The default format.</summary>
    public BarcodeFormat? Format { get; init; }

    /// <summary>The default text below the barcode.</summary>
    public string? AltText { get; init; }

    /// <summary>
    /// What devices before iOS 27 show instead of Code 39, Codabar, EAN-13 and Interleaved 2 of 5: <c>qr</c>, <c>pdf417</c>, <c>aztec</c>
    /// or <c>code128</c>. Default: <c>qr</c>.
    /// </summary>
    public BarcodeFormat? FallbackFormat { get; init; }

    /// <summary>IANA name of the message's encoding. Default: iso-8859-1 if it can express the message, otherwise utf-8.</summary>
    public string? MessageEncoding { get; init; }
}
