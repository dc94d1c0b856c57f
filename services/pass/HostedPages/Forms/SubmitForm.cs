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
/// Issues a pass to who filled in a template's form, and leads to its page. Nothing here rests on a cookie or any other credential that a browser adds by itself, so another
/// site that makes somebody send the form gains no more than by sending it itself: a token against that would protect nothing.
/// </summary>
internal static class SubmitForm
{
    private const int MaxBody = 16 * 1024;
    private const string SerialAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int SerialLength = 20;

    internal static async Task<IResult> HandleAsync(
        string link, HttpContext http, TemplateForms forms, UnavailableForms unavailable, FormLimit limit, PassCommandContext work, PassSecret secret, UsageCounter usage)
    {
        try
        {
            if (await forms.FindAsync(link, http.RequestAborted) is not { } form)
                return new NoticePage(TemplateForms.Unknown);
            if (form.Failure is { } refusal)
                return unavailable.SetMessage(form, refusal);
            if (await ReadAsync(http) is not { } sent)
                return new NoticePage(Problem.Malformed("Send the form's fields as application/x-www-form-urlencoded, at most 16 kB."), form.Template);
            return await IssueAsync(form, sent, http, limit, work, secret, usage);
        }
        catch (TemplateServiceUnavailableException)
        {
            return new NoticePage(ShowForm.Busy);
        }
    }

    private static async Task<IResult> IssueAsync(
        TemplateForm form, IFormCollection sent, HttpContext http, FormLimit limit, PassCommandContext work, PassSecret secret, UsageCounter usage)
    {
        var (language, source) = (PageLanguage.For(http.Request, form.Template), http.Request.Source);
        if (sent[FormPage.Trap].ToString().Length > 0)
            return See($"/p/t/{form.Link}", http);
        var answers = FormAnswers.Read(form.Form, sent, language.Words);
        if (answers.HasErrors)
            return new FormPage(form, answers, language, source).Make();
        if (await limit.TakeAsync(form.OrganizationId, form.TemplateId, http.Request.Address, form.Form.LimitPerAddressPerHour ?? FormLimit.Usual, http.RequestAborted) is { } wait)
            return new NoticePage(TooMany, form.Template) { RetryAfter = wait };

        var issued = await CreatePass.IssueAsync(RequestOf(form, answers), form.OrganizationId, work, http.RequestAborted);
        if (issued.Pass is not { } pass)
            return Explain(form, answers, issued.Failure!, language, source);
        usage.FormIssued(pass, source);
        return See($"/p/{secret.Link(pass)}{language.Query(source)}", http);
    }

    private static CreatePassRequest RequestOf(TemplateForm form, FormAnswers answers)
    {
        var serialNumber = RandomNumberGenerator.GetString(SerialAlphabet, SerialLength);
        // A barcode is shown where the template says which; the serial number fits all but the formats of digits.
        var hasBarcode = form.Template.Barcode is { } barcode && barcode.Format is null or BarcodeFormat.Qr or BarcodeFormat.Pdf417 or BarcodeFormat.Aztec or BarcodeFormat.Code128 or BarcodeFormat.Code39;
        return new CreatePassRequest
        {
            TemplateId = TypeId.Format(IdPrefixes.Template, form.TemplateId),
            SerialNumber = serialNumber,
            Fields = answers.ToFields(form.Form, form.Template),
            BarcodeMessage = hasBarcode ? serialNumber : null,
        };
    }

    // What the engine refuses stands beside its field; anything else is not the visitor's to mend.
    private static HtmlPage Explain(TemplateForm form, FormAnswers answers, Problem refusal, PageLanguage language, string source)
    {
        foreach (var error in refusal.Errors ?? [])
        {
            if (error.Pointer.Split('/') is ["", "fields", var key, ..] && answers.Has(key))
                answers.Refuse(key, language.Words.WrongAnswer);
        }

        if (!answers.HasErrors)
            answers.Error = language.Words.NotIssued;
        return new FormPage(form, answers, language, source).Make();
    }

    private static async Task<IFormCollection?> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentType!.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) || http.Request.ContentLength > MaxBody)
            return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = MaxBody;
        try
        {
            return await http.Request.ReadFormAsync(new FormOptions { BufferBodyLengthLimit = MaxBody, ValueCountLimit = 64, KeyLengthLimit = 256 }, http.RequestAborted);
        }
        catch (Exception exception) when (exception is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }

    private static Problem TooMany { get; } = Problem.Of(
        429, "too_many_passes", "This form has issued as many passes to your network address as it does within an hour. Try again later.");

    private static StatusCodeHttpResult See(string address, HttpContext http)
    {
        http.Response.Headers.Location = address;
        http.Response.Headers.CacheControl = "private, no-store";
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
