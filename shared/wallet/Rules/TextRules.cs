namespace Passinstance.Wallet.Rules;

/// <summary>What no text of a pass may hold.</summary>
internal static class TextRules
{
    /// <summary>The longest text: a back field with terms and conditions.</summary>
    public const int MaxLength = 20_000;

    /// <summary>Data for a machine may have any character, but no half of one, and is as long as its code holds.</summary>
    public static void CheckMachineData(string data, string pointer, FindingList findings)
    {
        for (var i = 0; i < data.Length; i++)
        {
            if (char.IsHighSurrogate(data[i]) && i + 1 < data.Length && char.IsLowSurrogate(data[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(data[i]))
            {
                findings.Error(pointer, "broken_text", $"The text is not valid Unicode at position {i}: do not cut it inside a character.");
                return;
            }
        }
    }

    public static void Check(string? text, string pointer, FindingList findings)
    {
        if (text is null)
            return;
        if (text.Length > MaxLength)
            findings.Error(pointer, "text_too_long", $"Shorten this text to at most {MaxLength} characters.", ("max", MaxLength));
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if ((char.IsControl(character) && character is not ('\n' or '\r' or '\t')) || character is '\uFFFE' or '\uFFFF')
            {
                findings.Error(pointer, "control_character", $"Remove the control character U+{(int)character:X4} at position {i}.");
                return;
            }

            if (char.IsHighSurrogate(character) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(character) || character == '\uFFFD')
            {
                findings.Error(pointer, "broken_text",
                    $"The text is not valid Unicode at position {i}: send it in UTF-8 and do not cut it inside a character.");
                return;
            }
        }
    }
}
