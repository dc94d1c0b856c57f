namespace Passinstance.Passes.HostedPages.Barcodes;

/// <summary>Text compaction (ISO/IEC 15438, 5.4.2): two values of five bits in a code word, from four tables that are switched between.</summary>
internal static class Pdf417Text
{
    private const string Upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ ";
    private const string Lower = "abcdefghijklmnopqrstuvwxyz ";
    private const string Mixed = "0123456789&\r\t,:#-.$/+%*=^";
    private const string Punctuation = ";<>@[\\]_`~!\r\t,:\n-.$/\"|*()?{}'";
    private const int TextFollows = 900;
    private const int ToLower = 27;
    private const int ToMixed = 28;
    private const int ToUpperFromMixed = 28;
    private const int ToPunctuationOnce = 29;
    private const int SpaceInMixed = 26;

    /// <summary>The code words; null for a text with other characters.</summary>
    internal static IReadOnlyList<int>? TryCompact(string text)
    {
        var values = new List<int>(text.Length * 2);
        var table = Upper;
        foreach (var character in text)
        {
            if (!TryAdd(values, ref table, character))
                return null;
        }

        // A switch to nothing fills the last word.
        if (values.Count % 2 == 1)
            values.Add(ToPunctuationOnce);
        var words = values.Chunk(2).Select(pair => (30 * pair[0]) + pair[1]);
        // Said though it goes without saying: readers made of ZXing take a single word for none.
        return values.Count == 2 ? [TextFollows, .. words] : [.. words];
    }

    private static bool TryAdd(List<int> values, ref string table, char character)
    {
        if (table == Mixed && character == ' ')
        {
            values.Add(SpaceInMixed);
            return true;
        }

        if (!table.Contains(character, StringComparison.Ordinal))
        {
            if (Punctuation.Contains(character, StringComparison.Ordinal) && !Mixed.Contains(character, StringComparison.Ordinal))
            {
                values.AddRange([ToPunctuationOnce, Punctuation.IndexOf(character, StringComparison.Ordinal)]);
                return true;
            }

            if (Mixed.Contains(character, StringComparison.Ordinal))
            {
                values.Add(ToMixed);
                table = Mixed;
            }
            else if (Lower.Contains(character, StringComparison.Ordinal))
            {
                values.Add(ToLower);
                table = Lower;
            }
            else if (Upper.Contains(character, StringComparison.Ordinal))
            {
                // From the small letters there is no way but over the table of figures.
                if (table == Lower)
                    values.Add(ToMixed);
                values.Add(ToUpperFromMixed);
                table = Upper;
            }
            else
            {
                return false;
            }
        }

        values.Add(table.IndexOf(character, StringComparison.Ordinal));
        return true;
    }
}
