namespace Passinstance.Passes.HostedPages.Barcodes;

/// <summary>The modules of an Aztec code: a bull's eye, the mode around it, the data in a spiral of layers two modules wide, and in larger ones a grid of reference lines.</summary>
internal sealed class AztecGrid
{
    private const int ReferenceDistance = 16;
    private readonly bool _compact;
    private readonly int _layers;
    private readonly int _center;
    private readonly int[] _places;

    internal AztecGrid(bool compact, int layers)
    {
        (_compact, _layers) = (compact, layers);
        var without = (compact ? 11 : 14) + (4 * layers);
        var size = compact ? without : without + 1 + (2 * (((without / 2) - 1) / (ReferenceDistance - 1)));
        _center = size / 2;
        Rows = [.. Enumerable.Range(0, size).Select(_ => new bool[size])];
        // Data leaves the reference lines out: where each of its rows and columns lies.
        _places = new int[without];
        for (var i = 0; i < without / 2; i++)
        {
            var distance = compact ? i : i + (i / (ReferenceDistance - 1));
            _places[(without / 2) - 1 - i] = compact ? (without / 2) - 1 - i : _center - distance - 1;
            _places[(without / 2) + i] = compact ? (without / 2) + i : _center + distance + 1;
        }

        if (compact)
            _places[^1] = without - 1;
        else
            DrawReferenceLines();
        DrawEye(compact ? 5 : 7);
    }

    internal IReadOnlyList<bool[]> Rows { get; }

    internal void DrawData(List<bool> bits)
    {
        var last = _places.Length - 1;
        var at = 0;
        for (var layer = 0; layer < _layers; layer++)
        {
            var side = ((_layers - layer) * 4) + (_compact ? 9 : 12);
            var outer = 2 * layer;
            for (var along = 0; along < side; along++)
            {
                for (var deep = 0; deep < 2; deep++)
                {
                    var bit = at + (2 * along) + deep;
                    Set(_places[outer + deep], _places[outer + along], bits[bit]);
                    Set(_places[outer + along], _places[last - outer - deep], bits[bit + (2 * side)]);
                    Set(_places[last - outer - deep], _places[last - outer - along], bits[bit + (4 * side)]);
                    Set(_places[last - outer - along], _places[outer + deep], bits[bit + (6 * side)]);
                }
            }

            at += 8 * side;
        }
    }

    internal void DrawMode(List<bool> mode)
    {
        var side = mode.Count / 4;
        var away = _compact ? 5 : 7;
        for (var i = 0; i < side; i++)
        {
            // In larger symbols the reference lines cross the ring.
            var along = _compact ? _center - 3 + i : _center - 5 + i + (i / 5);
            Set(along, _center - away, mode[i]);
            Set(_center + away, along, mode[side + i]);
            Set(along, _center + away, mode[(3 * side) - 1 - i]);
            Set(_center - away, along, mode[(4 * side) - 1 - i]);
        }
    }

    private void DrawEye(int size)
    {
        for (var ring = 0; ring < size; ring += 2)
        {
            for (var i = _center - ring; i <= _center + ring; i++)
            {
                Set(i, _center - ring, true);
                Set(i, _center + ring, true);
                Set(_center - ring, i, true);
                Set(_center + ring, i, true);
            }
        }

        // Three corners differ, so that a reader finds which way is up.
        Set(_center - size, _center - size, true);
        Set(_center - size + 1, _center - size, true);
        Set(_center - size, _center - size + 1, true);
        Set(_center + size, _center - size, true);
        Set(_center + size, _center - size + 1, true);
        Set(_center + size, _center + size - 1, true);
    }

    private void DrawReferenceLines()
    {
        for (var distance = 0; distance <= _center; distance += ReferenceDistance)
        {
            for (var i = _center & 1; i < Rows.Count; i += 2)
            {
                Set(_center - distance, i, true);
                Set(_center + distance, i, true);
                Set(i, _center - distance, true);
                Set(i, _center + distance, true);
            }
        }
    }

    private void Set(int column, int row, bool dark) => Rows[row][column] = dark;
}
