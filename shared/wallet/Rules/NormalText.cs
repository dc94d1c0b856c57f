using System.Collections.Frozen;

namespace Passinstance.Wallet.Rules;

/// <summary>
/// Letters with accents can be written as one character or as two; people see no difference, and programs see two names. Names are taken
/// in the composed form (NFC) only, as keyboards write it. Decided without the runtime's tables, which a deployment may not have.
/// </summary>
internal static class NormalText
{
    /// <summary>What to do about a name with decomposed letters.</summary>
    public const string Advice =
        "has letters in decomposed form, such as e and an accent after it: send it in Unicode's composed form (NFC).";

    /// <summary>By mark: the letters that are one character with it (Unicode 14, canonical composition).</summary>
    private static readonly FrozenDictionary<char, string> Letters = new Dictionary<char, string>
    {
        ['\u0300'] = "AEINOUWYaeinouwy\u00A8ÂÊÔÜâêôüĂăĒēŌōƠơƯưΑΕΗΙΟΥΩαεηιουωϊϋЕИеиἀἁἈἉἐἑἘἙἠἡἨἩἰἱἸἹὀὁὈὉὐὑὙὠὡὨὩ\u1FBF\u1FFE",
        ['\u0301'] = "ACEGIKLMNOPRSUWYZacegiklmnoprsuwyz\u00A8ÂÅÆÇÊÏÔÕØÜâåæçêïôõøüĂăĒēŌōŨũƠơƯưΑΕΗΙΟΥΩαεηιουωϊϋϒГКгкἀἁἈἉἐἑἘ"
            + "ἙἠἡἨἩἰἱἸἹὀὁὈὉὐὑὙὠὡὨὩ\u1FBF\u1FFE",
        ['\u0302'] = "ACEGHIJOSUWYZaceghijosuwyzẠạẸẹỌọ",
        ['\u0303'] = "AEINOUVYaeinouvyÂÊÔâêôĂăƠơƯư",
        ['\u0304'] = "AEGIOUYaegiouyÄÆÕÖÜäæõöüǪǫȦȧȮȯΑΙΥαιυИУиуḶḷṚṛ",
        ['\u0306'] = "AEGIOUaegiouȨȩΑΙΥαιυАЕЖИУаежиуẠạ",
        ['\u0307'] = "ABCDEFGHIMNOPRSTWXYZabcdefghmnoprstwxyzŚśŠšſṢṣ",
        ['\u0308'] = "AEHIOUWXYaehiotuwxyÕõŪūΙΥιυϒІАЕЖЗИОУЧЫЭаежзиоучыэіӘәӨө",
        ['\u0309'] = "AEIOUYaeiouyÂÊÔâêôĂăƠơƯư",
        ['\u030A'] = "AUauwy",
        ['\u030B'] = "OUouУу",
        ['\u030C'] = "ACDEGHIKLNORSTUZacdeghijklnorstuzÜüƷʒ",
        ['\u030F'] = "AEIORUaeioruѴѵ",
        ['\u0311'] = "AEIORUaeioru",
        ['\u0313'] = "ΑΕΗΙΟΩαεηιορυω",
        ['\u0314'] = "ΑΕΗΙΟΡΥΩαεηιορυω",
        ['\u031B'] = "OUou",
        ['\u0323'] = "ABDEHIKLMNORSTUVWYZabdehiklmnorstuvwyzƠơƯư",
        ['\u0324'] = "Uu",
        ['\u0325'] = "Aa",
        ['\u0326'] = "STst",
        ['\u0327'] = "CDEGHKLNRSTcdeghklnrst",
        ['\u0328'] = "AEIOUaeiou",
        ['\u032D'] = "DELNTUdelntu",
        ['\u032E'] = "Hh",
        ['\u0330'] = "EIUeiu",
        ['\u0331'] = "BDKLNRTZbdhklnrtz",
        ['\u0342'] = "\u00A8αηιυωϊϋἀἁἈἉἠἡἨἩἰἱἸἹὐὑὙὠὡὨὩ\u1FBF\u1FFE",
        ['\u0345'] = "ΑΗΩάήαηωώἀἁἂἃἄἅἆἇἈἉἊἋἌἍἎἏἠἡἢἣἤἥἦἧἨἩἪἫἬἭἮἯὠὡὢὣὤὥὦὧὨὩὪὫὬὭὮὯὰὴὼᾶῆῶ",
        ['\u0653'] = "\u0627",
        ['\u0654'] = "\u0627\u0648\u064A\u06C1\u06D2\u06D5",
        ['\u0655'] = "\u0627",
        ['\u093C'] = "नरळ",
        ['\u09BE'] = "\u09C7",
        ['\u09D7'] = "\u09C7",
        ['\u0B3E'] = "\u0B47",
        ['\u0B56'] = "\u0B47",
        ['\u0B57'] = "\u0B47",
        ['\u0BBE'] = "\u0BC6\u0BC7",
        ['\u0BD7'] = "ஒ\u0BC6",
        ['\u0C56'] = "\u0C46",
        ['\u0CC2'] = "\u0CC6",
        ['\u0CD5'] = "\u0CBF\u0CC6\u0CCA",
        ['\u0CD6'] = "\u0CC6",
        ['\u0D3E'] = "\u0D46\u0D47",
        ['\u0D57'] = "\u0D46",
        ['\u0DCA'] = "\u0DD9\u0DDC",
        ['\u0DCF'] = "\u0DD9",
        ['\u0DDF'] = "\u0DD9",
        ['\u102E'] = "ဥ",
        ['\u1B35'] = "\u1B05\u1B07\u1B09\u1B0B\u1B0D\u1B11\u1B3A\u1B3C\u1B3E\u1B3F\u1B42",
        ['\u3099'] = "うかきくけこさしすせそたちつてとはひふへほゝウカキクケコサシスセソタチツテトハヒフヘホワヰヱヲヽ",
        ['\u309A'] = "はひふへほハヒフヘホ",
    }.ToFrozenDictionary();

    /// <summary>Whether a name has a letter and a mark after it that are one character in composed form, or the sign of a unit.</summary>
    public static bool IsDecomposed(string name)
    {
        // Ohm, Kelvin and Angstrom are letters in the composed form.
        if (name.AsSpan().ContainsAny("\u2126\u212A\u212B"))
            return true;
        for (var i = 1; i < name.Length; i++)
        {
            if (IsSplit(name[i - 1], name[i]))
                return true;
        }

        return false;
    }

    private static bool IsSplit(char letter, char mark) =>
        mark >= '\u0300' && ((Letters.TryGetValue(mark, out var letters) && letters.Contains(letter, StringComparison.Ordinal))
            || IsSplitHangul(letter, mark));

    // A consonant and a vowel, or a syllable without a final consonant and one (Unicode, 3.12).
    private static bool IsSplitHangul(char first, char second) => second switch
    {
        >= '\u1161' and <= '\u1175' => first is >= '\u1100' and <= '\u1112',
        >= '\u11A8' and <= '\u11C2' => first is >= '\uAC00' and <= '\uD7A3' && (first - '\uAC00') % 28 == 0,
        _ => false,
    };
}
