using System.Text.RegularExpressions;
using Passinstance.ServiceDefaults.Languages;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.Languages;

/// <summary>
/// The texts of the sign-in in the language of the person. The English text is written where it is shown and is the key of its
/// translations.
/// </summary>
internal static partial class Texts
{
    private static readonly Catalog Catalog = new(typeof(Texts).Assembly);

    /// <summary>A text; with arguments it has places <c>{0}</c>, <c>{1}</c> and so on.</summary>
    public static string T(string text, params string[] arguments) => Filled(Catalog.Find(text), arguments);

    /// <summary>Marks a text as a key that is looked up elsewhere.</summary>
    public static string Key(string text) => text;

    /// <summary>A text as HTML, whose places hold elements.</summary>
    /// <param name="text">The text.</param>
    /// <param name="elements">HTML.</param>
    public static string M(string text, params string[] elements) => Filled(Encode(Catalog.Find(text)), elements);

    private static string Filled(string text, string[] arguments) =>
        arguments.Length == 0 ? text : Place().Replace(text, place => arguments[place.ValueSpan[1] - '0']);

    [GeneratedRegex(@"\{\d\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
