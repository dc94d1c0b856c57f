namespace Passinstance.Dashboard.Designer;

/// <summary>Languages that a design can be translated into, by the names that people know; any other tag is shown as it is.</summary>
internal static class Languages
{
    internal static IReadOnlyList<(string Tag, string Name)> All { get; } =
    [
        ("en", "English"), ("de", "German"), ("fr", "French"), ("es", "Spanish"), ("it", "Italian"), ("pt", "Portuguese"), ("nl", "Dutch"),
        ("pl", "Polish"), ("tr", "Turkish"), ("ru", "Russian"), ("ar", "Arabic"), ("he", "Hebrew"), ("hi", "Hindi"), ("bn", "Bengali"),
        ("ur", "Urdu"), ("zh-Hans", "Chinese, simplified"), ("zh-Hant", "Chinese, traditional"), ("ja", "Japanese"), ("ko", "Korean"),
    ];

    internal static string NameOf(string tag)
    {
        var known = All.FirstOrDefault(language => string.Equals(language.Tag, tag, StringComparison.OrdinalIgnoreCase)).Name;
        return known ?? tag;
    }
}
