using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Microsoft.Extensions.Options;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>
/// The versions of the API: <c>{ "v1": {} }</c>, and for one that will be retired
/// <c>{ "v1": { "Deprecated": "2027-01-01T00:00:00Z", "Sunset": "2028-01-01T00:00:00Z", "Successor": "v2" } }</c>.
/// </summary>
internal sealed class ApiVersionOptions : IValidatableObject
{
    public Dictionary<string, ApiVersion> ApiVersions { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (ApiVersions.Count == 0)
            yield return new ValidationResult("ApiVersions must name at least one version, such as v1.", [nameof(ApiVersions)]);

        foreach (var (name, version) in ApiVersions)
        {
            if (version.Sunset is { } sunset && (version.Deprecated is not { } deprecated || sunset < deprecated))
            {
                yield return new ValidationResult(
                    $"ApiVersions:{name}: Sunset needs a Deprecated date that is not after it.", [nameof(ApiVersions)]);
            }
        }
    }
}

/// <summary>One version of the API.</summary>
internal sealed class ApiVersion
{
    /// <summary>Since when it is deprecated; null when it is not.</summary>
    public DateTimeOffset? Deprecated { get; set; }

    /// <summary>When the link expires.</summary>
    public DateTimeOffset? Sunset { get; set; }

    /// <summary>The version to move to, such as v2.</summary>
    public string? Successor { get; set; }
}

/// <summary>The versions of the API, by the first part of the path.</summary>
internal sealed class ApiVersions(IOptions<ApiVersionOptions> options)
{
    private const int MaxShown = 100;
    private readonly Dictionary<string, DeprecationHeaders?> _versions = options.Value.ApiVersions.ToDictionary(
        version => version.Key, version => DeprecationHeaders.From(version.Value), StringComparer.OrdinalIgnoreCase);

    /// <summary>The headers of the version in <paramref name="path"/>; null when it is not deprecated or not a version.</summary>
    public DeprecationHeaders? FindHeaders(PathString path) =>
        Version(path) is { } version ? _versions.GetValueOrDefault(version) : null;

    /// <summary>The problem for a path without a route: an unknown version, or an unknown operation.</summary>
    public Problem UnknownPath(PathString path)
    {
        var known = _versions.Keys.Order(StringComparer.Ordinal).ToArray();
        return Version(path) is { } version && !_versions.ContainsKey(version)
            ? Problem.Of(
                StatusCodes.Status404NotFound, "unknown_version",
                $"There is no API version '{TextCut.Shorten(version, MaxShown)}'. The versions are: {string.Join(", ", known)}. " +
                $"Paths start with /api/{known[^1]}/.")
            : Problem.Of(
                StatusCodes.Status404NotFound, "unknown_operation",
                $"There is no operation at {TextCut.Shorten(path.Value ?? "/", MaxShown)}. See /docs for the list of operations.");
    }

    private static string? Version(PathString path)
    {
        if (!path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase, out var rest) || rest.Value is not { Length: > 1 } value)
            return null;

        var end = value.IndexOf('/', 1);
        return end < 0 ? value[1..] : value[1..end];
    }
}

/// <summary>The response headers of a deprecated version: RFC 9745 and RFC 8594.</summary>
internal sealed record DeprecationHeaders(string Deprecation, string? Sunset, string? Link)
{
    public static DeprecationHeaders? From(ApiVersion version) => version.Deprecated is { } deprecated
        ? new DeprecationHeaders(
            string.Create(CultureInfo.InvariantCulture, $"@{deprecated.ToUnixTimeSeconds()}"),
            version.Sunset?.ToString("R", CultureInfo.InvariantCulture),
            version.Successor is { Length: > 0 } successor ? $"</api/{successor}>; rel=\"successor-version\"" : null)
        : null;

    public void Apply(IHeaderDictionary headers)
    {
        headers["Deprecation"] = Deprecation;
        if (Sunset is not null)
            headers["Sunset"] = Sunset;

        if (Link is not null)
            headers.Append("Link", Link);
    }
}
