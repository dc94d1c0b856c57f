using System.Text;

namespace Passinstance.Passes.HostedPages.Barcodes;

/// <summary>PDF417 (ISO/IEC 15438): rows of code words, each drawn in one of three clusters so that a reader tells neighbouring rows apart.</summary>
internal static class Pdf417
{
    private const string Start = "81111113";
    private const string Stop = "711311121";
    private const int MaxWords = 928;
    private const int Pad = 900;
    private const int RowHeight = 3;

    // Widths of bars and spaces of each word: a line a cluster, a text a word (Annex A).
    private static readonly Lazy<string[][]> Clusters = new(ReadClusters);

    /// <summary>The symbol; null for a message that is too long for any.</summary>
    /// <param name="message">The message.</param>
    /// <param name="isUtf8">Whether letters outside ASCII are UTF-8; otherwise they are ISO/IEC 8859-1.</param>
    internal static Symbol? Encode(string message, bool isUtf8)
    {
        var bytes = Pdf417Bytes.Compact((isUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetBytes(message), isUtf8);
        // A text that changes its table at every other character is longer than its bytes.
        var data = Pdf417Text.TryCompact(message) is { } text && text.Count < bytes.Count ? text : bytes;
        // As recommended for symbols of this size (Annex E).
        var level = data.Count switch { <= 40 => 2, <= 160 => 3, <= 320 => 4, _ => 5 };
        var checks = 2 << level;
        var needed = 1 + data.Count + checks;
        if (needed > MaxWords)
            return null;
        if (Shape(needed) is not var (rows, columns))
            return null;
        var length = (rows * columns) - checks;
        List<int> words = [length, .. data, .. Enumerable.Repeat(Pad, length - 1 - data.Count)];
        words.AddRange(CheckWords(words, checks));
        return new Symbol([.. Enumerable.Range(0, rows).Select(row => Row(row, rows, columns, level, words))], RowHeight, Quiet: 2);
    }

    // About three times as wide as it is high.
    private static (int Rows, int Columns)? Shape(int needed) => Enumerable.Range(1, 30)
        .Select(columns => (Rows: Math.Max(3, (needed + columns - 1) / columns), Columns: columns))
        .Where(shape => shape.Rows <= 90 && shape.Rows * shape.Columns <= MaxWords)
        .OrderBy(shape => Math.Abs((17 * shape.Columns) + 69 - (3 * RowHeight * shape.Rows)))
        .Select(shape => ((int, int)?)shape).FirstOrDefault();

    private static bool[] Row(int row, int rows, int columns, int level, List<int> words)
    {
        var cluster = Clusters.Value[row % 3];
        // Rows, level and columns are told in turn, on the left in another order than on the right.
        int[] told = [(rows - 1) / 3, (level * 3) + ((rows - 1) % 3), columns - 1];
        string Indicator(int which) => cluster[(30 * (row / 3)) + told[which % 3]];
        var widths = Start + Indicator(row) + string.Concat(words.Skip(row * columns).Take(columns).Select(word => cluster[word])) + Indicator(row + 2) + Stop;
        return [.. widths.SelectMany((width, index) => Enumerable.Repeat(index % 2 == 0, width - '0'))];
    }

    // Reed and Solomon's, over the numbers modulo 929 (5.10).
    private static IEnumerable<int> CheckWords(List<int> words, int count)
    {
        const int prime = 929;
        var generator = new int[count + 1];
        generator[0] = 1;
        for (int degree = 1, root = 3; degree <= count; degree++, root = root * 3 % prime)
        {
            // Times (x - root); the highest power comes first.
            for (var i = degree; i > 0; i--)
                generator[i] = (generator[i] + ((prime - root) * generator[i - 1])) % prime;
        }

        var remainder = new int[count];
        foreach (var word in words)
        {
            var factor = (word + remainder[0]) % prime;
            for (var i = 0; i < count; i++)
                remainder[i] = ((i + 1 < count ? remainder[i + 1] : 0) + ((prime - generator[i + 1]) * factor)) % prime;
        }

        // What makes the whole divisible.
        return remainder.Select(value => (prime - value) % prime);
    }

    private static string[][] ReadClusters()
    {
        using var reader = new StreamReader(typeof(Pdf417).Assembly.GetManifestResourceStream("Pdf417Symbols.txt")!);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '))];
    }
}
