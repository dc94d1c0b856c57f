namespace Passinstance.Passes.HostedPages.Barcodes;

/// <summary>
/// Symbols of bars: Code 128 (ISO/IEC 15417), Code 39 (ISO/IEC 16388), EAN-13 (ISO/IEC 15420), Interleaved 2 of 5 (ISO/IEC 16390) and Codabar (EN 798). The engine's rules
/// have checked that the message fits.
/// </summary>
internal static class Linear
{
    private const int Wide = 3;

    private const string Code128Widths =
        "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222123122123221223211221132221231213212223112312131311222321122321221312212322112322211" +
        "212123212321232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121313121211331231131213113213311213131311123311321331121312113312311332111" +
        "314111221411431111111224111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111111242121142121241114212124112124211411212421112421211212141" +
        "214121412121111143111341131141114113114311411113411311113141114131311141411131211412211214211232";

    private const string Code128Stop = "2331112";
    private const int StartB = 104;
    private const int StartC = 105;
    private const int ToA = 101;
    private const int ToB = 100;
    private const int ToC = 99;

    // Nine elements a character, dark and light in turn; 1 is wide.
    private const string Code39Characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*";

    private static readonly string[] Code39Elements =
    [
        "000110100", "100100001", "001100001", "101100000", "000110001", "100110000", "001110000", "000100101", "100100100", "001100100",
        "100001001", "001001001", "101001000", "000011001", "100011000", "001011000", "000001101", "100001100", "001001100", "000011100", "100000011", "001000011", "101000010",
        "000010011", "100010010", "001010010", "000000111", "100000110", "001000110", "000010110", "110000001", "011000001", "111000000", "010010001", "110010000", "011010000",
        "010000101", "110000100", "011000100", "010101000", "010100010", "010001010", "000101010", "010010100",
    ];

    private const string CodabarCharacters = "0123456789-$:/.+ABCD";

    private static readonly string[] CodabarElements =
    [
        "0000011", "0000110", "0001001", "1100000", "0010010", "1000010", "0100001", "0100100", "0110000", "1001000",
        "0001100", "0011000", "1000101", "1010001", "1010100", "0010101", "0011010", "0101001", "0001011", "0001110",
    ];

    private static readonly string[] ItfElements = ["00110", "10001", "01001", "11000", "00101", "10100", "01100", "00011", "10010", "01010"];

    // Widths of an odd-parity digit; the other sets are its mirror image and its complement.
    private static readonly string[] EanWidths = ["3211", "2221", "2122", "1411", "1132", "1231", "1114", "1312", "1213", "3112"];

    private static readonly string[] EanParities = ["000000", "001011", "001101", "001110", "010011", "011001", "011100", "010101", "010110", "011010"];

    internal static Symbol Code128(string message)
    {
        var values = Code128Values(message);
        var sum = values[0] + values.Skip(1).Select((value, index) => value * (index + 1)).Sum();
        values.Add(sum % 103);
        return Symbol.OfBars(Digits(string.Concat(values.Select(value => Code128Widths.Substring(value * 6, 6))) + Code128Stop), 50);
    }

    internal static Symbol Code39(string message) => Symbol.OfBars(
        Joined($"*{message}*".Select(c => Code39Elements[Code39Characters.IndexOf(c, StringComparison.Ordinal)])), 50);

    internal static Symbol Codabar(string message) => Symbol.OfBars(Joined(message.Select(c => CodabarElements[CodabarCharacters.IndexOf(c, StringComparison.Ordinal)])), 50);

    internal static Symbol Itf(string message) => Symbol.OfBars(
        [
            1, 1, 1, 1,
            .. message.Chunk(2).SelectMany(pair => ItfElements[pair[0] - '0'].Zip(ItfElements[pair[1] - '0'], (dark, light) => new[] { dark, light }).SelectMany(two => two)).Select(Width),
            Wide, 1, 1,
        ], 50);

    internal static Symbol Ean13(string message)
    {
        var parity = EanParities[message[0] - '0'];
        // The left half begins with a light module, so each digit's widths are light first.
        var left = message.Skip(1).Take(6).Select((digit, index) => parity[index] == '0' ? EanWidths[digit - '0'] : new string([.. EanWidths[digit - '0'].Reverse()]));
        var right = message.Skip(7).Select(digit => EanWidths[digit - '0']);
        return Symbol.OfBars(Digits($"111{string.Concat(left)}11111{string.Concat(right)}111"), 44);
    }

    // Set C where four or more digits follow each other, else B; A only for control characters.
    private static List<int> Code128Values(string message)
    {
        var values = new List<int>();
        var set = 0;
        for (var i = 0; i < message.Length;)
        {
            var digits = message.Skip(i).TakeWhile(char.IsAsciiDigit).Count();
            if (digits >= 4 || (set == ToC && digits >= 2))
            {
                // An odd digit stays in the set before.
                if (digits % 2 == 1 && set != ToC)
                {
                    Add(values, ref set, ToB, message[i++] - ' ');
                    continue;
                }

                Add(values, ref set, ToC, ((message[i] - '0') * 10) + message[i + 1] - '0');
                i += 2;
            }
            else if (message[i] < ' ')
            {
                Add(values, ref set, ToA, message[i++] + 64);
            }
            else
            {
                Add(values, ref set, ToB, message[i++] - ' ');
            }
        }

        return values;
    }

    private static void Add(List<int> values, ref int set, int wanted, int value)
    {
        if (set != wanted)
            values.Add(set == 0 ? wanted switch { ToC => StartC, ToB => StartB, _ => StartB - 1 } : wanted);
        set = wanted;
        values.Add(value);
    }

    private static IEnumerable<int> Joined(IEnumerable<string> characters) => characters.SelectMany((elements, index) => index == 0 ? elements : "0" + elements).Select(Width);

    private static IEnumerable<int> Digits(string widths) => widths.Select(c => c - '0');

    private static int Width(char element) => element == '1' ? Wide : 1;
}
