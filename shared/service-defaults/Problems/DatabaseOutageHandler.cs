using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>A database outage is a 503 with Retry-After, not an internal error: clients retry on 503 and alert on 500.</summary>
internal sealed class DatabaseOutageHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is not DbException { IsTransient: true })
                continue;
            httpContext.Response.Headers.RetryAfter = "1";
            await Problem.Of(StatusCodes.Status503ServiceUnavailable, "database_unavailable",
                "The service cannot reach its database right now. Nothing was stored; send the request again after Retry-After.")
                .ExecuteAsync(httpContext);
            return true;
        }

        return false;
    }
}
