using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.ServiceDefaults.Health;

/// <summary>
/// <c>/health/live</c>: the process responds; it uses nothing else, so a database outage never restarts a healthy process.
/// <c>/health/ready</c>: it has started, its database responds, and it is not stopping. A broker outage is shown as <c>Degraded</c> and
/// stays 200: the outbox keeps what must be published, and taking all replicas out of service would turn a delay into an outage.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>Tag of the checks that decide readiness.</summary>
    public const string ReadyTag = "ready";

    /// <summary>Maps both probes, without authentication. The gateway does not route them.</summary>
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealthChecks(
            "/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        var ready = endpoints.CreateApplicationBuilder();
        // Not as health checks, whose failures are logged as errors: starting and stopping are none.
        ready.Use((context, next) =>
            NotServing(context.RequestServices) is { } reason ? WriteNotServingAsync(context, reason) : next(context));
        ready.UseMiddleware<HealthCheckMiddleware>(Options.Create(
            new HealthCheckOptions { Predicate = check => check.Tags.Contains(ReadyTag), ResponseWriter = WriteAsync }));
        endpoints.Map("/health/ready", ready.Build()).WithDisplayName("Health checks").AllowAnonymous();
    }

    /// <summary>Why a program that works does not serve at this moment: it starts or stops. Null when it serves.</summary>
    internal static (string Check, string Description)? NotServing(IServiceProvider services)
    {
        if (services.GetRequiredService<Drain>().IsDraining)
            return ("shutdown", "The program is stopping and serves the last requests.");
        return services.GetRequiredService<WarmUp>().IsDone ? null : ("start", "The program is starting.");
    }

    private static Task WriteNotServingAsync(HttpContext context, (string Check, string Description) reason)
    {
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        var status = HealthStatus.Unhealthy.ToString();
        return WriteAsync(context, status, new() { [reason.Check] = (status, reason.Description) });
    }

    private static Task WriteAsync(HttpContext context, HealthReport report) => WriteAsync(
        context, report.Status.ToString(),
        report.Entries.ToDictionary(entry => entry.Key, entry => (entry.Value.Status.ToString(), entry.Value.Description)));

    private static Task WriteAsync(HttpContext context, string status, Dictionary<string, (string Status, string? Description)> checks)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store, no-cache";
        var body = new
        {
            status,
            checks = checks.ToDictionary(check => check.Key, check => new { check.Value.Status, check.Value.Description }),
        };
        return context.Response.WriteAsync(JsonSerializer.Serialize(body, JsonSerializerOptions.Web), context.RequestAborted);
    }
}
