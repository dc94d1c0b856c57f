using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Passinstance.Testing.Services;

/// <summary>Calls of the API, with the response body in the failure message.</summary>
public static class ApiCalls
{
    /// <summary>
    /// Sends <paramref name="body"/> as JSON and returns the response's JSON; throws when the status is not <paramref name="expected"/>.
    /// </summary>
    public static async Task<JsonElement> CallAsync(
        this HttpClient client, HttpMethod method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK,
            CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(client);
        using var request = new HttpRequestMessage(method, path);
        request.Content = body switch
        {
            null => null,
            string text => new StringContent(text, Encoding.UTF8, "application/json"),
            _ => JsonContent.Create(body),
        };
        using var response = await client.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.StatusCode == expected
            ? answer.Length == 0 ? default : JsonElement.Parse(answer)
            : throw new InvalidOperationException(
                $"{method} {path} returned {(int)response.StatusCode} instead of {(int)expected}: {answer}");
    }

    /// <summary>POST that must return 201.</summary>
    public static Task<JsonElement> CreateAsync(this HttpClient client, string path, object body,
        CancellationToken cancellationToken = default) =>
        client.CallAsync(HttpMethod.Post, path, body, HttpStatusCode.Created, cancellationToken);

    /// <summary>A required text member.</summary>
    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    /// <summary>The pointers of the invalid values in a 422.</summary>
    public static IEnumerable<string> Pointers(this JsonElement problem) => problem.GetProperty("errors").EnumerateArray()
        .Select(error => error.Text("pointer"));
}
