using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Passinstance.ServiceDefaults.Concurrency;

/// <summary>A resource that shows its version.</summary>
public interface IEntityTagged
{
    /// <summary>The strong entity tag (RFC 9110, 8.8.3) with its quotes; made by <see cref="EntityTags.Of"/>.</summary>
    string EntityTag { get; }
}

/// <summary>
/// Entity tags made from row versions: <c>"7"</c>, or <c>"7-expired"</c> where the same row shows differently as time passes.
/// </summary>
public static class EntityTags
{
    /// <summary>The tag of a version.</summary>
    /// <param name="version">The row's version, one more at each change.</param>
    /// <param name="state">What else affects the representation; not part of what <c>If-Match</c> compares, since no change was
    /// made.</param>
    public static string Of(int version, string? state = null) => state is null ? $"\"{version}\"" : $"\"{version}-{state}\"";

    /// <summary>
    /// Adds an <c>ETag</c> to every response of the group that shows one <see cref="IEntityTagged"/>, and responds with 304 to a GET whose
    /// <c>If-None-Match</c> names it. <c>If-Match</c> is checked by the endpoint: it takes an <see cref="IfMatch"/>.
    /// </summary>
    public static RouteGroupBuilder WithEntityTags(this RouteGroupBuilder group) =>
        group.AddEndpointFilter(static async (invocation, next) =>
        {
            var result = await next(invocation);
            var inner = result is INestedHttpResult nested ? nested.Result : result;
            if (inner is not IValueHttpResult { Value: IEntityTagged tagged })
                return result;

            var http = invocation.HttpContext;
            http.Response.Headers.ETag = tagged.EntityTag;
            var isRead = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
            return isRead && IsKnown(http.Request, tagged.EntityTag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : result;
        });

    private static bool IsKnown(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var known) &&
        known.Any(given => given.Equals(EntityTagHeaderValue.Any) || given.Tag.Equals(tag, StringComparison.Ordinal));
}
