using Passinstance.Passes.Analytics;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>The page with a template's form, for anyone who has its link.</summary>
internal static class ShowForm
{
    internal static Problem Unavailable { get; } =
        Problem.Of(503, "template_service_unavailable", "The form is not available at the moment. Try again in a moment.");

    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, TemplateForms forms, UnavailableForms unavailable, UsageCounter usage)
    {
        try
        {
            if (await forms.FindAsync(link, http.RequestAborted) is not { } form)
                return new NoticePage(TemplateForms.Unknown);
            if (form.Failure is { } failure)
                return unavailable.Report(form, failure);
            if (http.Request.IsPerson)
                usage.CountFormView(form.OrganizationId, form.TemplateId, http.Request.Source);
            return new FormPage(form, FormAnswers.None, PageLanguage.For(http.Request, form.Template), http.Request.Source).Make();
        }
        catch (TemplateServiceUnavailableException)
        {
            return new NoticePage(Unavailable);
        }
    }
}
