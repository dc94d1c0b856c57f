namespace Passinstance.PassPreview.Text;

internal enum FontWeight
{
    Regular,
    Medium,
    SemiBold,
}

/// <summary>
/// The embedded fonts, all of them open: Inter, which is close to the system fonts of both platforms; Noto Sans for Arabic, Hebrew,
/// Devanagari, Bengali, Thai and Korean's common syllables; Droid Sans Fallback for Chinese and Japanese. A font is read when a text first
/// needs it.
/// </summary>
internal static class Fonts
{
    private static readonly Lazy<FontFace>[] Inter =
        [Embedded("r", "Inter-Regular.ttf"), Embedded("m", "Inter-Medium.ttf"), Embedded("s", "Inter-SemiBold.ttf")];

    private static readonly Lazy<FontFace> Arabic = Embedded("a", "NotoSansArabic-Medium.ttf");
    private static readonly Lazy<FontFace> Hebrew = Embedded("h", "NotoSansHebrew-Medium.ttf");
    private static readonly Lazy<FontFace> Devanagari = Embedded("d", "NotoSansDevanagari-Medium.ttf");
    private static readonly Lazy<FontFace> Bengali = Embedded("b", "NotoSansBengali-Medium.ttf");
    private static readonly Lazy<FontFace> Thai = Embedded("t", "NotoSansThai-Medium.ttf");
    private static readonly Lazy<FontFace> Korean = Embedded("k", "NotoSansKR-Medium.ttf");
    private static readonly Lazy<FontFace> EastAsian = Embedded("e", "DroidSansFallbackFull.ttf");

    /// <summary>The font for a character; Inter, with its box for a missing glyph, when none has it.</summary>
    internal static FontFace For(int codepoint, FontWeight weight)
    {
        var inter = Inter[(int)weight].Value;
        var other = codepoint switch
        {
            < 0x0590 => null,
            <= 0x05FF or (>= 0xFB1D and <= 0xFB4F) => Hebrew,
            <= 0x08FF or (>= 0xFB50 and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC) => Arabic,
            >= 0x0900 and <= 0x097F or >= 0xA8E0 and <= 0xA8FF => Devanagari,
            >= 0x0980 and <= 0x09FF => Bengali,
            >= 0x0E00 and <= 0x0E7F => Thai,
            >= 0x3131 and <= 0x318E or >= 0xAC00 and <= 0xD7A3 => Korean,
            _ => null,
        };
        if (other is not null)
            return other.Value.Has(codepoint) ? other.Value : inter;
        return codepoint < 0x1100 || inter.Has(codepoint) || !EastAsian.Value.Has(codepoint) ? inter : EastAsian.Value;
    }

    private static Lazy<FontFace> Embedded(string name, string file) => new(() => FontFace.Load(name, file));
}
