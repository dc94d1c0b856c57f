using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.ServiceDefaults.Json;

/// <summary>
/// Rejects, with all of them named, the values of a JSON body that nothing behind the API can hold. After it no reader, rule or table has
/// to think of them. The query is checked by <see cref="Requests.QueryRules"/>.
/// </summary>
internal sealed class BodyValuesMiddleware(RequestDelegate next, IOptions<JsonBodyOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // What devices and Google send is not ours to reject: its readers take what they need.
        if (context.Request.HasJsonContentType() && context.Request.Body.CanSeek
            && !context.Request.Path.StartsWithSegments("/wallet", StringComparison.OrdinalIgnoreCase)
            && await BodyErrorsAsync(context.Request, context.RequestAborted) is { Count: > 0 } errors)
            await Problem.Invalid(errors).ExecuteAsync(context);
        else
            await next(context);
    }

    private async Task<IReadOnlyList<InvalidValue>> BodyErrorsAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var encoding = EncodingOf(request);
        var errors = encoding is null or UTF8Encoding
            ? await BodyValues.FindAsync(request.Body, options.Value, cancellationToken)
            : await FindAsync(request.Body, encoding, cancellationToken);
        request.Body.Position = 0;
        return errors;
    }

    private async Task<IReadOnlyList<InvalidValue>> FindAsync(Stream body, Encoding encoding, CancellationToken cancellationToken)
    {
        await using var utf8 = Encoding.CreateTranscodingStream(body, encoding, Encoding.UTF8, leaveOpen: true);
        return await BodyValues.FindAsync(utf8, options.Value, cancellationToken);
    }

    // Null for one that is not known: the reader of the body reports it.
    private static Encoding? EncodingOf(HttpRequest request)
    {
        try
        {
            return MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.Encoding : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
