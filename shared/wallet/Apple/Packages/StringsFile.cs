using System.Text;

namespace Passinstance.Wallet.Apple.Packages;

/// <summary>Reads <c>pass.strings</c>: lines of <c>"text" = "translation";</c> with comments, in UTF-16 or UTF-8.</summary>
internal static class StringsFile
{
    private const int MaxTexts = 5_000;

    /// <summary>The translations by text. What follows a syntax error is left out, as devices do.</summary>
    public static IReadOnlyDictionary<string, string> Read(byte[] content)
    {
        var text = Decode(content);
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var at = 0;
        while (texts.Count < MaxTexts && Literal(text, ref at) is { } key && Skip(text, ref at, '=') && Literal(text, ref at) is { } value)
        {
            texts[key] = value;
            if (!Skip(text, ref at, ';'))
                break;
        }

        return texts;
    }

    private static string Decode(byte[] content) => content switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(content, 2, content.Length - 2),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(content, 2, content.Length - 2),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(content, 3, content.Length - 3),
        [_, 0, ..] => Encoding.Unicode.GetString(content),
        [0, _, ..] => Encoding.BigEndianUnicode.GetString(content),
        _ => Encoding.UTF8.GetString(content),
    };

    private static bool Skip(string text, ref int at, char wanted)
    {
        SkipBlanks(text, ref at);
        if (at >= text.Length || text[at] != wanted)
            return false;
        at++;
        return true;
    }

    private static void SkipBlanks(string text, ref int at)
    {
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
                at++;
            else if (text.AsSpan(at).StartsWith("/*"))
                at = text.IndexOf("*/", at + 2, StringComparison.Ordinal) is >= 0 and var end ? end + 2 : text.Length;
            else if (text.AsSpan(at).StartsWith("//"))
                at = text.IndexOf('\n', at) is >= 0 and var line ? line + 1 : text.Length;
            else
                return;
        }
    }

    private static string? Literal(string text, ref int at)
    {
        SkipBlanks(text, ref at);
        if (at >= text.Length || text[at] != '"')
            return null;
        var value = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                at++;
                return value.ToString();
            }

            if (text[at] != '\\' || at + 1 >= text.Length)
            {
                value.Append(text[at]);
                continue;
            }

            at++;
            value.Append(text[at] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', var other => other });
        }

        return null;
    }
}
