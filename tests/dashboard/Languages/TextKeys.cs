using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Razor.Language;
using Microsoft.AspNetCore.Razor.Language.Intermediate;

namespace Passinstance.Dashboard.Tests.Languages;

/// <summary>Finds the texts of pages in their source: those that are keys of translations, and those that are not.</summary>
internal static partial class TextKeys
{
    // What people read, of the attributes of elements and the parameters of components.
    private static readonly HashSet<string> Readable = new(StringComparer.Ordinal)
    {
        "Action", "BackText", "Caption", "Hint", "Label", "Lead", "None", "Placeholder", "Text", "Title", "What", "Who",
        "alt", "aria-label",
        "aria-description", "aria-roledescription", "aria-valuetext", "data-label", "label", "placeholder", "title",
    };

    /// <summary>The files below a folder.</summary>
    internal static IEnumerable<string> Files(string folder, string pattern) =>
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    /// <summary>Every key, with its English plural where it counts something.</summary>
    internal static IReadOnlyDictionary<string, string?> Of(string folder)
    {
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var source in Files(folder, "*.razor").Concat(Files(folder, "*.cs")).Select(File.ReadAllText))
        {
            foreach (Match match in Text().Matches(source))
                keys.TryAdd(Unescaped(match.Groups[1].Value), null);
            foreach (Match match in Counted().Matches(source))
                keys[Unescaped(match.Groups[1].Value)] = Unescaped(match.Groups[2].Value);
        }

        return keys;
    }

    /// <summary>The texts of a page, between its tags, in attributes that people read and in expressions, that are no keys.</summary>
    internal static IReadOnlyList<string> Bare(string razor)
    {
        var engine = RazorProjectEngine.Create(RazorConfiguration.Default, RazorProjectFileSystem.Create("/"));
        var document = engine.Process(RazorSourceDocument.Create(razor, "Page.razor"), FileKinds.Component, [], []);
        var walk = new Walk();
        walk.Visit(document.GetDocumentIntermediateNode());
        return walk.Found;
    }

    // Two letters after each other: a word, where signs and arrows are none.
    private static bool IsText(string text) => TwoLetters().IsMatch(text);

    private static string Unescaped(string literal) =>
        literal.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);

    [GeneratedRegex("""(?<![\w.])(?:T|M|Key)\(\s*"((?:[^"\\]|\\.)*)\x22""")]
    private static partial Regex Text();

    [GeneratedRegex("""(?<![\w.])PM?\([^"]*?"((?:[^"\\]|\\.)*)",\s*"((?:[^"\\]|\\.)*)\x22""")]
    private static partial Regex Counted();

    [GeneratedRegex("[A-Za-z]{2}")]
    private static partial Regex TwoLetters();

    [GeneratedRegex("""<(?:[^>"]|"[^"]*")*>""")]
    private static partial Regex Tag();

    [GeneratedRegex("&#?\\w+;")]
    private static partial Regex Entity();

    // In an expression a sentence is a text; a single word may be a name.
    [GeneratedRegex("""(?<!(?<![\w.])(?:T|M|Key)\(\s*|(?<![\w.])PM?\([^"]*|"(?:[^"\\]|\\.)*",\s*)"([A-Z][a-z]+ [^"]*)\x22""")]
    private static partial Regex Sentence();

    private sealed class Walk : IntermediateNodeWalker
    {
        internal List<string> Found { get; } = [];

        public override void VisitHtml(HtmlContentIntermediateNode node) => Add(Content(node));

        public override void VisitMarkupBlock(MarkupBlockIntermediateNode node)
        {
            foreach (var part in Tag().Replace(node.Content, "\n").Split('\n'))
                Add(part);
        }

        public override void VisitHtmlAttribute(HtmlAttributeIntermediateNode node)
        {
            // Each word is a value of its own.
            if (Readable.Contains(node.AttributeName))
            {
                Add(string.Concat(
                    node.Children.OfType<HtmlAttributeValueIntermediateNode>().Select(value => value.Prefix + Content(value))));
            }

            foreach (var expression in node.Children.Where(value => value is not HtmlAttributeValueIntermediateNode))
                AddSentences(Content(expression));
        }

        public override void VisitCSharpExpression(CSharpExpressionIntermediateNode node)
        {
            AddSentences(string.Concat(node.Children.OfType<IntermediateToken>().Select(token => token.Content)));
            base.VisitCSharpExpression(node);
        }

        private static string Content(IntermediateNode node) => string.Concat(
            node.Children.Select(child => child is IntermediateToken token ? token.Content : Content(child)));

        private void Add(string text)
        {
            var plain = Entity().Replace(text, "").Trim();
            if (IsText(plain))
                Found.Add(plain);
        }

        private void AddSentences(string expression) =>
            Found.AddRange(Sentence().Matches(expression).Select(match => match.Groups[1].Value));
    }
}
