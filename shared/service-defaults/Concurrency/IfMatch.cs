using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.ServiceDefaults.Concurrency;

/// <summary>
/// What the request's <c>If-Match</c> asks: carry it out only on the version the client has seen. A parameter of a verb of this type is
/// read from the header.
/// </summary>
public sealed class IfMatch
{
    private readonly IReadOnlyList<int>? _versions;

    private IfMatch(IReadOnlyList<int>? versions) => _versions = versions;

    /// <summary>Nothing is asked: any version will do.</summary>
    public static IfMatch Any { get; } = new(null);

    /// <summary>Reads the header; called by the framework.</summary>
    /// <exception cref="BadHttpRequestException">It is no list of entity tags.</exception>
    public static ValueTask<IfMatch?> BindAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var header = context.Request.Headers.IfMatch;
        if (header.Count == 0)
            return ValueTask.FromResult<IfMatch?>(Any);
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags))
            throw new BadHttpRequestException("If-Match must be an ETag of an earlier answer, with its quotes, or *.");
        return ValueTask.FromResult<IfMatch?>(tags.Contains(EntityTagHeaderValue.Any) ? Any : new IfMatch([.. tags.Select(VersionOf)]));
    }

    /// <summary>
    /// Null when <paramref name="version"/> is one that the client named, or it named none; else the problem to answer with.
    /// </summary>
    /// <param name="what">The kind of resource, for the message.</param>
    /// <param name="version">The version it is at.</param>
    public Problem? Check(string what, int version) => _versions is null || _versions.Contains(version)
        ? null
        : Problem.Of(StatusCodes.Status412PreconditionFailed, "precondition_failed",
            $"The {what} is at version {version} (ETag {EntityTags.Of(version)}), not at the one that If-Match names: somebody changed " +
                $"it. Read it, apply your change to that, and send it again.");

    // A weak tag never matches here (RFC 9110, 13.1.1), nor does one that we did not make.
    private static int VersionOf(EntityTagHeaderValue tag)
    {
        var text = tag.Tag.AsSpan().Trim('"');
        var end = text.IndexOf('-');
        return !tag.IsWeak && int.TryParse(end < 0 ? text : text[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : -1;
    }
}
