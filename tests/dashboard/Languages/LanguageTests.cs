using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Passinstance.Dashboard.Components;
using Passinstance.Dashboard.Designer;
using Passinstance.Dashboard.Languages;
using Passinstance.Dashboard.Organization;
using Passinstance.Dashboard.Passes;
using Passinstance.LocalServers;
using Passinstance.PassPreview;
using Passinstance.PassPreview.Starts;
using Passinstance.ServiceDefaults.Languages;

namespace Passinstance.Dashboard.Tests.Languages;

/// <summary>
/// The texts of the dashboard and of the sign-in: every one is a key, and every catalog has exactly the keys there are, with the places and
/// forms that they need.
/// </summary>
[Trait("Category", "Unit")]
public sealed partial class LanguageTests
{
    // Names and examples that are the same in every language.
    private static readonly HashSet<string> Untranslated = new(StringComparer.Ordinal)
    {
        "Passinstance", "· Passinstance", "POST /batch", "X-API-Key", "client_id", "client_credentials", "pass.cer",
        "Pass Type ID Certificate",
        "Google Pay and Wallet Console", "Google Cloud", "Pass Type ID", "Apple Wallet", "Google Wallet", "NFC",
        ".pkpasstemplate", "<!DOCTYPE html>",
    };

    // Examples of what is typed have neither words nor a language.
    private static readonly string[] Examples = ["https://", "@example.com", "pass.com.", "/24", "gcloud iam "];

    private static string Dashboard => Path.Combine(Repository.Root, "services", "dashboard");

    public static TheoryData<string, string> Catalogs
    {
        get
        {
            var catalogs = new TheoryData<string, string>();
            foreach (var language in Language.All.Where(one => one != Language.English))
            {
                foreach (var folder in (string[])["services/dashboard", "gateway"])
                    catalogs.Add(folder, language.Tag);
            }

            return catalogs;
        }
    }

    [Theory]
    [MemberData(nameof(Catalogs))]
    public void A_catalog_has_exactly_the_texts_of_the_pages_and_each_once(string folder, string tag)
    {
        var keys = TextKeys.Of(Path.Combine(Repository.Root, folder));
        var entries = Read(folder, tag).Select(one => one.Key).ToList();

        Assert.NotEmpty(keys);
        Assert.Equal([], keys.Keys.Except(entries, StringComparer.Ordinal));
        Assert.Equal([], entries.Except(keys.Keys, StringComparer.Ordinal));
        Assert.Equal(entries.Count, entries.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [MemberData(nameof(Catalogs))]
    public void A_translation_has_the_forms_and_the_places_of_its_text(string folder, string tag)
    {
        var language = Language.Find(tag)!;
        var catalog = Read(folder, tag).ToDictionary(one => one.Key, one => one.Value);
        foreach (var (key, many) in TextKeys.Of(Path.Combine(Repository.Root, folder)))
        {
            var forms = catalog[key];
            Assert.True(forms.Count == (many is null ? 1 : language.PluralForms), $"{tag}: \"{key}\" has {forms.Count} forms.");
            foreach (var form in forms)
            {
                // A form for none, one or two needs no number.
                var missing = Places(many ?? key).Except(Places(form)).Where(place => many is null || place != "{0}");
                Assert.True(form.Length > 0 && !missing.Any(), $"{tag}: \"{key}\" lacks places: {form}");
                Assert.False(Places(form).Except(Places(many ?? key)).Any(), $"{tag}: \"{key}\" has more places: {form}");
            }
        }
    }

    [Fact]
    public void No_page_has_a_text_that_is_no_key()
    {
        var found = TextKeys.Files(Dashboard, "*.razor").SelectMany(file => TextKeys.Bare(File.ReadAllText(file))
            .Where(text => !Untranslated.Contains(text) && !Examples.Any(example => text.Contains(example, StringComparison.Ordinal)))
            .Select(text => $"{Path.GetRelativePath(Dashboard, file)}: {text}"));

        Assert.Equal([], found);
    }

    [Fact]
    public void Texts_between_tags_in_attributes_and_in_expressions_are_found()
    {
        Assert.Equal(["Save"], TextKeys.Bare("<button class=\"button\">Save</button>"));
        Assert.Equal(["Save"], TextKeys.Bare("<button @onclick=\"() => SaveAsync()\">Save</button>"));
        Assert.Equal(["Its name"], TextKeys.Bare("<input placeholder=\"Its name\" class=\"wide\" value=\"@_name\" />"));
        Assert.Equal(["Its name"], TextKeys.Bare("<TextField Label=\"Its name\" @bind-Value=\"_name\" />"));
        Assert.Equal(["About", "seconds"], TextKeys.Bare("<p>About @left seconds</p>"));
        Assert.Equal(["Last words"], TextKeys.Bare("@if (x)\n{\n    <p>\n    Last words\n    @y</p>\n}"));
        Assert.Equal(["The name"], TextKeys.Bare("<Field Label=\"@(x ? \"The name\" : T(\"Name\"))\" />"));
        Assert.Empty(TextKeys.Bare("<td data-label=\"@T(\"Name\")\">@one.Name</td>@* A comment. *@"));
        Assert.Empty(TextKeys.Bare("<p>@(M(\"Its id is {0}.\", @<code>@one.Name</code>)) @P(x, \"One pass\", \"Many passes\")</p>"));
    }

    [Fact]
    public void Arabic_has_six_forms_of_a_counted_noun()
    {
        Language.Current = Language.Find("ar")!;

        Assert.Equal(
            [
                "لا بطاقات", "بطاقة واحدة", "بطاقتان", "3 بطاقات", "10 بطاقات", "11 بطاقة", "99 بطاقة", "100 بطاقة", "102 بطاقة",
                "103 بطاقات", "1,111 بطاقة",
            ],
            ((long[])[0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 1111]).Select(count => Texts.P(count, "{0} pass", "{0} passes")));
    }

    [Theory]
    [InlineData("en", "1,234,567", "4 May 2027", "1 pass", "0 passes")]
    [InlineData("de", "1.234.567", "4. Mai 2027", "1 Pass", "0 Pässe")]
    [InlineData("fr", "1\u202f234\u202f567", "4 mai 2027", "1 pass", "0 pass")]
    [InlineData("ar", "1,234,567", "4 مايو 2027", "بطاقة واحدة", "لا بطاقات")]
    public void Numbers_days_and_counts_are_written_as_the_language_does(string tag, string number, string day, string one, string none)
    {
        Language.Current = Language.Find(tag)!;

        Assert.Equal(number, Texts.Number(1_234_567));
        Assert.Equal(day, Texts.Day(new DateOnly(2027, 5, 4)));
        Assert.Equal(one, Texts.P(1, "{0} pass", "{0} passes"));
        Assert.Equal(none, Texts.P(0, "{0} pass", "{0} passes"));
    }

    [Fact]
    public void An_error_with_a_known_code_has_a_headline_and_English_has_the_sentence_of_the_api()
    {
        Assert.Null(ProblemWords.Of("not_found"));
        Language.Current = Language.Find("de")!;

        Assert.Equal("Das gibt es nicht, oder nicht in Ihrer Organisation.", ProblemWords.Of("not_found"));
        Assert.Null(ProblemWords.Of("a_code_of_tomorrow"));
        var documented = File.ReadAllText(Path.Combine(Repository.Root, "gateway", "Portal", "Guides", "errors.md"));
        Assert.All(ProblemWords.Codes, code => Assert.Contains($"id=\"{code}\"", documented, StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_audit_log_records_the_doctor_finds_and_the_designer_offers_has_words()
    {
        var document = JsonElement.Parse(File.ReadAllText(Path.Combine(Repository.Root, "shared", "openapi", "v1.json")));
        var writes = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .Where(method => method.Name is "post" or "put" or "patch" or "delete")
            .Select(method => method.Value.GetProperty("operationId").GetString()!)
            // Draws and changes nothing.
            .Where(operation => operation != "previewTemplate");
        var rules = File.ReadAllText(Path.Combine(Repository.Root, "services", "pass", "Diagnosis", "DiagnosisRules.cs"));
        var findings = Finding().Matches(rules).Select(match => match.Groups[1].Value).Distinct();

        Assert.Equal([], writes.Select(AuditWords.OfOperation).Except(AuditWords.Operations, StringComparer.Ordinal));
        Assert.Equal([], findings.Append("installed").Except(DiagnosisWords.Codes, StringComparer.Ordinal));
        Assert.Equal(
            [],
            DesignerStarts.All.SelectMany(start => (string[])[start.Name, start.Purpose]).Except(StartWords.All, StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_of_the_engine_and_of_the_doctor_has_a_sentence_with_values_that_are_given()
    {
        var engine = Sources("shared/wallet", "shared/pass-preview", "services/template", "services/pass/Rendering").ToList();
        var doctor = Sources("services/pass/Diagnosis").ToList();
        var timeline = doctor.SelectMany(source => Kind().Matches(source)).Select(match => match.Groups[1].Value).Distinct().ToList();
        var codes = engine.SelectMany(FindingCodes.In).Distinct().ToList();
        var needed = NamedValue().Matches(File.ReadAllText(Path.Combine(Dashboard, "Passes", "DiagnosisWords.cs")))
            .Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(codes.Count > 90 && timeline.Count > 15 && needed.Count > 10, $"{codes.Count}, {timeline.Count}, {needed.Count}");
        Assert.Equal([], codes.Except(FindingWords.Codes, StringComparer.Ordinal));
        Assert.Equal([], FindingWords.Codes.Except(codes, StringComparer.Ordinal));
        Assert.Equal([], FindingWords.ValueNames.Distinct().Except(engine.SelectMany(FindingCodes.ValuesIn), StringComparer.Ordinal));
        Assert.Equal([], timeline.Except(DiagnosisWords.Kinds, StringComparer.Ordinal));
        Assert.Equal([], DiagnosisWords.Kinds.Except(timeline, StringComparer.Ordinal));
        Assert.Equal([], needed.Except(doctor.SelectMany(FindingCodes.ValuesIn), StringComparer.Ordinal));
    }

    [Fact]
    public void Every_code_of_an_error_at_a_value_has_a_sentence_with_values_that_are_given()
    {
        var sources = Sources("services/pass", "services/template", "services/notification", "services/webhook-dispatch", "gateway",
            "shared/service-defaults", "shared/persistence", "shared/wallet/Apple").ToList();
        var codes = sources.Where(source => source.Contains("InvalidValue", StringComparison.Ordinal) ||
                source.Contains("Problem", StringComparison.Ordinal) || source.Contains("PackageException", StringComparison.Ordinal))
            .SelectMany(FindingCodes.OfErrorsIn).Distinct().ToList();
        var words = ErrorWords.Codes.Concat(FindingWords.Codes).ToList();

        Assert.True(codes.Count > 70, $"{codes.Count}");
        Assert.Equal([], codes.Except(words, StringComparer.Ordinal));
        Assert.Equal([], ErrorWords.Codes.Except(codes, StringComparer.Ordinal));
        Assert.Equal([], ErrorWords.ValueNames.Distinct().Except(sources.SelectMany(FindingCodes.ValuesIn), StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("de", "out_of_range", "/maxPerSecond", "min=1&max=1000", "Geben Sie eine Zahl von 1 bis 1.000 an.")]
    [InlineData("fr", "out_of_range", "/passDays", "minDays=1&maxDays=3650", "Donnez de 1 à 3\u202f650 jours.")]
    [InlineData("ar", "required", "/templateId", "", "اختر قالبًا.")]
    [InlineData("de", "required", "/colour", "", "Das muss angegeben werden.")]
    [InlineData("de", "wrong_type", "/expirationDate", "expected=time&sent=x",
        "Schreiben Sie die Zeit mit ihrer Zeitzone, zum Beispiel 2026-12-15T19:00:00+01:00.")]
    [InlineData("de", "wrong_type", "/expirationDate", "expected=of_tomorrow", "Dieser Wert hat nicht die Form, die hier nötig ist.")]
    [InlineData("en", "required", "/templateId", "", null)]
    [InlineData("de", "a_code_of_tomorrow", "/templateId", "", null)]
    public void An_error_at_a_field_is_shown_in_the_language_of_the_page(
        string tag, string code, string pointer, string values, string? expected)
    {
        Language.Current = Language.Find(tag)!;
        var error = new Client.InvalidValue
        {
            Code = code,
            Pointer = pointer,
            Detail = "The API's own sentence.",
            Values = QueryHelpers.ParseQuery(values).ToDictionary(value => value.Key, value => value.Value.ToString()),
        };
        var shown = ErrorWords.Of(error);

        Assert.Equal(expected ?? error.Detail, shown.Text);
        Assert.Equal(expected is null, shown.IsOfTheApi);
        Assert.Null(shown.More);
    }

    [Theory]
    [InlineData("expirationDate must be a time in ISO 8601 with an offset; you sent \"x\".", "time")]
    [InlineData("Upload your certificate with POST /wallet-identities/apple.", "time")]
    public void English_pages_say_a_sentence_for_programs_in_words_for_people(string english, string expected)
    {
        Language.Current = Language.English;
        var shown = ErrorWords.Of(new Client.InvalidValue
        {
            Code = "wrong_type",
            Pointer = "/expirationDate",
            Detail = english,
            Values = new Dictionary<string, string> { ["expected"] = expected },
        });

        Assert.Equal("Write the time with its time zone, such as 2026-12-15T19:00:00+01:00.", shown.Text);
        Assert.False(shown.IsOfTheApi);
    }

    [Fact]
    public void An_error_of_which_the_api_knows_more_has_both_sentences()
    {
        Language.Current = Language.Find("de")!;
        var shown = ErrorWords.Of(
            new Client.InvalidValue { Code = "invalid_identity", Pointer = "/pkcs12", Detail = "This is a key store of Java." });

        Assert.Equal("Das ist keine .p12-Datei mit einem Zertifikat und seinem privaten Schlüssel.", shown.Text);
        Assert.Equal("This is a key store of Java.", shown.More);
    }

    [Theory]
    [InlineData("en", null)]
    [InlineData("de", "Kontrast von 1,42")]
    [InlineData("fr", "contraste de 1,42")]
    [InlineData("ar", "1.42")]
    public void A_finding_is_shown_with_its_values_as_the_language_writes_them(string tag, string? expected)
    {
        Language.Current = Language.Find(tag)!;
        var values = new Dictionary<string, string>
        {
            ["color"] = "#aaaaaa",
            ["behind"] = "#ffffff",
            ["contrast"] = "1.42",
            ["required"] = "4.5",
            ["nearest"] = "#767676",
        };
        var sentence = FindingWords.Of("low_contrast", "/foregroundColor", values, "The values have a contrast of 1.42.");

        if (expected is null)
            Assert.Null(sentence);
        else
            Assert.Contains(expected, sentence, StringComparison.Ordinal);
        // The engine's own sentence is better than one with holes, or than none.
        Assert.Null(FindingWords.Of("low_contrast", "/foregroundColor", null, ""));
        Assert.Null(FindingWords.Of("a_code_of_tomorrow", "/layout", null, ""));
    }

    [Fact]
    public void A_design_without_contrast_is_warned_of_in_German()
    {
        Language.Current = Language.Find("de")!;
        var start = DesignerStarts.Find("library")!;
        var template = start.For("Example", "A1B2C3D4E5", "pass.com.example.test") with { ForegroundColor = "#f0f0f0", Description = "" };
        var draft = new DesignDraft(template, start.Images);
        var request = new PreviewRequest { Template = template, Images = start.Images, Now = DateTimeOffset.UnixEpoch };
        var findings = draft.Findings(Preview.Draw(request), Preview.Draw(request with { Surface = PreviewSurface.Google }));

        Assert.NotEmpty(findings);
        Assert.All(findings, finding => Assert.NotNull(FindingWords.Of(finding)));
    }

    private static IEnumerable<string> Sources(params string[] folders) => folders
        .SelectMany(folder => TextKeys.Files(Path.Combine(Repository.Root, folder), "*.cs"))
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Migrations/", StringComparison.Ordinal))
        .Select(File.ReadAllText);

    private static IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> Read(string folder, string tag)
    {
        using var file = File.OpenText(Path.Combine(Repository.Root, folder, "Languages", $"{tag}.po"));
        return [.. Catalog.Read(file)];
    }

    private static IEnumerable<string> Places(string text) => Place().Matches(text).Select(match => match.Value).Distinct();

    [GeneratedRegex("""(?:Error|Warning|Info)\(\s*"([a-z_]+)\x22""")]
    private static partial Regex Finding();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Place();

    [GeneratedRegex("""(?:Good|new DiagnosisEvent)\(\s*[\w.]+,\s*"([a-z_]+)\x22""")]
    private static partial Regex Kind();

    [GeneratedRegex("""v\.(?:Name|Number|Day|Moment|Quote|Has)\("([a-zA-Z]+)"\)""")]
    private static partial Regex NamedValue();
}
