using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace Passinstance.Dashboard.SignIn;

/// <summary>The person who is signed in, as <c>GET /api/v1/account</c> shows them.</summary>
public sealed record SignedInAccount(
    string Id, string Email, string? Name, string Role, AccountOrganization Organization,
    IReadOnlyList<AccountOrganization>? Organizations, IReadOnlyList<string>? Scopes, bool IsOperator = false)
{
    /// <summary>What a page calls them.</summary>
    public string DisplayName => string.IsNullOrWhiteSpace(Name) ? Email : Name;

    /// <summary>Whether the API lets them do what needs this scope.</summary>
    public bool May(string scope) => Scopes?.Contains(scope) ?? false;
}

/// <summary>An organization that a person belongs to.</summary>
public sealed record AccountOrganization(string Id, string Name, string? Role);

/// <summary>The state of the platform as everybody may see it.</summary>
public sealed record PlatformStatus(string Status, string Version, IReadOnlyList<PlatformPart> Parts);

/// <summary>A part of the platform and whether it responds: <c>ok</c>, <c>degraded</c> or <c>down</c>.</summary>
public sealed record PlatformPart(string Name, string Status);

/// <summary>How the parts of the platform responded in the days that are kept.</summary>
public sealed record PlatformHistory(DateOnly From, DateOnly To, IReadOnlyList<PartHistory> Parts);

/// <summary>The days of a part; its availability is 0 to 1.</summary>
public sealed record PartHistory(string Name, double? Availability, IReadOnlyList<PartDay> Days);

/// <summary>A day of a part: <c>ok</c>, <c>degraded</c> or <c>down</c>.</summary>
public sealed record PartDay(DateOnly Day, string Status, double Availability);

/// <summary>The requests that no session makes: tokens, and the account behind one.</summary>
internal sealed partial class GatewayClient(
    IHttpClientFactory factory, IOptions<GatewayOptions> options, TimeProvider time, ILogger<GatewayClient> logger)
{
    public const string ClientName = "gateway";
    public const string ClientId = "dashboard";
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    /// <summary>The API with its version.</summary>
    public Uri Api { get; } = new(options.Value.Gateway + "/api/v1");

    /// <summary>Exchanges an authorization code; null when the gateway rejects it.</summary>
    public Task<Tokens?> ExchangeAsync(string code, string verifier, string redirectUri, CancellationToken cancellationToken) =>
        RequestAsync(
        new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code",
            ["client_id"] = ClientId,
            ["code"] = code,
            ["code_verifier"] = verifier,
            ["redirect_uri"] = redirectUri,
        }, 0, cancellationToken);

    /// <summary>Exchanges a refresh token; null when the gateway rejects it, which ends the session.</summary>
    public Task<Tokens?> RefreshAsync(string refreshToken, int sequence, CancellationToken cancellationToken) => RequestAsync(
        new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = ClientId,
            ["refresh_token"] = refreshToken,
        }, sequence, cancellationToken);

    /// <summary>Ends the session at the gateway. Signing out goes on when that fails.</summary>
    public async Task RevokeAsync(string refreshToken, CancellationToken cancellationToken)
    {
        try
        {
            using var content = new FormUrlEncodedContent(
                new Dictionary<string, string> { ["client_id"] = ClientId, ["token"] = refreshToken });
            using var response = await Http().PostAsync(new Uri(Api.AbsoluteUri + "/oauth/revoke"), content, cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            LogNotReached(exception.Message);
        }
    }

    /// <summary>The account of an access token; null when the gateway rejects the token.</summary>
    public async Task<SignedInAccount?> AccountAsync(string accessToken, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Api.AbsoluteUri + "/account");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken);
        using var response = await Http().SendAsync(request, cancellationToken);
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
            return null;
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<SignedInAccount>(cancellationToken);
    }

    /// <summary>What everybody may see of the platform's state; null when the gateway does not respond.</summary>
    public Task<PlatformStatus?> StatusAsync(CancellationToken cancellationToken) =>
        PublicAsync<PlatformStatus>("/status", cancellationToken);

    /// <summary>How the platform responded in the last 90 days; null when the gateway does not know.</summary>
    public Task<PlatformHistory?> HistoryAsync(CancellationToken cancellationToken) =>
        PublicAsync<PlatformHistory>("/status/history", cancellationToken);

    private async Task<T?> PublicAsync<T>(string path, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await Http().GetFromJsonAsync<T>(new Uri(options.Value.Gateway + path), cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            LogNoStatus(exception.Message);
            return null;
        }
    }

    private async Task<Tokens?> RequestAsync(Dictionary<string, string> form, int sequence, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        using var content = new FormUrlEncodedContent(form);
        using var response = await Http().PostAsync(new Uri(Api.AbsoluteUri + "/oauth/token"), content, cancellationToken);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            LogRejected(form["grant_type"], (int)response.StatusCode);
            return null;
        }

        response.EnsureSuccessStatusCode();
        var granted = (await response.Content.ReadFromJsonAsync<Granted>(cancellationToken))!;
        return new Tokens(granted.AccessToken, granted.RefreshToken, began.AddSeconds(granted.ExpiresIn), sequence);
    }

    private HttpClient Http()
    {
        var http = factory.CreateClient(ClientName);
        http.Timeout = Timeout;
        return http;
    }

    private sealed record Granted(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("refresh_token")] string? RefreshToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn);

    [LoggerMessage(LogLevel.Information, "The gateway rejected a {Grant} with status {Status}: the person signs in again.")]
    private partial void LogRejected(string grant, int status);

    [LoggerMessage(LogLevel.Warning, "The gateway did not respond to a request for its status: {Reason}")]
    private partial void LogNoStatus(string reason);

    [LoggerMessage(LogLevel.Warning, "The gateway did not respond to the revocation of a session: {Reason}")]
    private partial void LogNotReached(string reason);
}
