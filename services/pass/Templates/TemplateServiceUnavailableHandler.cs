using Microsoft.AspNetCore.Diagnostics;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Passes.Templates;

internal sealed class TemplateServiceUnavailableHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not TemplateServiceUnavailableException)
            return false;
        var problem = Problem.Of(503, "template_service_unavailable",
            "The template is new here and the template service does not answer. Nothing was stored; send the request again in a moment.");
        httpContext.Response.Headers.RetryAfter = "2";
        await problem.ExecuteAsync(httpContext);
        return true;
    }
}
