namespace Passinstance.Wallet.Model;

/// <summary>
/// Language tags (BCP 47) mean the same in any case, and file systems of devices do not tell it apart: they are compared and written in
/// one form.
/// </summary>
public static class LanguageTag
{
    private const int ScriptLength = 4;
    private const int RegionLength = 2;

    /// <summary>The tag in its usual form: <c>en</c>, <c>pt-BR</c>, <c>zh-Hans</c>.</summary>
    /// <param name="tag">The tag, in any case.</param>
    public static string Canonical(string tag)
    {
        var parts = tag.Split('-');
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = (i, parts[i].Length) switch
            {
                ( > 0, ScriptLength) when parts[i].All(char.IsAsciiLetter) =>
                    char.ToUpperInvariant(parts[i][0]) + parts[i][1..].ToLowerInvariant(),
                ( > 0, RegionLength) => parts[i].ToUpperInvariant(),
                _ => parts[i].ToLowerInvariant(),
            };
        }

        return string.Join('-', parts);
    }

    /// <summary>Whether two tags name the same language.</summary>
    /// <param name="one">A tag.</param>
    /// <param name="other">Another.</param>
    public static bool Same(string? one, string? other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
}
