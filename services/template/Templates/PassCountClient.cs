using Microsoft.Net.Http.Headers;

namespace Passinstance.Templates.Templates;

/// <summary>
/// Asks the pass service how many passes a new version touches. The number is a courtesy of the publish answer: whatever goes wrong, publishing
/// goes on and the answer says null.
/// </summary>
internal sealed partial class PassCountClient(HttpClient http, ILogger<PassCountClient> logger)
{
    internal sealed record PassCount(int Count);

    internal async Task<int?> CountAsync(Guid templateId, HttpRequest current, CancellationToken cancellationToken)
    {
        if (http.BaseAddress is null || current.Headers.Authorization is not [{ } token])
            return null;
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/internal/templates/{templateId}/pass-count");
        request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, token);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<PassCount>(cancellationToken))?.Count;
        }
        catch (Exception exception) when (exception is HttpRequestException or System.Text.Json.JsonException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogNotCounted(templateId, exception);
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The pass service did not say how many passes of template {TemplateId} there are; it is published without the count.")]
    private partial void LogNotCounted(Guid templateId, Exception exception);
}

internal static class PassCountClientSetup
{
    internal static void AddPassCountClient(this WebApplicationBuilder builder)
    {
        var text = builder.Configuration["Services:Pass"];
        if (!string.IsNullOrEmpty(text) && !Uri.TryCreate(text, UriKind.Absolute, out _))
            throw new InvalidOperationException("Services:Pass must be the pass service's address, or absent. Set Services__Pass, for example http://pass:8080.");
        builder.Services.AddHttpClient<PassCountClient>(http =>
        {
            http.BaseAddress = string.IsNullOrEmpty(text) ? null : new Uri(text);
            http.Timeout = TimeSpan.FromSeconds(2);
            http.MaxResponseContentBufferSize = 1024;
        });
    }
}
