using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Requests;

namespace Passinstance.ServiceDefaults.Concurrency;

/// <summary>
/// The request's <c>If-Match</c>: execute it only on the version the client has seen. An endpoint parameter of this type is bound from the
/// header.
/// </summary>
public sealed class IfMatch
{
    private readonly IReadOnlyList<int>? _versions;

    private IfMatch(IReadOnlyList<int>? versions) => _versions = versions;

    /// <summary>Without the header: any version matches.</summary>
    public static IfMatch Any { get; } = new(null);

    /// <summary>Parses the header; called by the framework.</summary>
    /// <exception cref="UnreadableRequestException">It is not a list of entity tags.</exception>
    public static ValueTask<IfMatch?> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch;
        if (header.Count == 0)
            return ValueTask.FromResult<IfMatch?>(Any);
        if (!EntityTagHeaderValue.TryParseStrictList(header, out var tags))
        {
            throw new UnreadableRequestException(
                $"If-Match must be an ETag of an earlier response, with its quotes, such as \"7\", or *; you sent "
                + $"{(header.ToString() is { Length: > 0 } sent ? SentValue.Shorten(sent) : "nothing")}.");
        }

        return ValueTask.FromResult<IfMatch?>(tags.Contains(EntityTagHeaderValue.Any) ? Any : new IfMatch([.. tags.Select(VersionOf)]));
    }

    /// <summary>
    /// Null when <paramref name="version"/> is one that the client named, or it named none; otherwise the problem to respond with.
    /// </summary>
    /// <param name="what">The kind of resource, for the message.</param>
    /// <param name="version">The current version.</param>
    public Problem? Check(string what, int version) => _versions is null || _versions.Contains(version)
        ? null
        : Problem.Of(StatusCodes.Status412PreconditionFailed, "precondition_failed",
            $"The {what} is at version {version} (ETag {EntityTags.Of(version)}), not at the one that If-Match names: it was " +
                $"changed in between. Read it, apply your change to that version, and send it again.");

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
