using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Passinstance.Contracts.V1;

namespace Passinstance.Passes.Templates;

/// <summary>The template service did not answer in time or not as it should.</summary>
internal sealed class TemplateServiceUnavailableException(Exception inner) : Exception("The template service does not answer.", inner);

/// <summary>
/// Reads a template that no event has told of yet: a client that creates a template and issues from it a millisecond later must succeed,
/// also while the broker is down. Calls carry the caller's own internal token, so they see what the caller may see.
/// </summary>
internal sealed class TemplateClient(HttpClient http, IHttpContextAccessor current)
{
    internal sealed record Snapshot(Guid TemplateId, int Version, JsonElement Definition, IReadOnlyList<TemplateImage> Images);

    /// <summary>Null when the caller's organisation has no such template.</summary>
    internal async Task<Snapshot?> ReadAsync(Guid templateId, CancellationToken cancellationToken)
    {
        using var response = await SendAsync($"/internal/templates/{templateId}", cancellationToken);
        return response is null ? null : await response.Content.ReadFromJsonAsync<Snapshot>(cancellationToken);
    }

    internal async Task<byte[]?> ReadImageAsync(string sha256, CancellationToken cancellationToken)
    {
        using var response = await SendAsync($"/internal/images/{sha256}", cancellationToken);
        if (response is null)
            return null;
        var content = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        return Convert.ToHexStringLower(SHA256.HashData(content)) == sha256 ? content : null;
    }

    private async Task<HttpResponseMessage?> SendAsync(string path, CancellationToken cancellationToken)
    {
        // Outside a request that carries a token there is nobody to ask for; the template then comes by event.
        if (current.HttpContext?.Request.Headers.Authorization is not [{ } token])
            return null;

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation(HeaderNames.Authorization, token);
        try
        {
            var response = await http.SendAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
                return response;
            using (response)
            {
                return response.StatusCode == HttpStatusCode.NotFound
                    ? null
                    : throw new HttpRequestException($"The template service answered {(int)response.StatusCode}.");
            }
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new TemplateServiceUnavailableException(exception);
        }
    }
}

internal static class TemplateClientSetup
{
    internal static void AddTemplateClient(this WebApplicationBuilder builder)
    {
        if (!Uri.TryCreate(builder.Configuration["Services:Template"], UriKind.Absolute, out var address))
            throw new InvalidOperationException("Services:Template must be the template service's address. Set Services__Template, for example http://template:8080.");
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddExceptionHandler<TemplateServiceUnavailableHandler>();
        builder.Services.AddHttpClient<TemplateClient>(http =>
        {
            http.BaseAddress = address;
            http.Timeout = TimeSpan.FromSeconds(5);
            http.MaxResponseContentBufferSize = 16 * 1024 * 1024;
        });
    }
}
