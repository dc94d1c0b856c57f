using System.Text;
using Markdig;
using Markdig.Extensions.Tables;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Passinstance.Gateway.Portal.Reference;

namespace Passinstance.Gateway.Portal;

/// <summary>A guide, written in Markdown: its first line is the title, the next paragraph says what it is about.</summary>
/// <param name="Name">The file's name, and the page's below <c>/docs</c>.</param>
/// <param name="Title">The whole title.</param>
/// <param name="Body">The text, as HTML.</param>
/// <param name="Sections">Headings with their anchors, and the rows of tables that have one.</param>
internal sealed record Guide(string Name, string Title, string Body, IReadOnlyList<GuideSection> Sections)
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UsePipeTables().UseAutoIdentifiers().UseGenericAttributes().Build();

    /// <summary>The title in the sidebar.</summary>
    internal string ShortTitle => Name == "index" ? "Overview" : Title;

    internal static Guide Read(string file, PortalContent content)
    {
        var text = File.ReadAllText(file)
            .Replace("{{publicUrl}}", content.PublicUrl, StringComparison.Ordinal)
            .Replace("{{environments}}", Environments(content), StringComparison.Ordinal)
            .Replace("{{eventPayloads}}", EventPayloads(content.Api), StringComparison.Ordinal);
        var document = Markdown.Parse(text, Pipeline);
        if (document.Descendants<ParagraphBlock>().FirstOrDefault(paragraph => paragraph.Parent is MarkdownDocument) is { } lead)
            lead.GetAttributes().AddClass("lead");

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new SampleRenderer());
        renderer.ObjectRenderers.Replace<HtmlTableRenderer>(new ScrollingTableRenderer());
        renderer.Render(document);
        var sections = document.Descendants<HeadingBlock>()
            .Select(heading => new GuideSection(heading.GetAttributes().Id ?? "", PlainText(heading.Inline!))).ToList();
        return new Guide(Path.GetFileNameWithoutExtension(file), sections[0].Title, writer.ToString(), sections);
    }

    private static string Environments(PortalContent content) =>
        "| Environment | Base URL |\n|---|---|\n"
        + string.Join('\n', content.Environments.Select((environment, index) =>
            $"| {environment.Name}{(index == 0 ? " (this deployment)" : "")} | `{environment.BaseUrl}` |"));

    // Raw HTML may not have blank lines, or Markdown would go on after them.
    private static string EventPayloads(ApiReference api)
    {
        var html = new StringBuilder();
        foreach (var (type, webhook) in api.Document["webhooks"]!.AsObject())
        {
            var example = webhook!["post"]!["requestBody"]!["content"]!["application/json"]!["example"]!;
            html.Append($"<details class=\"example\" id=\"payload-{type}\"><summary>Payload of <code>{type}</code></summary>");
            Html.WriteCode(html, $"Payload of {type}", ApiReference.Readable(example));
            html.Append("</details>\n");
        }

        return html.ToString();
    }

    private static string PlainText(ContainerInline inline) => string.Concat(inline.Descendants().Select(part => part switch
    {
        LiteralInline literal => literal.Content.ToString(),
        CodeInline code => code.Content,
        _ => "",
    }));

    /// <summary>Code with a label; the same call in several languages, in fences that follow each other, is one group.</summary>
    private sealed class SampleRenderer : HtmlObjectRenderer<CodeBlock>
    {
        private int _groups;

        protected override void Write(HtmlRenderer renderer, CodeBlock block)
        {
            var html = new StringBuilder();
            if (Language(block) is null)
                Html.WriteCode(html, Label(block), block.Lines.ToString());
            else if (Previous(block) is not null)
                return;
            else
                Html.WriteSamples(html, $"guide-{++_groups}", Label(block), Group(block));
            renderer.Write(html.ToString()).WriteLine();
        }

        private static IEnumerable<(string Language, string Code)> Group(CodeBlock? block)
        {
            for (; block is not null; block = Next(block))
                yield return (Language(block)!, block.Lines.ToString());
        }

        private static string Label(CodeBlock block) => block is FencedCodeBlock { Arguments: { Length: > 0 } label } ? label : "Code";

        private static string? Language(CodeBlock block) =>
            block is FencedCodeBlock { Info: { } info } ? Html.Languages.GetValueOrDefault(info) : null;

        private static CodeBlock? Previous(CodeBlock block) => Neighbor(block, -1) is { } other && Precedes(other, block) ? other : null;

        private static CodeBlock? Next(CodeBlock block) => Neighbor(block, 1) is { } other && Precedes(block, other) ? other : null;

        // A second sample in the same or an earlier language starts a new group.
        private static bool Precedes(CodeBlock first, CodeBlock second)
        {
            var order = Html.Languages.Values.ToList();
            return Language(first) is { } one && Language(second) is { } two && order.IndexOf(one) < order.IndexOf(two);
        }

        private static CodeBlock? Neighbor(CodeBlock block, int step)
        {
            var index = block.Parent!.IndexOf(block) + step;
            return index >= 0 && index < block.Parent.Count ? block.Parent[index] as CodeBlock : null;
        }
    }

    /// <summary>A table that scrolls by itself on a narrow screen, also by keyboard.</summary>
    private sealed class ScrollingTableRenderer : HtmlTableRenderer
    {
        protected override void Write(HtmlRenderer renderer, Table table)
        {
            renderer.Write("<div class=\"table\" tabindex=\"0\" role=\"group\" aria-label=\"Table\">");
            base.Write(renderer, table);
            renderer.Write("</div>").WriteLine();
        }
    }
}

/// <summary>A heading of a guide.</summary>
/// <param name="Anchor">Its id.</param>
/// <param name="Title">Its text.</param>
internal sealed record GuideSection(string Anchor, string Title);
