using Microsoft.AspNetCore.Diagnostics;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Templates;

/// <summary>Answers 503 when a template that is not known here could not be read from the template service.</summary>
internal sealed class TemplateServiceUnavailableHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not TemplateServiceUnavailableException)
            return false;
        var problem = Problem.Of(503, "template_service_unavailable",
            "The template is new and the template service does not respond. Nothing was stored; send the request again in a moment.");
        httpContext.Response.Headers.RetryAfter = "2";
        await problem.ExecuteAsync(httpContext);
        return true;
    }
}
