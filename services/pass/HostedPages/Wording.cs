using System.Collections.Frozen;
using System.Text.Json;

namespace Passinstance.Passes.HostedPages;

/// <summary>Why a page has nothing to show, and what to do.</summary>
internal sealed record NoticeText(string Heading, string Text);

/// <summary>The pages' own words in one language, from a file in <c>Words</c>.</summary>
internal sealed record Wording
{
    private static readonly string[] RightToLeft = ["ar", "ur"];

    private static readonly FrozenDictionary<string, Wording> All = ((string[])
        ["en", "zh", "hi", "es", "fr", "ar", "bn", "pt", "ru", "ur", "de"]).Select(Read)
        .ToFrozenDictionary(words => words.Language, StringComparer.OrdinalIgnoreCase);

    /// <summary>The language tag.</summary>
    public required string Language { get; init; }

    /// <summary>What the language calls itself.</summary>
    public required string Name { get; init; }

    public required string AddToApple { get; init; }

    public required string AddToGoogle { get; init; }

    public required string PassFile { get; init; }

    public required string TakeHeading { get; init; }

    public required string ScanHeading { get; init; }

    public required string ScanText { get; init; }

    public required string AppleOnly { get; init; }

    public required string OneVisitor { get; init; }

    public required string GoogleDemo { get; init; }

    public required string FrontHeading { get; init; }

    public required string BackHeading { get; init; }

    public required string Voided { get; init; }

    public required string Expired { get; init; }

    /// <summary>On the front of a pass that was voided.</summary>
    public required string VoidedMark { get; init; }

    /// <summary>On the front of an expired pass.</summary>
    public required string ExpiredMark { get; init; }

    public required string BarcodeName { get; init; }

    public required string BarcodeInWallet { get; init; }

    public required string To { get; init; }

    public required string FormButton { get; init; }

    public required string FormIntro { get; init; }

    public required string FormErrors { get; init; }

    public required string Optional { get; init; }

    public required string Choose { get; init; }

    public required string Required { get; init; }

    public required string WrongEmail { get; init; }

    public required string WrongPhone { get; init; }

    public required string WrongDate { get; init; }

    public required string WrongChoice { get; init; }

    public required string WrongAnswer { get; init; }

    public required string TooLong { get; init; }

    public required string NotIssued { get; init; }

    public required IReadOnlyDictionary<string, NoticeText> Notices { get; init; }

    internal static Wording English => All["en"];

    internal static IEnumerable<Wording> Languages => All.Values;

    /// <summary>As in the attribute <c>dir</c>.</summary>
    internal string Direction => RightToLeft.Contains(Language) ? "rtl" : "ltr";

    internal NoticeText Notice(string code) => Notices.GetValueOrDefault(code, Notices[""]);

    /// <summary>Null for a language without texts.</summary>
    internal static Wording? Find(string language) => All.GetValueOrDefault(language.Split('-', '_')[0]);

    private static Wording Read(string language)
    {
        using var file = typeof(Wording).Assembly.GetManifestResourceStream($"{language}.json")!;
        return JsonSerializer.Deserialize<Wording>(file, JsonSerializerOptions.Web)!;
    }
}
