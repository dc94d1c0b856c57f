using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.ServiceDefaults.Requests;

/// <summary>
/// Rejects a body whose <c>Content-Type</c> cannot be read or names a charset other than UTF-8. Without this rule, whatever reads the body
/// first fails with an exception that is not a client error. What is accepted is written anew in the one form that every reader knows:
/// some read neither a charset in quotes nor <c>utf8</c> nor a semicolon at the end.
/// </summary>
internal sealed class ContentTypeRules(RequestDelegate next)
{
    // US-ASCII is a subset of UTF-8.
    private static readonly string[] Charsets = ["utf-8", "utf8", "us-ascii", "ascii"];

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Headers.ContentType.Count == 0 || HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return next(context);
        if (request.Headers.ContentType is not [{ Length: > 0 } text] || !MediaTypeHeaderValue.TryParse(text, out var type))
            return Reject(context, "The Content-Type header cannot be parsed. Send one media type, for example application/json.");

        var charsets = type.Parameters.Where(parameter => parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var charset in charsets.Select(parameter => HeaderUtilities.RemoveQuotes(parameter.Value)))
        {
            if (!Charsets.Any(known => charset.Equals(known, StringComparison.OrdinalIgnoreCase)))
            {
                return Reject(
                    context, $"The charset must be utf-8; you sent \"{SentValue.Shorten(charset.ToString())}\". Send the body in UTF-8.");
            }
        }

        foreach (var charset in charsets)
            type.Parameters.Remove(charset);
        if (charsets.Count > 0)
            type.Charset = Charsets[0];
        request.ContentType = type.ToString();
        return next(context);
    }

    private static Task Reject(HttpContext context, string detail) =>
        Problem.Of(StatusCodes.Status415UnsupportedMediaType, "unsupported_media_type", detail).ExecuteAsync(context);
}
