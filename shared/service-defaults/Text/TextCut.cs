using System.Text;

namespace Passinstance.ServiceDefaults.Text;

/// <summary>Shortens text without splitting a character.</summary>
public static class TextCut
{
    /// <summary>
    /// The beginning of a text, at most <paramref name="maxLength"/> UTF-16 units. A surrogate pair at the end is kept whole or left out:
    /// half of one can neither be stored nor sent.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The most UTF-16 units, at least 0.</param>
    public static string Cut(string text, int maxLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLength);
        if (text.Length <= maxLength)
            return text;
        var splits = maxLength > 0 && char.IsHighSurrogate(text[maxLength - 1]) && char.IsLowSurrogate(text[maxLength]);
        return text[..(splits ? maxLength - 1 : maxLength)];
    }

    /// <summary>The same, with an ellipsis after a text that was shortened.</summary>
    /// <param name="text">The text.</param>
    /// <param name="maxLength">The most UTF-16 units before the ellipsis.</param>
    public static string Shorten(string text, int maxLength)
    {
        var cut = Cut(text, maxLength);
        return cut.Length == text.Length ? text : cut + "...";
    }

    /// <summary>The beginning of a text that PostgreSQL can store: without U+0000 and without half a surrogate pair.</summary>
    /// <param name="text">The text, from a client or another system.</param>
    /// <param name="maxLength">The most UTF-16 units.</param>
    public static string Storable(string text, int maxLength)
    {
        var cut = Cut(text, maxLength);
        for (var i = 0; i < cut.Length; i++)
        {
            if (char.IsHighSurrogate(cut[i]) && i + 1 < cut.Length && char.IsLowSurrogate(cut[i + 1]))
                i++;
            else if (cut[i] == '\0' || char.IsSurrogate(cut[i]))
                return Replace(cut);
        }

        return cut;
    }

    /// <summary>The text of bytes that were cut anywhere: a character that is incomplete at their end is left out.</summary>
    /// <param name="utf8">The bytes, from another system.</param>
    public static string FromUtf8(ReadOnlySpan<byte> utf8)
    {
        var characters = new char[utf8.Length];
        var count = Encoding.UTF8.GetDecoder().GetChars(utf8, characters, flush: false);
        return Storable(new string(characters, 0, count), count);
    }

    private static string Replace(string text)
    {
        var characters = text.ToCharArray();
        for (var i = 0; i < characters.Length; i++)
        {
            if (char.IsHighSurrogate(characters[i]) && i + 1 < characters.Length && char.IsLowSurrogate(characters[i + 1]))
                i++;
            else if (characters[i] == '\0' || char.IsSurrogate(characters[i]))
                characters[i] = '\uFFFD';
        }

        return new string(characters);
    }
}
