using System.Text.RegularExpressions;

namespace Passinstance.Wallet.Json;

/// <summary>
/// The forms in which keys and certificates are pasted: with a byte order mark, in quotes, with line ends of any system or written out as
/// <c>\n</c> as an environment file has them, with blanks around and within.
/// </summary>
public static partial class PastedText
{
    private static readonly char[] Around = ['\uFEFF', '\u200B', '\u00A0', ' ', '\t', '\r', '\n', '"', '\''];

    /// <summary>PEM as programs read it: a label line, lines of Base64, a label line. Text that is not PEM is only trimmed.</summary>
    /// <param name="text">What was pasted.</param>
    public static string Pem(string text)
    {
        var lines = Trim(text).Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
            .Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n')
            .Replace("\uFEFF", "", StringComparison.Ordinal).Replace("\u200B", "", StringComparison.Ordinal);
        // Labels in one line with their Base64: what is left of a file after its line ends were lost.
        return Label().Replace(lines, match => $"\n{match.Value.Trim()}\n").Trim('\n', ' ') + "\n";
    }

    /// <summary>
    /// Base64 without what may surround it: blanks, line ends, quotes, the labels of PEM, the beginning of a data URL. The alphabet for
    /// addresses becomes the usual one, and missing padding is added.
    /// </summary>
    /// <param name="text">What was pasted.</param>
    public static string Base64(string text)
    {
        var rest = Trim(text);
        if (rest.StartsWith("data:", StringComparison.OrdinalIgnoreCase) && rest.IndexOf(',', StringComparison.Ordinal) is > 0 and var end)
            rest = rest[(end + 1)..];
        if (rest.StartsWith("-----BEGIN", StringComparison.Ordinal))
            rest = Label().Replace(Pem(rest), "");
        if (rest.AsSpan().IndexOfAny(Removed) >= 0)
            rest = string.Concat(rest.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "", StringComparison.Ordinal)
                .Where(c => !char.IsWhiteSpace(c) && c is not ('\uFEFF' or '\u200B')));
        if (rest.AsSpan().IndexOfAny('-', '_') >= 0)
            rest = rest.Replace('-', '+').Replace('_', '/');
        return (rest.Length % 4) switch { 2 when !rest.EndsWith('=') => rest + "==", 3 => rest + "=", _ => rest };
    }

    /// <summary>Text without a byte order mark, blanks, line ends and quotes around it.</summary>
    /// <param name="text">What was pasted.</param>
    public static string Trim(string text) =>
        text.Trim(Around);

    private static readonly System.Buffers.SearchValues<char> Removed =
        System.Buffers.SearchValues.Create(" \t\r\n\\\u00A0\uFEFF\u200B");

    [GeneratedRegex(@"[ \n]*-----(BEGIN|END) [A-Z0-9 ]{1,40}-----[ \n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Label();
}
