using System.Text;
using ZXing;
using ZXing.Common;
using ZXing.OneD;
using ZXing.QrCode.Internal;
using BarcodeFormat = Passinstance.Wallet.Model.BarcodeFormat;

namespace Passinstance.Wallet.Barcodes;

/// <summary>
/// Encodes messages as barcodes, by ZXing.Net. <see cref="BarcodeCapacity"/> accepts exactly the messages that this encodes.
/// </summary>
public static class BarcodeEncoder
{
    private const int LinearHeight = 50;
    private const int Ean13Height = 44;
    private const int LinearQuiet = 10;
    private const int QrQuiet = 4;
    private const int AztecQuiet = 2;

    // The check words of an Aztec code as a percentage of its data: 23 % of the symbol, as ISO/IEC 24778 recommends.
    private const int AztecCheckPercent = 30;

    /// <summary>The symbol of a message; null for a message that the format cannot hold.</summary>
    /// <param name="format">The format.</param>
    /// <param name="message">The message.</param>
    /// <param name="encoding">
    /// The IANA name of the message's encoding, as in pass.json: UTF-8 if it begins with "utf", else ISO/IEC 8859-1.
    /// </param>
    public static Symbol? Encode(BarcodeFormat format, string message, string encoding)
    {
        var isUtf8 = BarcodeEncoding.IsUnicode(encoding);
        return BarcodeCapacity.Of(format, message, isUtf8) == Fit.No ? null : format switch
        {
            BarcodeFormat.Qr => Qr(message, isUtf8),
            BarcodeFormat.Pdf417 => Pdf417Encoder.Encode(message, isUtf8),
            BarcodeFormat.Aztec => Aztec(message, isUtf8),
            BarcodeFormat.Code128 => Bars(new Code128Writer(), message, LinearHeight),
            BarcodeFormat.Code39 => Bars(new Code39Writer(), message, LinearHeight),
            BarcodeFormat.Codabar => Bars(new CodaBarWriter(), message, LinearHeight),
            BarcodeFormat.Ean13 => Bars(new EAN13Writer(), message, Ean13Height),
            BarcodeFormat.Itf => Bars(new ITFWriter(), message, LinearHeight),
            _ => null,
        };
    }

    /// <summary>The QR code of a web address.</summary>
    /// <param name="address">The address.</param>
    public static Symbol Qr(Uri address) =>
        Qr(address.AbsoluteUri, isUtf8: false)
            ?? throw new ArgumentException("The address is longer than a QR code can hold.", nameof(address));

    // Error correction level M, which restores 15 %; the longest messages fit only with level L, 7 %.
    private static Symbol? Qr(string message, bool isUtf8) =>
        TryQr(message, isUtf8, ErrorCorrectionLevel.M) ?? TryQr(message, isUtf8, ErrorCorrectionLevel.L);

    private static Symbol? TryQr(string message, bool isUtf8, ErrorCorrectionLevel level)
    {
        // No extended channel interpretation: phones draw none, and many scanners print it as part of the message.
        Dictionary<EncodeHintType, object> hints = new()
        {
            [EncodeHintType.CHARACTER_SET] = isUtf8 ? "UTF-8" : "ISO-8859-1",
            [EncodeHintType.DISABLE_ECI] = true,
        };
        try
        {
            var matrix = ZXing.QrCode.Internal.Encoder.encode(message, level, hints).Matrix;
            return new Symbol([.. matrix.Array.Select(row => Array.ConvertAll(row, module => module == 1))], 1, QrQuiet);
        }
        catch (WriterException)
        {
            return null;
        }
    }

    private static Symbol? Aztec(string message, bool isUtf8)
    {
        var bytes = (isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(message);
        try
        {
            var matrix = ZXing.Aztec.Internal.Encoder.encode(
                bytes, AztecCheckPercent, ZXing.Aztec.Internal.Encoder.DEFAULT_AZTEC_LAYERS).Matrix;
            return new Symbol(Rows(matrix), 1, AztecQuiet);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static Symbol? Bars(OneDimensionalCodeWriter writer, string message, int height)
    {
        try
        {
            return new Symbol([writer.encode(message)], height, LinearQuiet);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    internal static bool[][] Rows(BitMatrix matrix) =>
        [.. Enumerable.Range(0, matrix.Height).Select(y => Enumerable.Range(0, matrix.Width).Select(x => matrix[x, y]).ToArray())];
}
