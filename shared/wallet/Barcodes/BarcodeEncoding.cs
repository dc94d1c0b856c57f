using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Barcodes;

/// <summary>The character encodings of barcode messages: ISO/IEC 8859-1 where it can express the message, else UTF-8.</summary>
internal static class BarcodeEncoding
{
    public const string Latin1 = "iso-8859-1";
    public const string Utf8 = "utf-8";

    /// <summary>The name of the smallest encoding that can express a message.</summary>
    public static string Of(string message) => message.AsSpan().ContainsAnyExceptInRange('\0', 'ÿ') ? Utf8 : Latin1;

    /// <summary>The name of the encoding of a pass's message: the template's, or the smallest that can express it.</summary>
    public static string Of(TemplateBarcode? template, string message) => template?.MessageEncoding ?? Of(message);

    /// <summary>Whether a named encoding can express characters outside ISO/IEC 8859-1.</summary>
    public static bool IsUnicode(string name) => name.StartsWith("utf", StringComparison.OrdinalIgnoreCase);
}
