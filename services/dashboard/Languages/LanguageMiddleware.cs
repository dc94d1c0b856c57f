using Passinstance.ServiceDefaults.Languages;

namespace Passinstance.Dashboard.Languages;

/// <summary>Sets the language of a request. A circuit keeps the language of the request by which it was opened.</summary>
internal sealed class LanguageMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        Language.Current = RequestLanguage.Of(context.Request);
        return RequestLanguage.TryChoose(context) ? Task.CompletedTask : next(context);
    }
}
