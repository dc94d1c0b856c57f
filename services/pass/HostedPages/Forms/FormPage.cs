using System.Globalization;
using Passinstance.PassPreview.Drawing;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>The page with a template's form.</summary>
/// <param name="form">The form.</param>
/// <param name="answers">The visitor's answers so far.</param>
/// <param name="language">The visitor's.</param>
/// <param name="source">The source tag of the link.</param>
internal sealed class FormPage(TemplateForm form, FormAnswers answers, PageLanguage language, string source)
{
    /// <summary>A field that people do not see: only a program fills it in.</summary>
    internal const string Trap = "website";

    // Of text (WCAG 2.2, 1.4.3).
    private const double MinContrast = 4.5;
    private readonly Wording _words = language.Words;

    internal HtmlPage Make()
    {
        // On a page a header of the page's own color would be none.
        var background = Color.TryRead(form.Template.BackgroundColor) ?? new Color(0xE9, 0xE9, 0xEE);
        var foreground = Color.TryRead(form.Template.ForegroundColor) ?? Color.Black;
        var title = Translate(form.Form.Title ?? form.Template.OrganizationName);
        var status = answers.HasErrors ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK;
        return new HtmlPage(status, _words, title, html => Write(html, title))
        {
            Colors = $"--bg:{Css(background)};--fg:{Css(foreground.Readable(background, MinContrast))}",
        };
    }

    private void Write(HtmlText html, string title)
    {
        html.Write($"<main class=\"page single\">\n<section class=\"panel\">\n");
        html.Write($"<p class=\"brand\" lang=\"{language.PassLanguage}\" dir=\"auto\">{Translate(form.Template.OrganizationName)}</p>\n");
        html.Write($"<h1 lang=\"{language.PassLanguage}\" dir=\"auto\">{title}</h1>\n<p>{_words.FormIntro}</p>\n");
        if (answers.HasErrors)
            html.Write($"<p class=\"wrong\" role=\"alert\">{answers.Error ?? _words.FormErrors}</p>\n");
        html.Write($"<form method=\"post\" action=\"/p/t/{form.Link}{language.Query(source)}\" novalidate>\n");
        for (var i = 0; i < form.Form.Fields.Count; i++)
            Field(html, form.Form.Fields[i], $"f{i}");
        html.Write($"<div class=\"hidden\" aria-hidden=\"true\"><label for=\"{Trap}\">Website</label>");
        html.Write($"<input id=\"{Trap}\" name=\"{Trap}\" tabindex=\"-1\" autocomplete=\"off\"></div>\n");
        html.Write($"<button class=\"button\" type=\"submit\">{_words.FormButton}</button>\n</form>\n</section>\n");
        language.WriteLinks(html, $"/p/t/{form.Link}", source);
        html.Write($"</main>\n");
    }

    private void Field(HtmlText html, PassFlowField field, string id)
    {
        var error = answers.ErrorOf(field);
        html.Write($"<div>\n<label for=\"{id}\" lang=\"{language.PassLanguage}\" dir=\"auto\">{Translate(field.Label)}");
        if (field.Required != true)
            html.Write($" <span lang=\"{_words.Language}\">({_words.Optional})</span>");
        html.Write($"</label>\n");
        if (field.Type == PassFlowFieldType.Select)
            Choice(html, field, id, error);
        else
            Input(html, field, id, error);
        if (error is not null)
            html.Write($"<p class=\"wrong\" id=\"{id}-error\">{error}</p>\n");
        html.Write($"</div>\n");
    }

    private void Input(HtmlText html, PassFlowField field, string id, string? error)
    {
        html.Write($"<input id=\"{id}\" name=\"{FormAnswers.NameOf(field)}\" value=\"{answers.ValueOf(field)}\" dir=\"auto\"");
        html.Write($" maxlength=\"{field.MaxLength ?? FormAnswers.DefaultLength}\"{State(field, id, error)}{Kind(field.Type)}>\n");
    }

    private void Choice(HtmlText html, PassFlowField field, string id, string? error)
    {
        html.Write($"<select id=\"{id}\" name=\"{FormAnswers.NameOf(field)}\"{State(field, id, error)}>\n");
        html.Write($"<option value=\"\">{_words.Choose}</option>\n");
        foreach (var option in field.Options ?? [])
        {
            var selected = option == answers.ValueOf(field) ? new Constant(" selected") : default;
            html.Write($"<option value=\"{option}\"{selected} lang=\"{language.PassLanguage}\">{Translate(option)}</option>\n");
        }

        html.Write($"</select>\n");
    }

    private static Constant State(PassFlowField field, string id, string? error) => new(
        (field.Required == true ? " required" : "") + (error is null ? "" : $" aria-invalid=\"true\" aria-describedby=\"{id}-error\""));

    private static Constant Kind(PassFlowFieldType? type) => new(type switch
    {
        PassFlowFieldType.Email => " type=\"email\" autocomplete=\"email\"",
        PassFlowFieldType.Phone => " type=\"tel\" autocomplete=\"tel\"",
        PassFlowFieldType.Date => " type=\"date\"",
        _ => " type=\"text\"",
    });

    private string Translate(string text) =>
        form.Template.Localizations?.GetValueOrDefault(language.PassLanguage)?.GetValueOrDefault(text) ?? text;

    private static string Css(Color color) => string.Create(CultureInfo.InvariantCulture, $"{color.Red} {color.Green} {color.Blue}");
}
