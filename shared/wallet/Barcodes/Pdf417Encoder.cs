using ZXing;
using ZXing.PDF417;
using ZXing.PDF417.Internal;

namespace Passinstance.Wallet.Barcodes;

/// <summary>Encodes messages as PDF417 (ISO/IEC 15438).</summary>
internal static class Pdf417Encoder
{
    private const int RowHeight = 3;
    private const int Quiet = 2;
    private const int MinRows = 3;
    private const int MaxCodewords = 928;

    // 29 columns in 32 rows are 928 codewords; 30 columns hold fewer.
    private const int MaxColumns = 29;

    // A row has a start pattern of 17 modules, two indicators of 17, its codewords of 17, and a stop pattern of 18.
    private const int ModulesPerCodeword = 17;
    private const int ModulesAroundCodewords = 69;
    private const int AspectRatio = 3;

    // The recommended level first; the longest messages fit only with less error correction.
    private static readonly PDF417ErrorCorrectionLevel[] Levels =
    [
        PDF417ErrorCorrectionLevel.AUTO, PDF417ErrorCorrectionLevel.L4, PDF417ErrorCorrectionLevel.L3, PDF417ErrorCorrectionLevel.L2,
        PDF417ErrorCorrectionLevel.L1, PDF417ErrorCorrectionLevel.L0,
    ];

    /// <summary>The smallest symbol about three times as wide as it is high; null for a message that is too long for any.</summary>
    public static Symbol? Encode(string message, bool isUtf8)
    {
        foreach (var level in Levels)
        {
            if (TryEncode(message, isUtf8, level, MaxColumns) is not { } widest)
                continue;
            for (var columns = 1; columns < MaxColumns; columns++)
            {
                if (TryEncode(message, isUtf8, level, columns) is { } symbol)
                    return symbol;
            }

            return widest;
        }

        return null;
    }

    // Texts that change their character table often are shorter as bytes.
    private static Symbol? TryEncode(string message, bool isUtf8, PDF417ErrorCorrectionLevel level, int columns) =>
        TryEncode(message, isUtf8, level, columns, Compaction.AUTO) ?? TryEncode(message, isUtf8, level, columns, Compaction.BYTE);

    private static Symbol? TryEncode(string message, bool isUtf8, PDF417ErrorCorrectionLevel level, int columns, Compaction compaction)
    {
        var width = (ModulesPerCodeword * columns) + ModulesAroundCodewords;
        var maxRows = Math.Min(MaxCodewords / columns, width / (AspectRatio * RowHeight));
        Dictionary<EncodeHintType, object> hints = new()
        {
            [EncodeHintType.CHARACTER_SET] = isUtf8 ? "UTF-8" : "ISO-8859-1",
            [EncodeHintType.ERROR_CORRECTION] = level,
            [EncodeHintType.PDF417_COMPACTION] = compaction,
            [EncodeHintType.PDF417_DIMENSIONS] = new Dimensions(columns, columns, MinRows, maxRows),
            [EncodeHintType.PDF417_ASPECT_RATIO] = PDF417AspectRatio.A1,
            [EncodeHintType.MARGIN] = 0,
        };
        try
        {
            return new Symbol(
                BarcodeEncoder.Rows(new PDF417Writer().encode(message, BarcodeFormat.PDF_417, 1, 1, hints)), RowHeight, Quiet);
        }
        catch (WriterException)
        {
            return null;
        }
    }
}
