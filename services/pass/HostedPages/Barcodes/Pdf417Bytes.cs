namespace Passinstance.Passes.HostedPages.Barcodes;

/// <summary>Byte compaction (5.4.3): six bytes in five code words.</summary>
internal static class Pdf417Bytes
{
    private const int BytesFollow = 901;
    private const int SixesFollow = 924;
    private const int CharacterSetFollows = 927;

    // As in AIM's list of extended channel interpretations.
    private const int Utf8 = 26;

    internal static IReadOnlyList<int> Compact(byte[] bytes, bool isUtf8)
    {
        var words = new List<int>();
        if (isUtf8)
            words.AddRange([CharacterSetFollows, Utf8]);
        words.Add(bytes.Length % 6 == 0 ? SixesFollow : BytesFollow);
        foreach (var group in bytes.Chunk(6))
        {
            if (group.Length < 6)
            {
                words.AddRange(group.Select(value => (int)value));
                continue;
            }

            var number = group.Aggregate(0L, (sum, value) => (sum << 8) | value);
            var digits = new int[5];
            for (var i = 4; i >= 0; i--)
                (number, digits[i]) = (number / 900, (int)(number % 900));
            words.AddRange(digits);
        }

        return words;
    }
}
