using System.Data.Common;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>
/// A database that is away for the moment is 503 with a time to come back, not our bug: clients retry 503 and alarm at 500.
/// </summary>
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
                "The service cannot reach its database for the moment. Nothing was stored; send the request again after Retry-After.")
                .ExecuteAsync(httpContext);
            return true;
        }

        return false;
    }
}
