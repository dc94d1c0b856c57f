using System.Globalization;
using System.Text;

namespace Passinstance.Passes.HostedPages.Barcodes;

/// <summary>A barcode as dark and light modules, drawn as SVG.</summary>
/// <param name="Rows">The rows, each of the same number of modules; dark is true.</param>
/// <param name="RowHeight">How high a row is, in modules.</param>
/// <param name="Quiet">The light margin around it that readers need, in modules.</param>
internal sealed record Symbol(IReadOnlyList<bool[]> Rows, int RowHeight, int Quiet)
{
    /// <summary>A symbol of bars, given by their widths: dark and light in turn.</summary>
    internal static Symbol OfBars(IEnumerable<int> widths, int height)
    {
        var modules = new List<bool>();
        var dark = true;
        foreach (var width in widths)
        {
            modules.AddRange(Enumerable.Repeat(dark, width));
            dark = !dark;
        }

        return new Symbol([[.. modules]], height, Quiet: 10);
    }

    internal int Width => Rows[0].Length + (2 * Quiet);

    // A reader of bars needs its margin at the sides only.
    internal int Height => (Rows.Count * RowHeight) + (Rows.Count == 1 ? 0 : 2 * Quiet);

    /// <summary>The value of the <c>d</c> attribute of a path whose stroke is as wide as a row is high.</summary>
    internal string Path()
    {
        var path = new StringBuilder();
        var top = Rows.Count == 1 ? 0 : Quiet;
        for (var row = 0; row < Rows.Count; row++)
        {
            var modules = Rows[row];
            var middle = top + (row * RowHeight) + (RowHeight / 2m);
            for (int start = 0, end; start < modules.Length; start = end)
            {
                end = start + 1;
                while (end < modules.Length && modules[end] == modules[start])
                    end++;
                if (modules[start])
                    path.Append(CultureInfo.InvariantCulture, $"M{start + Quiet} {middle:0.#}h{end - start}");
            }
        }

        return path.ToString();
    }
}
