using Passinstance.Passes.Templates;
using Passinstance.Passes.Usage;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Pages;

/// <summary>The page with a template's form, to anyone who has its link.</summary>
internal static class ShowForm
{
    internal static Problem Busy { get; } = Problem.Of(503, "template_service_unavailable", "The form cannot be read at the moment. Try again in a moment.");

    internal static async Task<IResult> HandleAsync(string link, HttpContext http, TemplateForms forms, UnavailableForms unavailable, UsageCounter usage)
    {
        try
        {
            if (await forms.FindAsync(link, http.RequestAborted) is not { } form)
                return new NoticePage(TemplateForms.Unknown);
            if (form.Refusal is { } refusal)
                return unavailable.Tell(form, refusal);
            if (http.Request.IsPerson)
                usage.FormViewed(form.OrganizationId, form.TemplateId, http.Request.Source);
            return new FormPage(form, FormAnswers.None, PageLanguage.For(http.Request, form.Template), http.Request.Source).Make();
        }
        catch (TemplateServiceUnavailableException)
        {
            return new NoticePage(Busy);
        }
    }
}
