namespace Passinstance.Wallet.Model;

/// <summary>What the barcodes of a template's passes have in common.</summary>
public sealed record TemplateBarcode
{
    /// <summary>The format, unless the pass gives one.</summary>
    public BarcodeFormat? Format { get; init; }

    /// <summary>The text below the barcode, unless the pass gives one.</summary>
    public string? AltText { get; init; }

    /// <summary>
    /// What devices before iOS 27 show in place of Code 39, Codabar, EAN-13 and Interleaved 2 of 5:
    /// <c>qr</c> (when none is given), <c>pdf417</c>, <c>aztec</c> or <c>code128</c>.
    /// </summary>
    public BarcodeFormat? FallbackFormat { get; init; }

    /// <summary>
    /// The IANA name of the message's encoding; when none is given, iso-8859-1 where it can express the message, else utf-8.
    /// </summary>
    public string? MessageEncoding { get; init; }
}
