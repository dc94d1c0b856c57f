using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Templates;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Wallet.Model;

namespace Passinstance.Passes.HostedPages.Forms;

/// <summary>
/// Creates a pass from a template's form and redirects to its page. Nothing here depends on a cookie or another credential that a browser
/// adds by itself, so another site that makes a visitor send the form gains no more than by sending it itself: an anti-forgery token would
/// protect nothing.
/// </summary>
internal static class SubmitForm
{
    private const int MaxBody = 16 * 1024;
    private const string SerialAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int SerialLength = 20;

    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, TemplateForms forms, UnavailableForms unavailable, FormLimitStore limit, PassCommandContext context,
        PassSecret secret, UsageCounter usage)
    {
        try
        {
            if (await forms.FindAsync(link, http.RequestAborted) is not { } form)
                return new NoticePage(TemplateForms.Unknown);
            if (form.Failure is { } failure)
                return unavailable.Report(form, failure);
            if (await ReadAsync(http) is not { } sent)
            {
                var malformed = Problem.Malformed("Send the form's fields as application/x-www-form-urlencoded, at most 16 kB.");
                return new NoticePage(malformed, form.Template);
            }

            return await CreateAsync(form, sent, http, limit, context, secret, usage);
        }
        catch (TemplateServiceUnavailableException)
        {
            return new NoticePage(ShowForm.Unavailable);
        }
    }

    private static async Task<IResult> CreateAsync(
        TemplateForm form, IFormCollection sent, HttpContext http, FormLimitStore limit, PassCommandContext context, PassSecret secret,
        UsageCounter usage)
    {
        var (language, source) = (PageLanguage.For(http.Request, form.Template), http.Request.Source);
        if (sent[FormPage.Trap].ToString().Length > 0)
            return See($"/p/t/{form.Link}", http);
        var answers = FormAnswers.Read(form.Form, sent, language.Words);
        if (answers.HasErrors)
            return new FormPage(form, answers, language, source).Make();
        var max = form.Form.LimitPerAddressPerHour ?? FormLimitStore.Default;
        if (await limit.TakeAsync(form.OrganizationId, form.TemplateId, http.Request.Address, max, http.RequestAborted) is { } wait)
            return new NoticePage(TooMany, form.Template) { RetryAfter = wait };

        var created = await CreatePass.CreateAsync(RequestOf(form, answers), form.OrganizationId, context, http.RequestAborted);
        if (created.Pass is not { } pass)
            return Explain(form, answers, created.Failure!, language, source);
        usage.CountFormIssue(pass, source);
        return See($"/p/{secret.Link(pass)}{language.Query(source)}", http);
    }

    private static CreatePassRequest RequestOf(TemplateForm form, FormAnswers answers)
    {
        var serialNumber = RandomNumberGenerator.GetString(SerialAlphabet, SerialLength);
        // The pass has the template's barcode, unless its format takes digits only: then the serial number does not fit.
        var hasBarcode = form.Template.Barcode is { } barcode && barcode.Format is null or BarcodeFormat.Qr or BarcodeFormat.Pdf417
            or BarcodeFormat.Aztec or BarcodeFormat.Code128 or BarcodeFormat.Code39;
        return new CreatePassRequest
        {
            TemplateId = TypeId.Format(IdPrefixes.Template, form.TemplateId),
            SerialNumber = serialNumber,
            Fields = answers.ToFields(form.Form, form.Template),
            BarcodeMessage = hasBarcode ? serialNumber : null,
        };
    }

    // An answer that the engine rejects is marked; any other failure is not the visitor's to correct.
    private static HtmlPage Explain(TemplateForm form, FormAnswers answers, Problem failure, PageLanguage language, string source)
    {
        foreach (var error in failure.Errors ?? [])
        {
            if (error.Pointer.Split('/') is ["", "fields", var key, ..] && answers.Has(key))
                answers.AddError(key, language.Words.WrongAnswer);
        }

        if (!answers.HasErrors)
            answers.Error = language.Words.NotIssued;
        return new FormPage(form, answers, language, source).Make();
    }

    private static async Task<IFormCollection?> ReadAsync(HttpContext http)
    {
        var request = http.Request;
        if (!request.HasFormContentType || request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) ||
            request.ContentLength > MaxBody)
            return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBody;
        try
        {
            var options = new FormOptions { BufferBodyLengthLimit = MaxBody, ValueCountLimit = 64, KeyLengthLimit = 256 };
            return await request.ReadFormAsync(options, http.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static Problem TooMany { get; } = Problem.Of(
        429, "too_many_passes", "Your network address has reached this form's limit of passes per hour. Try again later.");

    private static StatusCodeHttpResult See(string address, HttpContext http)
    {
        http.Response.Headers.Location = address;
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
