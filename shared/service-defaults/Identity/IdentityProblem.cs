using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;

namespace Passinstance.ServiceDefaults.Identity;

internal static class IdentityProblem
{
    public static Task WriteAsync(HttpContext context, int status, string detail)
    {
        var reason = ReasonPhrases.GetReasonPhrase(status);
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(
            new ProblemDetails
            {
                Type = "about:blank",
                Title = reason,
                Status = status,
                Detail = detail,
                Extensions = { ["error"] = reason, ["message"] = detail, ["requestId"] = context.TraceIdentifier },
            },
            options: null,
            contentType: "application/problem+json",
            context.RequestAborted);
    }
}
