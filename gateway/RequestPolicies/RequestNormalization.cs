using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.RequestPolicies;

/// <summary>
/// Responds 400 to a request with two framings, and to a path that two programs could read differently: dot segments, empty segments,
/// encoded slashes or dots, backslashes, path parameters. An accepted path means the same to the route table, the scope check and the
/// service.
/// </summary>
internal sealed class RequestNormalization(RequestDelegate next)
{
    // When a request has both chunks and a length, Kestrel reads the chunks and moves the length to this header. A proxy in front of the
    // gateway may have used the length.
    private const string IgnoredLength = "X-Content-Length";

    // Serial numbers are part of Apple's URLs and may contain any encoded character. The service reads them from the path as it was sent,
    // and no scope depends on that part.
    private const string ApplePrefix = "/wallet/apple/";

    public Task InvokeAsync(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.ContainsKey(IgnoredLength))
        {
            if (headers.TransferEncoding.Count > 0)
            {
                context.Response.Headers.Connection = "close";
                return Problem.Malformed("Send either Content-Length or Transfer-Encoding, not both.").ExecuteAsync(context);
            }

            headers.Remove(IgnoredLength);
        }

        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return IsCanonical(target)
            ? next(context)
            : Problem.Malformed(
                "The path is not in canonical form. Send it without //, /./, /../, ';', '\\' and encoded slashes or dots.")
                .ExecuteAsync(context);
    }

    internal static bool IsCanonical(string target)
    {
        // Clients do not send fragments.
        if (target.Contains('#', StringComparison.Ordinal))
            return false;

        var path = target.AsSpan();
        var end = path.IndexOf('?');
        if (end >= 0)
            path = path[..end];

        // The absolute and authority forms are for forward proxies only.
        if (path.IsEmpty || path[0] != '/')
            return false;

        // A device writes the ';' of a serial number as it is (RFC 3986 allows it); the service reads no path parameters.
        var isApplePath = path.StartsWith(ApplePrefix, StringComparison.Ordinal);
        if (path.Contains("//", StringComparison.Ordinal) || path.Contains('\\') || (path.Contains(';') && !isApplePath)
            || path.ContainsAnyExceptInRange('!', '~'))
            return false;

        return !HasDotSegment(path, isApplePath) && HasPlainEncoding(path, isApplePath);
    }

    private static bool HasDotSegment(ReadOnlySpan<char> path, bool allowLastDot)
    {
        foreach (var range in path.Split('/'))
        {
            if (path[range] is "." or ".." || (path[range].EndsWith(".") && !allowLastDot))
                return true;
        }

        return false;
    }

    // A program that decodes twice would decode an encoded '%' again; an encoded NUL ends a C string.
    private static bool HasPlainEncoding(ReadOnlySpan<char> path, bool allowMarks)
    {
        for (var i = path.IndexOf('%'); i >= 0 && i < path.Length; i++)
        {
            if (path[i] != '%')
                continue;

            if (i + 2 >= path.Length || !byte.TryParse(path.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out var value))
                return false;

            if (value is < 0x20 or 0x7F or (byte)'.')
                return false;

            if (!allowMarks && value is (byte)'/' or (byte)'\\' or (byte)';' or (byte)'%')
                return false;
        }

        return true;
    }
}
