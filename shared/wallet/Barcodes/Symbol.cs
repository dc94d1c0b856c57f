using System.Globalization;
using System.Text;

namespace Passinstance.Wallet.Barcodes;

/// <summary>A barcode as dark and light modules, drawn as SVG.</summary>
/// <param name="Rows">The rows, each of the same number of modules; true is dark.</param>
/// <param name="RowHeight">The height of a row, in modules.</param>
/// <param name="Quiet">The light margin that readers need around it, in modules.</param>
public sealed record Symbol(IReadOnlyList<bool[]> Rows, int RowHeight, int Quiet)
{
    /// <summary>Whether it is one row of bars.</summary>
    public bool IsLinear => Rows.Count == 1;

    /// <summary>The width with its margin, in modules.</summary>
    public int Width => Rows[0].Length + (2 * Quiet);

    /// <summary>The height with its margin, in modules; bars need a margin at the sides only.</summary>
    public int Height => (Rows.Count * RowHeight) + (IsLinear ? 0 : 2 * Quiet);

    /// <summary>The value of the <c>d</c> attribute of a path whose stroke is as wide as a row is high.</summary>
    public string Path()
    {
        var path = new StringBuilder();
        var top = IsLinear ? 0 : Quiet;
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

    /// <summary>The symbol as an SVG file with a white background.</summary>
    public string ToSvg() => string.Create(
        CultureInfo.InvariantCulture,
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" shape-rendering="crispEdges">
        <rect width="100%" height="100%" fill="#fff"/>
        <path stroke="#000" stroke-width="{RowHeight}" d="{Path()}"/></svg>
        """);
}
