using System.Globalization;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Versions;

/// <summary>
/// The versions there are, from the section <c>ApiVersions</c>: <c>{ "v1": {} }</c>, and for one that is to end
/// <c>{ "v1": { "Deprecated": "2027-01-01T00:00:00Z", "Sunset": "2028-01-01T00:00:00Z", "Successor": "v2" } }</c>.
/// </summary>
internal sealed class ApiVersions
{
    private readonly Dictionary<string, VersionHeaders> _versions;

    public ApiVersions(IConfiguration configuration)
    {
        _versions = configuration.GetSection("ApiVersions").GetChildren().ToDictionary(version => version.Key, VersionHeaders.From, StringComparer.OrdinalIgnoreCase);
        if (_versions.Count == 0)
            throw new InvalidOperationException("ApiVersions names no version. It must hold at least one, such as v1.");
    }

    /// <summary>The headers of the version in <paramref name="path"/>, or null when it has none to say or is not a version.</summary>
    public VersionHeaders? Headers(PathString path) =>
        Version(path) is { } version && _versions.TryGetValue(version, out var headers) && headers.Deprecation is not null ? headers : null;

    /// <summary>For a path without a route: whether its version or its operation is the unknown part.</summary>
    public Problem Unknown(PathString path)
    {
        var known = string.Join(", ", _versions.Keys.Order(StringComparer.Ordinal));
        return Version(path) is { } version && !_versions.ContainsKey(version)
            ? Problem.Of(StatusCodes.Status404NotFound, "unknown_version", $"There is no API version '{Shorten(version)}'. The versions are: {known}. Paths start with /api/{_versions.Keys.Order(StringComparer.Ordinal).Last()}/.")
            : Problem.Of(StatusCodes.Status404NotFound, "unknown_operation", $"There is no operation at {Shorten(path.Value ?? "/")}. See /docs for the operations there are.");
    }

    private static string? Version(PathString path)
    {
        if (!path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase, out var rest) || rest.Value is not { Length: > 1 } value)
            return null;
        var end = value.IndexOf('/', 1);
        return end < 0 ? value[1..] : value[1..end];
    }

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "...";
}

/// <summary>What the answers of a version that is to end carry: RFC 9745 and RFC 8594.</summary>
internal sealed record VersionHeaders(string? Deprecation, string? Sunset, string? Link)
{
    public static VersionHeaders From(IConfigurationSection version)
    {
        var deprecated = version.GetValue<DateTimeOffset?>("Deprecated");
        var sunset = version.GetValue<DateTimeOffset?>("Sunset");
        if (sunset is not null && (deprecated is null || sunset < deprecated))
            throw new InvalidOperationException($"{version.Path}: Sunset needs a Deprecated date that is not after it.");
        return new VersionHeaders(
            deprecated is { } at ? string.Create(CultureInfo.InvariantCulture, $"@{at.ToUnixTimeSeconds()}") : null,
            sunset?.ToString("R", CultureInfo.InvariantCulture),
            version["Successor"] is { Length: > 0 } successor ? $"</api/{successor}>; rel=\"successor-version\"" : null);
    }

    public void Apply(IHeaderDictionary headers)
    {
        headers["Deprecation"] = Deprecation;
        if (Sunset is not null)
            headers["Sunset"] = Sunset;
        if (Link is not null)
            headers.Append("Link", Link);
    }
}
