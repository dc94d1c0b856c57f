using System.Text;
using Passinstance.Gateway.Portal.Reference;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.Portal;

/// <summary>The frame of every page: header with search, sidebar, text, footer. All of it can be read without JavaScript.</summary>
internal sealed class PortalLayout(PortalContent content)
{
    /// <summary>A whole page.</summary>
    /// <param name="name">Its name below <c>/docs</c>; <c>index</c> is <c>/docs</c> itself.</param>
    /// <param name="title">The first part of the window's title.</param>
    /// <param name="body">The text, as HTML.</param>
    /// <param name="head">More elements of the head.</param>
    internal string Write(string name, string title, string body, string head = "")
    {
        var html = new StringBuilder(body.Length + (32 * 1024));
        html.Append(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(title)} · Passinstance API</title>
            {IconLink}
            {head}<link rel="stylesheet" href="/docs/portal.css">
            <script src="/docs/portal.js" defer></script>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the text</a>
            <header>
            <a class="home" href="/docs">{Mark}<span>Passinstance API</span></a>
            <div class="search" id="search-box" hidden>
            <label for="search">Search</label>
            <input type="search" id="search" autocomplete="off" spellcheck="false" placeholder="Operations, members, guides, error codes"
            role="combobox" aria-expanded="false" aria-controls="results">
            <div id="results" role="listbox" aria-label="Search results" hidden></div>
            <p id="shown" role="status"></p>
            </div>
            <a class="menu-link" href="#menu">Menu</a>
            <a class="try" href="/docs/try"{Current(name, "try")}>Try it</a>
            <a href="/dashboard">Dashboard</a>
            </header>
            <div class="frame">
            <nav class="sidebar" id="menu" aria-label="Documentation">
            <h2>Guides</h2>
            <ul>

            """);
        foreach (var guide in content.Guides)
            html.Append($"<li><a href=\"{Path(guide.Name)}\"{Current(name, guide.Name)}>{Encode(guide.ShortTitle)}</a></li>\n");
        html.Append("</ul>\n<h2>Reference</h2>\n<ul>\n");
        html.Append($"<li><a href=\"/docs/reference\"{Current(name, "reference")}>All operations</a></li>\n");
        foreach (var resource in content.Api.Resources)
            WriteResource(html, name, resource);
        html.Append($"<li><a href=\"/docs/reference/schemas\"{Current(name, "reference/schemas")}>Schemas</a></li>\n");
        html.Append(
            $"""
            </ul>
            </nav>
            <main id="content">
            {body}</main>
            </div>
            <footer>Base URL of this deployment: <code>{Encode(content.PublicUrl)}/api/v1</code></footer>
            </body>
            </html>

            """);
        return html.ToString();
    }

    private static void WriteResource(StringBuilder html, string page, ApiResource resource)
    {
        html.Append($"<li><a href=\"{resource.Path}\"{Current(page, resource.Page)}>{Encode(resource.Name)}</a>");
        if (page == resource.Page)
        {
            html.Append("\n<ul>\n");
            foreach (var operation in resource.Operations)
                html.Append($"<li><a href=\"#{operation.Id}\">{Encode(operation.Summary)}</a></li>\n");
            html.Append("</ul>\n");
        }

        html.Append("</li>\n");
    }

    private static string Path(string name) => name == "index" ? "/docs" : $"/docs/{name}";

    private static string Current(string page, string name) => page == name ? " aria-current=\"page\"" : "";
}
