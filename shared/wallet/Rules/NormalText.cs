namespace Passinstance.Wallet.Rules;

/// <summary>
/// Letters with accents can be written as one character or as two; people see no difference, and programs see two names. Names are taken
/// in the composed form (NFC) only, as keyboards write it. Decided without Unicode's tables, which a deployment may not have.
/// </summary>
internal static class NormalText
{
    /// <summary>What to do about a name with decomposed letters.</summary>
    public const string Advice =
        "has letters in decomposed form, such as e and an accent after it: send it in Unicode's composed form (NFC).";

    /// <summary>Whether a name has an ASCII letter with an accent after it.</summary>
    public static bool IsDecomposed(string name)
    {
        for (var i = 1; i < name.Length; i++)
        {
            if (name[i] is >= '\u0300' and <= '\u036F' && char.IsAsciiLetter(name[i - 1]))
                return true;
        }

        return false;
    }
}
