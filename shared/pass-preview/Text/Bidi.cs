using System.Globalization;

namespace Passinstance.PassPreview.Text;

/// <summary>
/// The order in which a line's characters are shown: the Unicode bidirectional algorithm (UAX 9) without explicit embeddings, which no
/// field of a pass has.
/// </summary>
internal static class Bidi
{
    private enum Kind : byte
    {
        Left,
        Right,
        ArabicLetter,
        EuropeanNumber,
        EuropeanSeparator,
        EuropeanTerminator,
        ArabicNumber,
        CommonSeparator,
        Mark,
        Neutral,
    }

    /// <summary>Whether the first character with a direction is of a script that is written from right to left; null without one.</summary>
    internal static bool? Direction(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            switch (KindOf(rune.Value))
            {
                case Kind.Left:
                    return false;
                case Kind.Right or Kind.ArabicLetter:
                    return true;
                default:
                    continue;
            }
        }

        return null;
    }

    /// <summary>The level of each UTF-16 unit: even from left to right, odd from right to left.</summary>
    internal static byte[] Levels(string text, bool isRightToLeft)
    {
        var kinds = new Kind[text.Length];
        var plain = !isRightToLeft;
        for (var i = 0; i < text.Length; i++)
        {
            var codepoint = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i];
            kinds[i] = KindOf(codepoint);
            plain &= kinds[i] is not (Kind.Right or Kind.ArabicLetter or Kind.ArabicNumber);
            if (codepoint > char.MaxValue)
                kinds[++i] = kinds[i - 1];
        }

        var levels = new byte[text.Length];
        if (plain)
            return levels;
        Resolve(kinds, isRightToLeft ? Kind.Right : Kind.Left);
        var paragraph = (byte)(isRightToLeft ? 1 : 0);
        for (var i = 0; i < kinds.Length; i++)
        {
            levels[i] = (kinds[i], isRightToLeft) switch
            {
                (Kind.Left, true) => 2,
                (Kind.Right, false) => 1,
                (Kind.EuropeanNumber or Kind.ArabicNumber, _) => 2,
                _ => paragraph,
            };
        }

        // Spaces at the end stand on the side where the line ends.
        for (var i = text.Length - 1; i >= 0 && char.IsWhiteSpace(text[i]); i--)
            levels[i] = paragraph;
        return levels;
    }

    private static void Resolve(Kind[] kinds, Kind paragraph)
    {
        // W1 to W3
        var (previous, strong) = (paragraph, paragraph);
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] == Kind.Mark)
                kinds[i] = previous;
            if (kinds[i] is Kind.Left or Kind.Right or Kind.ArabicLetter)
                strong = kinds[i];
            else if (kinds[i] == Kind.EuropeanNumber && strong == Kind.ArabicLetter)
                kinds[i] = Kind.ArabicNumber;
            previous = kinds[i];
        }

        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] == Kind.ArabicLetter)
                kinds[i] = Kind.Right;
        }

        Numbers(kinds);
        // W7
        strong = paragraph;
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is Kind.Left or Kind.Right)
                strong = kinds[i];
            else if (kinds[i] == Kind.EuropeanNumber && strong == Kind.Left)
                kinds[i] = Kind.Left;
        }

        Neutrals(kinds, paragraph);
    }

    // W4 to W6
    private static void Numbers(Kind[] kinds)
    {
        for (var i = 1; i + 1 < kinds.Length; i++)
        {
            if (kinds[i] is Kind.EuropeanSeparator or Kind.CommonSeparator && kinds[i - 1] == kinds[i + 1]
                && (kinds[i - 1] == Kind.EuropeanNumber || (kinds[i - 1] == Kind.ArabicNumber && kinds[i] == Kind.CommonSeparator)))
            {
                kinds[i] = kinds[i - 1];
            }
        }

        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] != Kind.EuropeanTerminator)
                continue;
            var end = i;
            while (end < kinds.Length && kinds[end] == Kind.EuropeanTerminator)
                end++;
            var besideNumber = (i > 0 && kinds[i - 1] == Kind.EuropeanNumber)
                || (end < kinds.Length && kinds[end] == Kind.EuropeanNumber);
            for (; i < end; i++)
                kinds[i] = besideNumber ? Kind.EuropeanNumber : Kind.Neutral;
            i--;
        }

        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] is Kind.EuropeanSeparator or Kind.CommonSeparator)
                kinds[i] = Kind.Neutral;
        }
    }

    // N1 and N2
    private static void Neutrals(Kind[] kinds, Kind paragraph)
    {
        for (var i = 0; i < kinds.Length; i++)
        {
            if (kinds[i] != Kind.Neutral)
                continue;
            var end = i;
            while (end < kinds.Length && kinds[end] == Kind.Neutral)
                end++;
            var before = i == 0 ? paragraph : SideOf(kinds[i - 1]);
            var after = end == kinds.Length ? paragraph : SideOf(kinds[end]);
            Array.Fill(kinds, before == after ? before : paragraph, i, end - i);
            i = end - 1;
        }
    }

    private static Kind SideOf(Kind kind) => kind == Kind.Left ? Kind.Left : Kind.Right;

    private static Kind KindOf(int codepoint)
    {
        switch (codepoint)
        {
            case >= '0' and <= '9' or >= 0x06F0 and <= 0x06F9:
                return Kind.EuropeanNumber;
            case >= 0x0660 and <= 0x0669 or 0x066B or 0x066C:
                return Kind.ArabicNumber;
            case '+' or '-' or 0x2212:
                return Kind.EuropeanSeparator;
            case '#' or '$' or '%' or >= 0x00A2 and <= 0x00A5 or 0x00B0 or 0x00B1 or 0x066A or 0x2030 or >= 0x20A0 and <= 0x20CF:
                return Kind.EuropeanTerminator;
            case ',' or '.' or '/' or ':' or 0x00A0 or 0x060C or 0x202F:
                return Kind.CommonSeparator;
            case 0x200E:
                return Kind.Left;
            case 0x200F:
                return Kind.Right;
            case 0x061C:
                return Kind.ArabicLetter;
            default:
                break;
        }

        var category = CharUnicodeInfo.GetUnicodeCategory(codepoint);
        if (category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark)
            return Kind.Mark;
        if (codepoint is >= 0x0590 and <= 0x05FF or >= 0x07C0 and <= 0x085F or >= 0xFB1D and <= 0xFB4F)
            return Kind.Right;
        if (codepoint is >= 0x0600 and <= 0x07BF or >= 0x0860 and <= 0x08FF or >= 0xFB50 and <= 0xFDFF or >= 0xFE70 and <= 0xFEFC)
            return Kind.ArabicLetter;
        return category <= UnicodeCategory.OtherLetter || category is UnicodeCategory.LetterNumber or UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherNumber
            ? Kind.Left
            : Kind.Neutral;
    }
}
