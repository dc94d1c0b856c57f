using System.Text;

namespace Passinstance.Dashboard.Passes;

/// <summary>The first two lines of a CSV file, to map its columns. The API reads the file itself.</summary>
internal static class CsvHead
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>The names of the columns and the first values.</summary>
    public static (IReadOnlyList<string> Header, IReadOnlyList<string> First) Read(ReadOnlySpan<byte> file)
    {
        var text = Encoding.UTF8.GetString(file[..Math.Min(file.Length, MaxBytes)]).TrimStart('\uFEFF');
        var (header, rest) = ReadLine(text, 0);
        return header.Count == 1 && header[0].Length == 0 ? ([], []) : (header, ReadLine(text, rest).Cells);
    }

    // RFC 4180: a quoted cell may hold commas, line ends and doubled quotes.
    private static (IReadOnlyList<string> Cells, int Next) ReadLine(string text, int start)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        var isQuoted = false;
        var i = start;
        for (; i < text.Length; i++)
        {
            var character = text[i];
            if (isQuoted && character == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                cell.Append('"');
                i++;
            }
            else if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (character == ',' && !isQuoted)
            {
                cells.Add(cell.ToString().Trim());
                cell.Clear();
            }
            else if (character is ('\r' or '\n') && !isQuoted)
            {
                break;
            }
            else
            {
                cell.Append(character);
            }
        }

        cells.Add(cell.ToString().Trim());
        while (i < text.Length && text[i] is ('\r' or '\n'))
            i++;
        return (cells, i);
    }
}
