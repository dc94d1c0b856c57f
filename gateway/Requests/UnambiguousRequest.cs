using Microsoft.AspNetCore.Http.Features;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Requests;

/// <summary>
/// Answers 400 to a request with two framings, and to a path that two programs could read differently: dot segments, empty segments, encoded slashes or dots, backslashes,
/// path parameters. What remains means the same to the route table, to the scope check and to the service behind.
/// </summary>
internal sealed class UnambiguousRequest(RequestDelegate next)
{
    // Where a request has chunks and a length, Kestrel follows the chunks and puts the length here; somebody before us may have followed
    // the length.
    private const string IgnoredLength = "X-Content-Length";

    // Serial numbers and pass type identifiers are part of Apple's URLs, and a serial number may hold any character, encoded. The service behind
    // reads them from the path as it was sent, and no scope hangs on that part.
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
            : Problem.Malformed("The path is not in canonical form. Send it without //, /./, /../, ';', '\\' and encoded slashes or dots.").ExecuteAsync(context);
    }

    internal static bool IsCanonical(string target)
    {
        // A fragment stays with the client; one that is sent is meant to confuse.
        if (target.Contains('#', StringComparison.Ordinal))
            return false;
        var path = target.AsSpan();
        var end = path.IndexOf('?');
        if (end >= 0)
            path = path[..end];
        // Only a proxy is addressed with an absolute or authority form; this is a server to its clients.
        if (path.IsEmpty || path[0] != '/')
            return false;
        if (path.Contains("//", StringComparison.Ordinal) || path.ContainsAny('\\', ';') || path.ContainsAnyExceptInRange('!', '~'))
            return false;
        var isApples = path.StartsWith(ApplePrefix, StringComparison.Ordinal);
        return !HasDotSegment(path, isApples) && HasPlainEncoding(path, isApples);
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

    // An encoded '%' would be decoded a second time by a careless reader; an encoded NUL ends a C string.
    private static bool HasPlainEncoding(ReadOnlySpan<char> path, bool allowMarks)
    {
        for (var i = path.IndexOf('%'); i >= 0 && i < path.Length; i++)
        {
            if (path[i] != '%')
                continue;
            if (i + 2 >= path.Length || !byte.TryParse(path.Slice(i + 1, 2), System.Globalization.NumberStyles.AllowHexSpecifier, null, out var value))
                return false;
            if (value is < 0x20 or 0x7F or (byte)'.')
                return false;
            if (!allowMarks && value is (byte)'/' or (byte)'\\' or (byte)';' or (byte)'%')
                return false;
        }
        return true;
    }
}
