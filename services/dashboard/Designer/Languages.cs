namespace Passinstance.Dashboard.Designer;

/// <summary>Languages that a design can be translated into, by the names that people know; any other tag is shown as it is.</summary>
internal static class Languages
{
    private static readonly (string Tag, string Name)[] Known =
    [
        ("en", Key("English")), ("de", Key("German")), ("fr", Key("French")), ("es", Key("Spanish")), ("it", Key("Italian")),
        ("pt", Key("Portuguese")), ("nl", Key("Dutch")),
        ("pl", Key("Polish")), ("tr", Key("Turkish")), ("ru", Key("Russian")), ("ar", Key("Arabic")),
        ("he", Key("Hebrew")), ("hi", Key("Hindi")), ("bn", Key("Bengali")),
        ("ur", Key("Urdu")), ("zh-Hans", Key("Chinese, simplified")), ("zh-Hant", Key("Chinese, traditional")),
        ("ja", Key("Japanese")), ("ko", Key("Korean")),
    ];

    internal static IReadOnlyList<(string Tag, string Name)> All => [.. Known.Select(language => (language.Tag, T(language.Name)))];

    internal static string NameOf(string tag)
    {
        var known = Known.FirstOrDefault(language => string.Equals(language.Tag, tag, StringComparison.OrdinalIgnoreCase)).Name;
        return known is null ? tag : T(known);
    }
}
