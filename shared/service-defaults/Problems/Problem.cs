using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.WebUtilities;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Requests;
using Passinstance.ServiceDefaults.Text;

namespace Passinstance.ServiceDefaults.Problems;

/// <summary>
/// The one error body of the platform: <c>application/problem+json</c> (RFC 9457) that also carries the documented
/// <c>error</c> and <c>message</c>, the request id, and on 422 all invalid values at once.
/// </summary>
public sealed class Problem : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    /// <summary>The documented media type of every error.</summary>
    public const string ContentType = "application/problem+json";

    private Problem(int status, string code, string detail, IReadOnlyList<InvalidValue>? errors = null)
    {
        StatusCode = status;
        Code = code;
        Detail = detail;
        Errors = errors;
    }

    /// <summary>HTTP status.</summary>
    public int StatusCode { get; }

    int? IStatusCodeHttpResult.StatusCode => StatusCode;

    /// <summary>Stable word for programs; also the last part of the problem's <c>type</c>.</summary>
    public string Code { get; }

    /// <summary>What happened and what to do next.</summary>
    public string Detail { get; }

    /// <summary>Invalid values of the request; null when the error is of another kind.</summary>
    public IReadOnlyList<InvalidValue>? Errors { get; }

    /// <summary>Seconds after which a retry makes sense; sent as <c>Retry-After</c>.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>The pass that already has the serial number of the request.</summary>
    public string? ExistingPassId { get; init; }

    /// <summary>The request could not be read at all: 400.</summary>
    public static Problem Malformed(string detail) => new(StatusCodes.Status400BadRequest, "malformed_request", detail);

    /// <summary>No valid credential: 401.</summary>
    public static Problem Unauthorized(string detail) => new(StatusCodes.Status401Unauthorized, "unauthorized", detail);

    /// <summary>A valid credential without the right: 403.</summary>
    public static Problem Forbidden(string detail) => new(StatusCodes.Status403Forbidden, "forbidden", detail);

    /// <summary>
    /// No such object for this organization: 404. The response is the same for another organization's object, so that ids cannot be probed.
    /// </summary>
    public static Problem NotFound(string what, string id) =>
        new(
            StatusCodes.Status404NotFound, "not_found",
            IdPrefixes.KindOf(id) is { } kind && !what.Contains(kind, StringComparison.Ordinal)
                ? $"'{TextCut.Shorten(id, 64)}' is the id of {Article(kind)} {kind}, not of {Article(what)} {what}. "
                    + "Check which id you send."
                : $"There is no {what} '{TextCut.Shorten(id, 64)}' in your organization. Check the id and the API key's organization.");

    /// <summary>The request contradicts what is stored: 409.</summary>
    public static Problem Conflict(string code, string detail) => new(StatusCodes.Status409Conflict, code, detail);

    /// <summary>The serial number is taken: 409 with the id of the pass that has it.</summary>
    public static Problem Duplicate(string detail, string? existingPassId) =>
        new(StatusCodes.Status409Conflict, "duplicate_serial_number", detail) { ExistingPassId = existingPassId };

    /// <summary>One or more values are wrong: 422, all of them at once.</summary>
    public static Problem Invalid(IReadOnlyList<InvalidValue> errors) =>
        new(StatusCodes.Status422UnprocessableEntity, "invalid_request",
            errors.Count == 1 ? errors[0].Detail : $"{errors.Count} values of the request are invalid; see errors.", errors);

    /// <summary>One value is wrong: 422.</summary>
    public static Problem Invalid(string pointer, string code, string detail) => Invalid([new InvalidValue(pointer, code, detail)]);

    /// <summary>One value is wrong, and its sentence names values: 422.</summary>
    public static Problem Invalid(string pointer, string code, string detail, params ReadOnlySpan<(string Name, object? Value)> values) =>
        Invalid([new InvalidValue(pointer, code, detail, values)]);

    /// <summary>Any other status with its own code.</summary>
    public static Problem Of(int status, string code, string detail) => new(status, code, detail);

    /// <summary>Another system that the request needs does not respond: 503 with <c>Retry-After</c>.</summary>
    public static Problem Unavailable(string code, string detail, int retryAfterSeconds) =>
        new(StatusCodes.Status503ServiceUnavailable, code, detail) { RetryAfterSeconds = retryAfterSeconds };

    /// <summary>The same problem with other pointers, for a body that is no JSON.</summary>
    /// <param name="locate">Turns an invalid value's pointer into one of the body that was sent.</param>
    public Problem Relocate(Func<InvalidValue, InvalidValue> locate) =>
        Errors is null ? this : new Problem(StatusCode, Code, Detail, [.. Errors.Select(locate)]);

    /// <inheritdoc />
    public Task ExecuteAsync(HttpContext httpContext)
    {
        FailedRequest.Mark(httpContext, Code);
        var response = httpContext.Response;
        response.StatusCode = StatusCode;
        if (RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var reason = ReasonPhrases.GetReasonPhrase(StatusCode);
        var body = new ProblemResponse
        {
            Type = $"/docs/errors#{Code}",
            Title = reason,
            Status = StatusCode,
            Detail = Detail,
            Error = reason,
            Message = Detail,
            Code = Code,
            RequestId = httpContext.TraceIdentifier,
            ExistingPassId = ExistingPassId,
            Errors = Errors,
        };
        return response.WriteAsJsonAsync(body, ProblemResponse.Json, ContentType, httpContext.RequestAborted);
    }

    static void IEndpointMetadataProvider.PopulateMetadata(MethodInfo method, EndpointBuilder builder)
    {
        foreach (var status in (int[])[400, 401, 403, 404, 422, 429])
            builder.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ProblemResponse), [ContentType]));
    }

    private static string Article(string noun) =>
        "aeio".Contains(char.ToLowerInvariant(noun[0]), StringComparison.Ordinal) ? "an" : "a";
}
