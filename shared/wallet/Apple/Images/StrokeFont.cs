namespace Passinstance.Wallet.Apple.Images;

/// <summary>
/// Capital letters and digits as strokes in a box of 4 by 6, so that initials are crisp at every scale and need no font file.
/// A glyph is a list of lines; a line is a list of points, two digits each.
/// </summary>
internal static class StrokeFont
{
    public const float Width = 4;
    public const float Height = 6;

    private static readonly Dictionary<char, string> Glyphs = new()
    {
        ['A'] = "062046 1434",
        ['B'] = "00063645443303 0030414233",
        ['C'] = "4130100105163645",
        ['D'] = "00062644422000",
        ['E'] = "40000646 0333",
        ['F'] = "400006 0333",
        ['G'] = "41301001051636454323",
        ['H'] = "0006 4046 0343",
        ['I'] = "2026 1030 1636",
        ['J'] = "404536160504",
        ['K'] = "0006 400346",
        ['L'] = "000646",
        ['M'] = "0600234046",
        ['N'] = "06004640",
        ['O'] = "103041453616050110",
        ['P'] = "06003041423303",
        ['Q'] = "103041453616050110 2446",
        ['R'] = "06003041423303 2346",
        ['S'] = "4130100102134344453616 0516",
        ['T'] = "0040 2026",
        ['U'] = "000516364540",
        ['V'] = "002640",
        ['W'] = "0016233640",
        ['X'] = "0046 4006",
        ['Y'] = "002340 2326",
        ['Z'] = "00400646",
        ['0'] = "103041453616050110 4105",
        ['1'] = "012026 1636",
        ['2'] = "0110304142060646",
        ['3'] = "0110304142332333444536160505",
        ['4'] = "30044434 4030 3036",
        ['5'] = "400003334445361605",
        ['6'] = "413010010516364544330304",
        ['7'] = "004016",
        ['8'] = "103041423313020110 1304051636454433",
        ['9'] = "051636454130100102133342",
    };

    /// <summary>The lines of a character, or none when the font does not have it.</summary>
    public static IReadOnlyList<(float X1, float Y1, float X2, float Y2)> Lines(char character)
    {
        var lines = new List<(float, float, float, float)>();
        if (Glyphs.TryGetValue(char.ToUpperInvariant(character), out var glyph))
        {
            foreach (var stroke in glyph.Split(' '))
            {
                for (var i = 0; i + 3 < stroke.Length; i += 2)
                    lines.Add((stroke[i] - '0', stroke[i + 1] - '0', stroke[i + 2] - '0', stroke[i + 3] - '0'));
            }
        }

        return lines;
    }

    /// <summary>Whether the font has a character.</summary>
    public static bool Has(char character) => Glyphs.ContainsKey(char.ToUpperInvariant(character));
}
