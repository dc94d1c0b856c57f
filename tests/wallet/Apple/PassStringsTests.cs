using System.Text;
using System.Text.RegularExpressions;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

[Trait("Category", "Unit")]
public sealed partial class PassStringsTests
{
    [Fact]
    public void Every_language_has_the_same_keys_and_every_text_is_read_back_unchanged() => Properties.Hold(Generated.Samples, sample =>
    {
        var files = PassStrings.Files(sample.Template)
            .ToDictionary(f => f.Path, f => Parse(f.Content));
        foreach (var (language, texts) in sample.Template.Localizations
            ?? new Dictionary<string, IReadOnlyDictionary<string, string>>())
        {
            var read = files[$"{language}.lproj/pass.strings"];
            Assert.All(texts, text => Assert.Equal(text.Value, read[text.Key]));
            Assert.All(files.Values, other => Assert.Equal(read.Keys, other.Keys));
        }
    });

    [Fact]
    public void The_templates_own_language_has_each_text_unchanged()
    {
        var card = RichPasses.Of("generic");
        var english = Parse(PassStrings.Files(card.Template).Single(f => f.Path == "en.lproj/pass.strings").Content);
        Assert.Contains("MEMBER", english.Keys);
        Assert.All(english, text => Assert.Equal(text.Key, text.Value));
        Assert.Empty(PassStrings.Files(card.Template with { Localizations = null }));
    }

    /// <summary>A reader of .strings files: lines of <c>"key" = "value";</c> with backslash escapes.</summary>
    private static Dictionary<string, string> Parse(byte[] file)
    {
        Assert.Equal([0xFF, 0xFE], file[..2]);
        var text = Encoding.Unicode.GetString(file, 2, file.Length - 2);
        var lines = Line().Matches(text);
        Assert.Equal(text, string.Concat(lines.Select(l => l.Value)));
        return lines.ToDictionary(l => Unescape(l.Groups[1].Value), l => Unescape(l.Groups[2].Value));
    }

    private static string Unescape(string text) =>
        Escape().Replace(text, m => m.Value[1] switch { 'n' => "\n", 'r' => "\r", 't' => "\t", char other => $"{other}" });

    [GeneratedRegex("""\G"((?:[^"\\\n]|\\.)*)" = "((?:[^"\\\n]|\\.)*)";\n""")]
    private static partial Regex Line();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();
}
