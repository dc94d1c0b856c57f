using Microsoft.AspNetCore.Antiforgery;
using Passinstance.Gateway.Authentication.AccessTokens;
using static Passinstance.Gateway.Languages.Texts;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.SignIn.Pages;

/// <summary>The forms of the sign-in: each has an antiforgery token, and a request without one changes nothing.</summary>
internal sealed class SignInForm(IAntiforgery antiforgery)
{
    /// <summary>The beginning of a form that is sent by POST.</summary>
    /// <param name="action">Where it is sent.</param>
    /// <param name="hidden">Fields that the person does not see.</param>
    public string Start(HttpContext context, string action, params IReadOnlyCollection<(string Name, string Value)> hidden)
    {
        var tokens = antiforgery.GetAndStoreTokens(context);
        var fields = hidden.Append((Name: tokens.FormFieldName, Value: tokens.RequestToken!)).Select(
            field => $"<input type=\"hidden\" name=\"{Encode(field.Name)}\" value=\"{Encode(field.Value)}\">\n");
        return $"<form method=\"post\" action=\"{Encode(action)}\">\n{string.Concat(fields)}";
    }

    /// <summary>The fields of a form that came from one of our pages; otherwise a page that says so.</summary>
    public async Task<(IFormCollection? Form, IResult? Rejection)> ReadAsync(HttpContext context)
    {
        var form = await OAuthForm.ReadAsync(context.Request, context.RequestAborted);
        if (form is not null && await antiforgery.IsRequestValidAsync(context))
            return (form, null);
        return (null, SignInPage.Error(
            StatusCodes.Status400BadRequest, T("This form is not valid any more"),
            T("It was open for too long, or it was sent from another page, or the browser sends no cookies. Open the page again.")));
    }
}
