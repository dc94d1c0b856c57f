using System.Text;
using nietras.SeparatedValues;

namespace Passinstance.Dashboard.Passes;

/// <summary>
/// A CSV file as a person sees it in a spreadsheet: to map its columns, and to name a wrong cell. The API reads the file itself.
/// </summary>
/// <param name="content">The file.</param>
internal sealed class CsvFile(byte[] content)
{
    private const int HeaderBytes = 64 * 1024;

    // The API finds the separator in the same way.
    private static readonly char[] Separators = [',', ';', '\t', '|'];

    private readonly char _separator = SeparatorOf(content);

    /// <summary>The names of the columns; empty when there are none.</summary>
    public IReadOnlyList<string> Header => Rows().FirstOrDefault() is { } header && header.Any(name => name.Length > 0) ? header : [];

    /// <summary>The first values.</summary>
    public IReadOnlyList<string> First => Rows().Skip(1).FirstOrDefault() ?? [];

    /// <summary>The values of some rows, by the number that a spreadsheet shows; the header is row 1.</summary>
    /// <param name="numbers">The rows.</param>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> Find(IReadOnlySet<int> numbers)
    {
        var found = new Dictionary<int, IReadOnlyList<string>>();
        var number = 0;
        foreach (var row in Rows())
        {
            number++;
            if (numbers.Contains(number))
                found[number] = row;
            if (found.Count == numbers.Count)
                break;
        }

        return found;
    }

    // Outside of quotes, what occurs most often in the first line; a comma when nothing does.
    private static char SeparatorOf(byte[] content)
    {
        var counts = new int[Separators.Length];
        var isQuoted = false;
        foreach (var character in Encoding.UTF8.GetString(content, 0, Math.Min(content.Length, HeaderBytes)))
        {
            if (character == '"')
                isQuoted = !isQuoted;
            else if (!isQuoted && character is '\r' or '\n')
                break;
            else if (!isQuoted && Array.IndexOf(Separators, character) is >= 0 and var at)
                counts[at]++;
        }

        return Separators[Array.IndexOf(counts, counts.Max())];
    }

    /// <summary>A file with the columns of a template and the values that it shows by itself.</summary>
    /// <param name="fields">The template's fields.</param>
    internal static string Example(IReadOnlyList<PassFieldInput> fields)
    {
        var header = string.Join(',', fields.Select(field => Quoted(field.Label)).Prepend("serialNumber").Append("barcode"));
        var row = string.Join(',', fields.Select(field => Quoted(field.Sample ?? "")).Prepend("1001").Append("1001"));
        return $"{header}\n{row}\n";
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",;\"\r\n") < 0
        ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private IEnumerable<IReadOnlyList<string>> Rows()
    {
        using var reader = new Sep(_separator).Reader(
            options => options with { HasHeader = false, Unescape = true, DisableColCountCheck = true }).From(content);
        while (reader.MoveNext())
            yield return CellsOf(reader.Current);
    }

    private static string[] CellsOf(SepReader.Row row)
    {
        var cells = new string[row.ColCount];
        for (var i = 0; i < cells.Length; i++)
            cells[i] = row[i].ToString().Trim();
        return cells;
    }
}
