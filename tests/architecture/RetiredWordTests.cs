using System.Text.RegularExpressions;

namespace Passinstance.Architecture.Tests;

/// <summary>The words that docs/glossary.md retires are not used in identifiers and log messages.</summary>
[Trait("Category", "Unit")]
public sealed partial class RetiredWordTests
{
    // PNG's own term, and two names that the API's document has.
    private static readonly HashSet<string> Exempt = new(StringComparer.Ordinal) { "WriteChunk", "SendAgainRequest", "SendAgainResult" };

    private static readonly IReadOnlyList<RetiredWord> Retired = [.. ReadTable()];

    private sealed record RetiredWord(string Word, string Use, bool IsPrefix)
    {
        private readonly string[] _parts = Split(Word);

        internal bool IsIn(string identifier)
        {
            var parts = Split(identifier);
            for (var start = 0; start + _parts.Length <= parts.Length && (!IsPrefix || start == 0); start++)
            {
                if (parts.AsSpan(start, _parts.Length).SequenceEqual(_parts))
                    return true;
            }

            return false;
        }
    }

    [Fact]
    public void The_glossary_lists_retired_words()
    {
        Assert.True(Retired.Count > 40, "The table of docs/glossary.md was not read.");
        Assert.Contains(Retired, word => word.Word == "Announcer" && word.IsIn("PassAnnouncer"));
        Assert.DoesNotContain(Retired, word => word.IsIn("WebhookEndpointLookup"));
    }

    [Fact]
    public void No_identifier_uses_a_retired_word()
    {
        var used = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in RepositoryTree.Sources.Where(file => !file.StartsWith("tests/architecture/", StringComparison.Ordinal)))
        {
            foreach (var identifier in Identifiers(RepositoryTree.Read(file)))
            {
                foreach (var word in Retired.Where(word => word.IsIn(identifier)))
                    used.Add($"{identifier} in {file}: use {word.Use}");
            }
        }

        RepositoryTree.AssertNone(used);
    }

    [Fact]
    public void No_log_message_uses_a_retired_word()
    {
        RepositoryTree.AssertNone(
            RepositoryTree.ProductionSources.SelectMany(file => LogMessage().Matches(RepositoryTree.Read(file)).SelectMany(match =>
            Retired.Where(word => Regex.IsMatch(match.Groups[1].Value, $@"\b{word.Word}\b", RegexOptions.IgnoreCase))
                .Select(word => $"{file}: \"{match.Groups[1].Value}\": {word.Use} instead of {word.Word}"))));
    }

    private static IEnumerable<string> Identifiers(string source)
    {
        // Of literals only what an interpolated one evaluates is code; what stands after a dot is declared elsewhere, here or in a library.
        var code = NoCode().Replace(source, match => match.Groups["interpolated"].Success
            ? string.Join(' ', Hole().Matches(match.Value).Select(hole => hole.Value))
            : " ");
        return Identifier().Matches(code).Select(match => match.Value)
            // The name of a test is a sentence, not a name of the code.
            .Where(identifier => !Exempt.Contains(identifier) && !Sentence().IsMatch(identifier)).Distinct();
    }

    private static IEnumerable<RetiredWord> ReadTable()
    {
        var glossary = RepositoryTree.Read("docs/glossary.md");
        var table = glossary[glossary.IndexOf("| retired | use |", StringComparison.Ordinal)..];
        foreach (Match row in Row().Matches(table[..Math.Max(0, End(table))]))
        {
            var word = row.Groups[1].Value;
            yield return new RetiredWord(word.TrimEnd('*'), row.Groups[2].Value.Trim(), word.EndsWith('*'));
        }
    }

    private static int End(string table)
    {
        var end = table.IndexOf("\n\n", StringComparison.Ordinal);
        return end < 0 ? table.Length : end;
    }

    private static string[] Split(string identifier) => [.. Part().Matches(identifier).Select(match => match.Value.ToUpperInvariant())];

    [GeneratedRegex(@"^\| `([A-Za-z]+\*?)` \| (.*?) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")]
    private static partial Regex Part();

    [GeneratedRegex(
        """"
        //[^\n]*|/\*.*?\*/
        |(?<interpolated>[$]+)?"""+.*?"""+
        |(?<interpolated>[$]@|@[$])"([^"]|"")*"|@"([^"]|"")*"
        |(?<interpolated>[$])"(\\.|[^"\\\n])*"|"(\\.|[^"\\\n])*"|'(\\.|[^'\\])'
        """",
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex NoCode();

    [GeneratedRegex(@"\{[^{}\n]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex("^[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"(?<![.\w])[A-Za-z_]\w*\b")]
    private static partial Regex Identifier();

    [GeneratedRegex("""\[LoggerMessage\([^"]*"((?:\\.|[^"\\])*)"\)""")]
    private static partial Regex LogMessage();
}
