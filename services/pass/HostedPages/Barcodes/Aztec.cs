namespace Passinstance.Passes.HostedPages.Barcodes;

/// <summary>
/// Aztec codes (ISO/IEC 24778), the code of boarding passes. All text is written as bytes: a little larger than with the modes for capitals and digits, and the same for every
/// script.
/// </summary>
internal static class Aztec
{
    private const int MaxCompact = 4;
    private const int MaxLayers = 32;
    private const int BinaryShift = 31;
    private const int ShortestLong = 32;

    /// <summary>The symbol of some bytes; null for more than an Aztec code holds.</summary>
    internal static Symbol? Encode(byte[] message)
    {
        var bits = BitsOf(message);
        // A third of the symbol is for errors.
        var wanted = bits.Count + (bits.Count / 3) + 11;
        for (var size = 0; size < MaxCompact + MaxLayers; size++)
        {
            var (compact, layers) = size < MaxCompact ? (true, size + 1) : (false, size - MaxCompact + 1);
            var room = ((compact ? 88 : 112) + (16 * layers)) * layers;
            if (room < wanted)
                continue;
            var word = WordSize(layers);
            var words = Stuff(bits, word);
            if (compact && words.Count > 64)
                continue;
            if ((words.Count * word) + (bits.Count / 3) + 11 <= room - (room % word))
                return Draw(compact, layers, words, word, room);
        }

        return null;
    }

    private static List<bool> BitsOf(byte[] message)
    {
        var bits = new List<bool>();
        // A shift to bytes says how many there are: in 5 bits up to 31, in 11 more beyond.
        foreach (var part in message.Chunk(2047 + ShortestLong - 1))
        {
            Append(bits, BinaryShift, 5);
            if (part.Length < ShortestLong)
            {
                Append(bits, part.Length, 5);
            }
            else
            {
                Append(bits, 0, 5);
                Append(bits, part.Length - ShortestLong + 1, 11);
            }

            foreach (var value in part)
                Append(bits, value, 8);
        }

        return bits;
    }

    private static int WordSize(int layers) => layers switch { <= 2 => 6, <= 8 => 8, <= 22 => 10, _ => 12 };

    // No word may be all dark or all light: where the bits would make one, a bit of the other kind is put in.
    private static List<int> Stuff(List<bool> bits, int size)
    {
        var words = new List<int>();
        var ones = (1 << size) - 2;
        for (var at = 0; at < bits.Count;)
        {
            var word = 0;
            for (var bit = 0; bit < size; bit++)
                word = (word << 1) | (at + bit >= bits.Count || bits[at + bit] ? 1 : 0);
            var isUniform = (word & ones) == ones || (word & ones) == 0;
            words.Add((word & ones) == ones ? ones : (word & ones) == 0 ? 1 : word);
            at += isUniform ? size - 1 : size;
        }

        return words;
    }

    private static Symbol Draw(bool compact, int layers, List<int> words, int word, int room)
    {
        var grid = new AztecGrid(compact, layers);
        var bits = new List<bool>();
        Append(bits, 0, room % word);
        foreach (var value in ReedSolomon.Append(words, room / word, word))
            Append(bits, value, word);
        grid.DrawData(bits);

        var mode = new List<bool>();
        Append(mode, layers - 1, compact ? 2 : 5);
        Append(mode, words.Count - 1, compact ? 6 : 11);
        var nibbles = mode.Chunk(4).Select(four => four.Aggregate(0, (value, bit) => (value << 1) | (bit ? 1 : 0))).ToList();
        mode.Clear();
        foreach (var value in ReedSolomon.Append(nibbles, compact ? 7 : 10, 4))
            Append(mode, value, 4);
        grid.DrawMode(mode);
        return new Symbol(grid.Rows, 1, Quiet: 2);
    }

    private static void Append(List<bool> bits, int value, int count)
    {
        for (var bit = count - 1; bit >= 0; bit--)
            bits.Add(((value >> bit) & 1) != 0);
    }
}
