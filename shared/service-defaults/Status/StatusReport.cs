using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Passinstance.ServiceDefaults.Health;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.ServiceDefaults.Status;

/// <summary>How bad a finding is, in order.</summary>
public enum StatusLevel
{
    /// <summary>Nothing to do.</summary>
    Ok,

    /// <summary>Something needs an operator and customers are served.</summary>
    Warning,

    /// <summary>Customers are not served.</summary>
    Critical,
}

/// <summary>A finding on a program.</summary>
/// <param name="Level">How bad it is.</param>
/// <param name="What">What was found.</param>
/// <param name="Advice">What to do.</param>
public sealed record StatusFinding(StatusLevel Level, string What, string Advice);

/// <summary>A number of a program.</summary>
/// <param name="Name">Its instrument.</param>
/// <param name="Label">Of which queue; empty when there is only one.</param>
/// <param name="Number">The number.</param>
/// <param name="Unit">Its unit.</param>
public sealed record StatusNumber(string Name, string Label, double Number, string Unit);

/// <summary>The state of one program, as it sees itself.</summary>
/// <param name="Program">Its deployed name.</param>
/// <param name="Version">Its version; empty when it does not respond.</param>
/// <param name="Address">Where it was asked; set by the reader.</param>
/// <param name="Findings">What an operator should know, worst first.</param>
/// <param name="Numbers">Its numbers.</param>
/// <param name="Errors">The last errors that it logged.</param>
public sealed record StatusReport(
    string Program, string Version, string Address, IReadOnlyList<StatusFinding> Findings, IReadOnlyList<StatusNumber> Numbers,
    IReadOnlyList<RecentError> Errors)
{
    /// <summary>The worst finding.</summary>
    public StatusLevel Level => Findings.Select(finding => finding.Level).DefaultIfEmpty().Max();

    /// <summary>How reports are written as JSON.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}

/// <summary>Makes the report of this process.</summary>
public sealed class StatusReporter
{
    private readonly ProgramIdentity _program;
    private readonly StatusValues _values;
    private readonly HealthCheckService _health;
    private readonly RecentErrors _errors;
    private readonly RequestRates _rates;
    private readonly IServiceProvider _services;

    internal StatusReporter(
        ProgramIdentity program, StatusValues values, HealthCheckService health, RecentErrors errors, RequestRates rates,
        IServiceProvider services) =>
        (_program, _values, _health, _errors, _rates, _services) = (program, values, health, errors, rates, services);

    /// <summary>Runs the checks of readiness and reads the numbers.</summary>
    public async Task<StatusReport> ReportAsync(CancellationToken cancellationToken)
    {
        var health = await _health.CheckHealthAsync(check => check.Tags.Contains(HealthEndpoints.ReadyTag), cancellationToken);
        _rates.Measure(_values);
        var measured = _values.All();
        StatusFinding[] findings =
        [
            .. HealthEndpoints.NotServing(_services) is { } reason
                ? [new StatusFinding(StatusLevel.Critical, $"{reason.Check}: {reason.Description}", "Wait for it.")]
                : Array.Empty<StatusFinding>(),
            .. health.Entries.Where(check => check.Value.Status != HealthStatus.Healthy).Select(check => new StatusFinding(
                check.Value.Status == HealthStatus.Unhealthy ? StatusLevel.Critical : StatusLevel.Warning,
                $"{check.Key}: {check.Value.Description ?? check.Value.Exception?.Message ?? "no description"}",
                check.Value.Status == HealthStatus.Unhealthy
                    ? "The program takes no requests until this is fixed." : "Requests are served; events and pushes wait.")),
            .. measured.Where(one => one.Value.IsProblem(one.Number)).Select(one => new StatusFinding(
                StatusLevel.Warning, $"{one.Value.Name}{(one.Label.Length > 0 ? $" of {one.Label}" : "")} is {one.Number:0.#}",
                one.Value.Advice)),
        ];
        return new StatusReport(
            _program.Name, _program.Version, "", [.. findings.OrderByDescending(finding => finding.Level)],
            [.. measured.Select(one => new StatusNumber(one.Value.Name, one.Label, one.Number, one.Value.Unit))], _errors.All);
    }
}

/// <summary>Registers and maps the report.</summary>
internal static class StatusEndpoint
{
    internal const string Path = "/health/status";

    internal static void AddStatus(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<StatusValues>();
        services.AddSingleton<RequestRates>();
        services.AddSingleton<RecentErrors>();
        services.AddSingleton<Microsoft.Extensions.Logging.ILoggerProvider>(provider => provider.GetRequiredService<RecentErrors>());
        services.AddSingleton(provider => new StatusReporter(
            provider.GetRequiredService<ProgramIdentity>(), provider.GetRequiredService<StatusValues>(),
            provider.GetRequiredService<HealthCheckService>(), provider.GetRequiredService<RecentErrors>(),
            provider.GetRequiredService<RequestRates>(), provider));
    }

    /// <summary>Without authentication: for a program that only the deployment itself reaches.</summary>
    internal static void MapStatus(this IEndpointRouteBuilder endpoints) => endpoints.MapGet(
        Path, async (StatusReporter reporter, CancellationToken cancellationToken) =>
            TypedResults.Json(await reporter.ReportAsync(cancellationToken), StatusReport.Json))
        .AllowAnonymous().ExcludeFromDescription();
}
