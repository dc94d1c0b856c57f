using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;

namespace Passinstance.Client;

/// <summary>
/// Authorizes requests with an access token for an OAuth 2 client. There is one token for all requests, renewed a minute before its end and
/// once after the API rejected it; requests that come meanwhile wait for the same one.
/// </summary>
internal sealed class AccessTokenHandler(
    Uri tokenUrl, string clientId, string clientSecret, string? scope, TimeProvider time, HttpMessageHandler transport)
    : DelegatingHandler(transport)
{
    private readonly SemaphoreSlim _one = new(1);
    private string? _token;
    private DateTimeOffset _end;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var token = await TokenAsync(null, cancellationToken);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await base.SendAsync(request, cancellationToken);
        if (response.StatusCode != HttpStatusCode.Unauthorized)
            return response;
        // Revoked, or signed by a key that is no longer used.
        response.Dispose();
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(token, cancellationToken));
        return await base.SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _one.Dispose();
        base.Dispose(disposing);
    }

    private async Task<string> TokenAsync(string? rejected, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_token is null || _token == rejected || time.GetUtcNow() >= _end)
                (_token, _end) = await GetAsync(cancellationToken);
            return _token;
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<(string Token, DateTimeOffset End)> GetAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> form = new() { ["grant_type"] = "client_credentials" };
        if (scope is not null)
            form["scope"] = scope;
        using var request = new HttpRequestMessage(HttpMethod.Post, tokenUrl) { Content = new FormUrlEncodedContent(form) };
        var pair = $"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(clientSecret)}";
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes(pair)));
        var began = time.GetUtcNow();
        using var response = await base.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new PassinstanceException($"No access token was granted: status {(int)response.StatusCode}.", (int)response.StatusCode,
                await response.Content.ReadAsStringAsync(cancellationToken),
                response.Headers.ToDictionary(header => header.Key, header => header.Value), null);
        }

        var granted = (await response.Content.ReadFromJsonAsync<AccessToken>(PassinstanceApi.Json, cancellationToken))!;
        return (granted.Access_token, began.AddSeconds(Math.Max(granted.Expires_in - 60, granted.Expires_in / 2)));
    }
}
