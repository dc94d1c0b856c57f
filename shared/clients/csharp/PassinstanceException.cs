using System.Text.Json;

namespace Passinstance.Client;

/// <summary>The API responded with an error. The message is the API's, followed by a line per invalid value.</summary>
public class PassinstanceException : Exception
{
    /// <summary>Makes one for a response whose body was not read as an error of the API.</summary>
    /// <param name="message">What happened, when the body does not tell.</param>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="response">The body as it was received.</param>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="innerException">What prevented the reading.</param>
    public PassinstanceException(string message, int statusCode, string? response,
        IReadOnlyDictionary<string, IEnumerable<string>> headers, Exception? innerException)
        : this(message, statusCode, response, headers, Parse(response), innerException)
    {
    }

    private protected PassinstanceException(string message, int statusCode, string? response,
        IReadOnlyDictionary<string, IEnumerable<string>> headers, Problem? problem, Exception? innerException)
        : base(Compose(message, problem), innerException)
    {
        StatusCode = statusCode;
        Response = response;
        Headers = headers;
        Problem = problem;
        Code = problem?.Code;
        RequestId = problem?.RequestId ?? headers
            .Where(header => header.Key.Equals("X-Request-Id", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value).FirstOrDefault();
        Errors = problem?.Errors ?? [];
    }

    /// <summary>The HTTP status.</summary>
    public int StatusCode { get; }

    /// <summary>
    /// Stable code to branch on, for example <c>not_found</c>; null when the response is not of the API, for example a proxy's page.
    /// </summary>
    public string? Code { get; }

    /// <summary>Id of the request. Include it when you ask for help.</summary>
    public string? RequestId { get; }

    /// <summary>All invalid values of the request; empty when the error is not about them.</summary>
    public IReadOnlyList<InvalidValue> Errors { get; }

    /// <summary>The whole error; null when the response is not of the API.</summary>
    public Problem? Problem { get; }

    /// <summary>The body as it was received; empty when it was read as <see cref="Problem"/>.</summary>
    public string? Response { get; }

    /// <summary>The headers of the response, for example <c>Retry-After</c>.</summary>
    public IReadOnlyDictionary<string, IEnumerable<string>> Headers { get; }

    private static string Compose(string message, Problem? problem) => problem is null
        ? message
        : string.Join('\n', [problem.Message, .. (problem.Errors ?? []).Select(error => $"{error.Pointer}: {error.Detail}")]);

    private static Problem? Parse(string? response)
    {
        if (string.IsNullOrEmpty(response))
            return null;
        try
        {
            var problem = JsonSerializer.Deserialize<Problem>(response, PassinstanceApi.Json);
            return problem is { Code: not null, Message: not null } ? problem : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The API responded with a documented error.</summary>
/// <typeparam name="TResult">The type of the body.</typeparam>
public sealed class PassinstanceException<TResult> : PassinstanceException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What happened, when the body does not tell.</param>
    /// <param name="statusCode">The HTTP status.</param>
    /// <param name="response">The body as it was received.</param>
    /// <param name="headers">The headers of the response.</param>
    /// <param name="result">The body.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public PassinstanceException(string message, int statusCode, string? response,
        IReadOnlyDictionary<string, IEnumerable<string>> headers, TResult result, Exception? innerException)
        : base(message, statusCode, response, headers, result as Problem, innerException) => Result = result;

    /// <summary>The body.</summary>
    public TResult Result { get; }
}
