namespace Passinstance.ServiceDefaults.Languages;

/// <summary>
/// A language of the pages that people see: the dashboard and the sign-in. The programs run without culture data, so that a language is not
/// a <see cref="System.Globalization.CultureInfo"/>; it flows with the request or the circuit as a culture would.
/// </summary>
public sealed class Language
{
    private static readonly AsyncLocal<Language?> Ambient = new();
    private readonly Func<long, int> _pluralForm;

    private Language(string tag, string name, int pluralForms, Func<long, int> pluralForm, bool isRightToLeft = false)
    {
        (Tag, Name, PluralForms, _pluralForm) = (tag, name, pluralForms, pluralForm);
        Direction = isRightToLeft ? "rtl" : "ltr";
    }

    /// <summary>The language that the texts are written in, and in which a person reads what no catalog has.</summary>
    public static Language English { get; } = new("en", "English", 2, static count => count == 1 ? 0 : 1);

    /// <summary>All, in the order in which they are offered.</summary>
    public static IReadOnlyList<Language> All { get; } =
    [
        English,
        new("de", "Deutsch", 2, static count => count == 1 ? 0 : 1),
        new("fr", "Français", 2, static count => count is 0 or 1 ? 0 : 1),
        new("ar", "العربية", 6, ArabicForm, isRightToLeft: true),
    ];

    /// <summary>The language of this request or circuit.</summary>
    public static Language Current
    {
        get => Ambient.Value ?? English;
        set => Ambient.Value = value;
    }

    /// <summary>The BCP 47 tag.</summary>
    public string Tag { get; }

    /// <summary>What its speakers call it.</summary>
    public string Name { get; }

    /// <summary>How many forms a counted noun has (CLDR, "Language Plural Rules").</summary>
    public int PluralForms { get; }

    /// <summary><c>ltr</c> or <c>rtl</c>.</summary>
    public string Direction { get; }

    /// <summary>The language with this tag; null when it is not one of ours.</summary>
    public static Language? Find(string? tag) => All.FirstOrDefault(one => string.Equals(one.Tag, tag, StringComparison.OrdinalIgnoreCase));

    /// <summary>The form of a noun that is counted, from 0.</summary>
    public int PluralForm(long count) => _pluralForm(Math.Abs(count));

    // zero, one, two, few (3 to 10), many (11 to 99), other (100 to 102 and fractions), by the last two digits.
    private static int ArabicForm(long count) => count switch
    {
        0 => 0,
        1 => 1,
        2 => 2,
        _ => (count % 100) switch
        {
            >= 3 and <= 10 => 3,
            >= 11 => 4,
            _ => 5,
        },
    };
}
