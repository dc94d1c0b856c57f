using System.Text.Json;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.ServiceDefaults.Requests;

/// <summary>What a client sent, short enough for a message, and what it may have meant.</summary>
public static class SentValue
{
    private const int MaxLength = 60;

    /// <summary>A value of a body: scalars as they were sent, others by their kind.</summary>
    public static string Of(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => Shorten(value.GetRawText()),
    };

    /// <summary>The beginning of a text, without control characters and without half a character at its end.</summary>
    public static string Shorten(string text)
    {
        var cut = TextCut.Storable(text, MaxLength);
        var shown = new string([.. cut.Select(character => char.IsControl(character) ? '\uFFFD' : character)]);
        return cut.Length < text.Length ? shown + "..." : shown;
    }

    /// <summary>The known name that is most like the one that was sent; null when none is.</summary>
    public static string? Suggest(string sent, IEnumerable<string> known)
    {
        if (sent.Length > MaxLength)
            return null;
        var wanted = Simplify(sent);
        var best = known.Select(name => (Name: name, Distance: Distance(wanted, Simplify(name))))
            .OrderBy(candidate => candidate.Distance).FirstOrDefault();
        return best.Name is not null && best.Distance <= Math.Max(1, Math.Min(2, wanted.Length / 3)) ? best.Name : null;
    }

    private static string Simplify(string name) =>
        new([.. name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    // Levenshtein.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
