using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Passinstance.Architecture.Tests;

/// <summary>
/// What customers read is plain American English: the OpenAPI document, the portal's pages, and the messages that the code writes.
/// </summary>
[Trait("Category", "Unit")]
public sealed partial class PublicTextTests
{
    [Fact]
    public void The_api_document_has_no_british_spelling_and_no_retired_phrase() =>
        RepositoryTree.AssertNone(Texts(JsonNode.Parse(RepositoryTree.Read("shared/openapi/v1.json"))!, "v1.json")
            .Where(text => IsRetired(text.Text)).Select(text => $"{text.Place}: {text.Text}"));

    [Fact]
    public void The_api_document_references_no_type_that_it_does_not_have()
    {
        var document = JsonNode.Parse(RepositoryTree.Read("shared/openapi/v1.json"))!;
        RepositoryTree.AssertNone(Texts(document, "v1.json").Where(text => NamedType().IsMatch(text.Text))
            .Select(text => $"{text.Place}: {text.Text}"));
    }

    [Fact]
    public void The_api_document_marks_additions_without_a_sentence()
    {
        var document = RepositoryTree.Read("shared/openapi/v1.json");
        Assert.Contains("\"x-passinstance-addition\": true", document, StringComparison.Ordinal);
        Assert.DoesNotContain("17 documented", document, StringComparison.Ordinal);
    }

    [Fact]
    public void The_portals_pages_have_no_british_spelling_and_no_retired_phrase() =>
        RepositoryTree.AssertNone(RepositoryTree.Files
            .Where(file =>
                file.StartsWith("gateway/Portal/Guides/", StringComparison.Ordinal))
            .SelectMany(file => RepositoryTree.Read(file).Split('\n').Where(IsRetired).Select(line => $"{file}: {line.Trim()}")));

    [Fact]
    public void The_webhooks_page_lists_every_event()
    {
        var page = RepositoryTree.Read("gateway/Portal/Guides/webhooks.md");
        var events = JsonNode.Parse(RepositoryTree.Read("services/webhook-dispatch/Events/Catalog/events.json"))!.AsObject();
        Assert.NotEmpty(events);
        RepositoryTree.AssertNone(events.Select(one => one.Key)
            .Where(name => !page.Contains($"| `{name}` |", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_messages_of_the_code_have_no_british_spelling_and_no_retired_phrase() =>
        RepositoryTree.AssertNone(RepositoryTree.ProductionSources
            .Where(file => !file.StartsWith("deploy/", StringComparison.Ordinal))
            .SelectMany(file => Sentence().Matches(RepositoryTree.Read(file)).Select(match => match.Value)
                // The hosted pages also speak French.
                .Where(text => IsRetired(text) && !French().IsMatch(text)).Select(text => $"{file}: {text}")));

    [Theory]
    [InlineData("Your organisation has no such object.")]
    [InlineData("The answer has no body.")]
    [InlineData("The batch has been worked off.")]
    [InlineData("A request is still under way.")]
    public void A_retired_text_is_found(string text) => Assert.True(IsRetired(text));

    [Theory]
    [InlineData("Your organization has no such object.")]
    [InlineData("A cancelled batch; labels are authorized.")]
    public void Plain_text_is_not_found(string text) => Assert.False(IsRetired(text));

    private static bool IsRetired(string text) => British().IsMatch(text) || Phrase().IsMatch(text);

    private static IEnumerable<(string Place, string Text)> Texts(JsonNode node, string place) => node switch
    {
        JsonObject open => open.SelectMany(member => member switch
        {
            // Examples are data.
            { Key: "example" or "examples" } => [],
            { Key: "description" or "summary", Value: JsonValue text } => [($"{place}/{member.Key}", text.ToString())],
            { Value: { } value } => Texts(value, $"{place}/{member.Key}"),
            _ => [],
        }),
        JsonArray list => list.SelectMany((item, index) => item is null ? [] : Texts(item, $"{place}/{index}")),
        _ => [],
    };

    [GeneratedRegex(
        @"organis(e|ing|ation)|colour|honour|favour|behaviour|neighbour|\blicence|programmes?\b|catalogue|\bcentre\b|travell|labell(ed|ing)"
        + @"|(recogn|author|normal|serial|initial|personal|local|synchron|minim|optim|summar|categor|standard|custom)is(e|ed|ing|ation)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex British();

    [GeneratedRegex(
        @"\banswer(s|ed|ing)?\b|\bunder way\b|\bworked off\b|\bunless told\b|\bas told\b|\bwhoever\b|\bnobody\b|\beverybody\b|\bsomebody\b"
        + @"|\b(tell|tells|told|hear|hears|heard|say|says|said|mend|mends|mended)\b|\bstranger\b|\bset aside\b|\bcome to something\b"
        + @"|\brefus(e|es|ed)\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Phrase();

    // A literal that begins with a capital and has a blank: a sentence, or its first part.
    [GeneratedRegex("""(?<![\w"])\$?"[A-Z](\\.|[^"\\\n])* (\\.|[^"\\\n])*" *[,;)+]?""")]
    private static partial Regex Sentence();

    // A type begins with a capital, a member does not.
    [GeneratedRegex("(see|one of|any of) `[A-Z]")]
    private static partial Regex NamedType();

    [GeneratedRegex("[éèêàç’]| : | pas | une ")]
    private static partial Regex French();
}
