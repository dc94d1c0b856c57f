using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Passinstance.ServiceDefaults.Hosting;

/// <summary>Which program this process is, as health, logs and telemetry name it.</summary>
/// <param name="Name">The name under which it is deployed, for example <c>webhook-dispatch</c>.</param>
/// <param name="Version">The version of its release with the commit that it was built from.</param>
public sealed record ProgramIdentity(string Name, string Version)
{
    /// <summary>The namespace of every program of the platform in telemetry (<c>service.namespace</c>).</summary>
    public const string Namespace = "passinstance";

    /// <summary>The identity of this process.</summary>
    internal static ProgramIdentity Of(string name) => new(name, VersionOf(Assembly.GetEntryAssembly()));

    internal static string VersionOf(Assembly? program) =>
        program?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    /// <summary>Maps <c>/version</c>, without authentication.</summary>
    internal static void Map(IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/version", (ProgramIdentity program) => TypedResults.Json(
            new { program.Name, program.Version, runtime = Environment.Version.ToString() })).AllowAnonymous().ExcludeFromDescription();
}

/// <summary>The metric that names the running version.</summary>
internal sealed class BuildInfo
{
    internal const string MeterName = "Passinstance.ServiceDefaults";

    public BuildInfo(IMeterFactory meters, ProgramIdentity program) => meters.Create(MeterName).CreateObservableGauge(
        "passinstance.build.info",
        () => new Measurement<int>(1,
            new("version", program.Version), new("program", program.Name), new("runtime", Environment.Version.ToString())),
        description: "Always 1; its labels name the program, its version and the runtime.");
}
