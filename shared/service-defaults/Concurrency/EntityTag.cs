using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.ServiceDefaults.Concurrency;

/// <summary>
/// Strong entity tags (RFC 9110, 8.8.3) made from a row's version: a client that sends the tag it has read as <c>If-Match</c> cannot undo a
/// change that it has not seen.
/// </summary>
public static class EntityTag
{
    /// <summary>For example <c>"3"</c>, quotes included.</summary>
    public static string Of(int version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>Says which version the answer shows.</summary>
    public static void Show(HttpResponse response, int version)
    {
        ArgumentNullException.ThrowIfNull(response);
        response.Headers.ETag = Of(version);
    }

    /// <summary>
    /// 412 when the request is meant for another version than <paramref name="version"/>; null when it names this one, any (<c>*</c>), or none.
    /// </summary>
    public static Problem? Mismatch(HttpRequest request, int version)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.IfMatch.Count == 0)
            return null;
        var current = new EntityTagHeaderValue(Of(version));
        return request.GetTypedHeaders().IfMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: true))
            ? null
            : Problem.Of(StatusCodes.Status412PreconditionFailed, "version_mismatch",
                $"The object has changed: its ETag is now {Of(version)}. Read it, apply your change to what it has become, and send it with that ETag as If-Match.");
    }

    /// <summary>Whether the client has this version already (<c>If-None-Match</c>): answer 304 then.</summary>
    public static bool IsKnown(HttpRequest request, int version)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.IfNoneMatch.Count == 0)
            return false;
        var current = new EntityTagHeaderValue(Of(version));
        return request.GetTypedHeaders().IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Compare(current, useStrongComparison: false));
    }
}
