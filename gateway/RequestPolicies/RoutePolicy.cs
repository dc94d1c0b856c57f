using System.Globalization;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Json;
using Yarp.ReverseProxy.Configuration;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>
/// The policy of a route. In appsettings.json it is the route's <c>Metadata</c>: either a <c>Scope</c> or <c>Anonymous: true</c> (a route
/// with neither is rejected, so that a forgotten line never opens a route), <c>Publishable: true</c> where publishable keys are accepted,
/// <c>RateClass</c>, and <c>Bodies</c> (<c>json</c>; <c>batch</c> for JSON, NDJSON and CSV; <c>any</c> for uploads).
/// </summary>
/// <param name="Scope">The scope that a caller needs; null when the route takes no credential.</param>
/// <param name="Publishable">Whether publishable keys are accepted.</param>
/// <param name="RateClass">The class of rate limits.</param>
/// <param name="MediaTypes">The media types of bodies; null for any.</param>
/// <param name="MaxBodySize">The maximum body size in bytes.</param>
/// <param name="MaxJsonSize">The maximum size of a JSON body, where it is less (<c>MaxJsonBodySize</c>): JSON is read as a whole, and other
/// bodies are read as they arrive.</param>
internal sealed record RoutePolicy(string? Scope, bool Publishable, string RateClass, IReadOnlyList<string>? MediaTypes, long? MaxBodySize,
    long? MaxJsonSize = null) : IRequiresScope
{
    private const long OwnMaxBodySize = 64 * 1024;

    /// <summary>Whether only a person may call, whatever the scopes: the operation is about the person's own account.</summary>
    public bool PeopleOnly { get; init; }

    /// <summary>Whether only an operator of the deployment may call.</summary>
    public bool OperatorsOnly { get; init; }

    /// <summary>Whether it works also while the organization is suspended.</summary>
    public bool WorksSuspended { get; init; }

    /// <summary>The policy of an operation of the gateway's own that needs a scope.</summary>
    public static RoutePolicy For(string scope, string rateClass) => new(scope, Publishable: false, rateClass, [Json], OwnMaxBodySize);

    /// <summary>The policy of an operation about a person's own account.</summary>
    public static RoutePolicy ForPeople(string rateClass) =>
        new(Scope: null, Publishable: false, rateClass, [Json], OwnMaxBodySize) { PeopleOnly = true, WorksSuspended = true };

    /// <summary>The policy of an operation about the deployment, for people who operate it.</summary>
    public static RoutePolicy ForOperators(string rateClass) => ForPeople(rateClass) with { OperatorsOnly = true };

    internal const string Json = "application/json";

    /// <summary>The maximum size of a body of a type.</summary>
    internal long? MaxSizeOf(string? contentType) => MaxJsonSize is { } json && BodyRules.IsJson(contentType) ? json : MaxBodySize;

    public static RoutePolicy From(RouteConfig route)
    {
        var metadata = route.Metadata ?? new Dictionary<string, string>();
        var scope = metadata.GetValueOrDefault("Scope");
        var anonymous = metadata.GetValueOrDefault("Anonymous") == "true";
        if (anonymous == scope is not null)
            throw new ArgumentException($"Route '{route.RouteId}' must have either Metadata:Scope or Metadata:Anonymous = true.");

        if (scope is not null && !Scopes.All.Contains(scope))
            throw new ArgumentException($"Route '{route.RouteId}' names the scope '{scope}', which does not exist.");

        var bodies = metadata.GetValueOrDefault("Bodies", "json");
        IReadOnlyList<string>? mediaTypes = bodies switch
        {
            "json" => [Json],
            "batch" => [Json, Ndjson.MediaType, "text/csv"],
            "any" => null,
            _ => throw new ArgumentException($"Route '{route.RouteId}' has Metadata:Bodies = '{bodies}'; it must be json, batch or any."),
        };

        return new RoutePolicy(
            scope, metadata.GetValueOrDefault("Publishable") == "true", metadata.GetValueOrDefault("RateClass", "default"),
            mediaTypes, route.MaxRequestBodySize,
            metadata.TryGetValue("MaxJsonBodySize", out var size) ? long.Parse(size, CultureInfo.InvariantCulture) : null);
    }
}
