using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Google.Apis.Auth.OAuth2;
using Google.Apis.Auth.OAuth2.Responses;
using Google.Apis.Http;
using Passinstance.ServiceDefaults.Text;
using Passinstance.Wallet.Google;

namespace Passinstance.GoogleFederation;

/// <summary>How a service account is acted for, as a wallet identity names it in the place of a private key.</summary>
/// <param name="Audience">The provider of the workload identity pool.</param>
/// <param name="SubjectTokenType">The kind of the installation's token.</param>
/// <param name="Source">The entry of <c>GoogleFederation:Sources</c>.</param>
public sealed record FederatedAccount(string Audience, string SubjectTokenType, string Source);

/// <summary>
/// Acts for a service account without a key of it: exchanges the installation's token, and asks Google for access tokens and signatures of
/// the account. Tokens are kept until a minute before they end. Safe to use from many threads.
/// </summary>
public sealed class FederatedCredential : IExternalTokenSigner
{
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private const string IamScope = "https://www.googleapis.com/auth/iam";
    private const string WalletScope = "https://www.googleapis.com/auth/wallet_object.issuer";
    private const int LifetimeSeconds = 3600;
    private const int MaxReason = 300;
    private static readonly TimeSpan RenewBefore = TimeSpan.FromMinutes(1);
    private readonly ProgrammaticExternalAccountCredential _exchange;
    private readonly string _account;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _free;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private AccessToken? _access;
    private Task<AccessToken>? _renewal;

    internal FederatedCredential(
        string email, FederatedAccount account, TokenSource source, FederationOptions options, HttpMessageHandler handler, HttpClient http,
        SemaphoreSlim free, TimeProvider time)
    {
        Email = email;
        _account = new Uri(options.Url, $"/v1/projects/-/serviceAccounts/{email}").AbsoluteUri;
        (_http, _free, _time) = (http, free, time);
        _exchange = new ProgrammaticExternalAccountCredential(new ProgrammaticExternalAccountCredential.Initializer(
            options.TokenUrl.ToString(), account.Audience, account.SubjectTokenType, source)
        {
            Scopes = [IamScope],
            Clock = new ProvidedClock(time),
            HttpClientFactory = new GuardedHttp(handler, Timeout),
            DefaultExponentialBackOffPolicy = ExponentialBackOffPolicy.None,
        });
    }

    /// <summary>The service account.</summary>
    public string Email { get; }

    /// <summary>The access tokens are no longer accepted: the next call gets new ones.</summary>
    public void ForgetTokens()
    {
        lock (_gate)
            _access = null;
        _exchange.Token = null;
    }

    /// <summary>An access token of this installation's identity at Google, for the calls below.</summary>
    /// <exception cref="FederationException">The installation's token cannot be read, or Google does not exchange it.</exception>
    public async Task<string> ExchangeAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _exchange.GetAccessTokenForRequestAsync(cancellationToken: cancellationToken)
                ?? throw new FederationException(FederationStep.Exchange, "a response without an access token");
        }
        catch (SubjectTokenException unread)
        {
            throw unread.InnerException as FederationException
                ?? new FederationException(FederationStep.Source, "The token source cannot be read.", status: null, unread);
        }
        catch (TokenResponseException rejected)
        {
            var reason = string.Join(": ", new[] { rejected.Error?.Error, rejected.Error?.ErrorDescription }.OfType<string>());
            throw new FederationException(FederationStep.Exchange, Clean(reason), (int?)rejected.StatusCode, rejected);
        }
        catch (Exception exception) when (IsNoResponse(exception, cancellationToken))
        {
            throw new FederationException(FederationStep.Exchange, "no response", status: null, exception);
        }
    }

    /// <summary>The service account's access token for Google Wallet.</summary>
    /// <exception cref="FederationException">It could not be had.</exception>
    public async Task<string> GetAccessTokenAsync(CancellationToken cancellationToken)
    {
        Task<AccessToken> renewal;
        lock (_gate)
        {
            if (_access is { } known && known.RenewAt > _time.GetUtcNow())
                return known.Token;
            // Of several callers the first one asks; none of them ends it for the others.
            if (_renewal is null or { IsCompleted: true })
                _renewal = Task.Run(RenewAsync, CancellationToken.None);
            renewal = _renewal;
        }

        return (await renewal.WaitAsync(cancellationToken)).Token;
    }

    /// <inheritdoc/>
    /// <exception cref="FederationException">Google does not sign.</exception>
    public async ValueTask<string> SignTokenAsync(ReadOnlyMemory<byte> claims, CancellationToken cancellationToken)
    {
        var response = await CallAsync(
            "signJwt", new { payload = Encoding.UTF8.GetString(claims.Span) }, FederationStep.Signature, cancellationToken);
        return TextOf(response, "signedJwt") is { } token && IsToken(token)
            ? token : throw new FederationException(FederationStep.Signature, "a response without a signed token");
    }

    private async Task<AccessToken> RenewAsync()
    {
        var response = await CallAsync(
            "generateAccessToken", new { scope = new[] { WalletScope }, lifetime = $"{LifetimeSeconds}s" }, FederationStep.Impersonation,
            CancellationToken.None);
        if (TextOf(response, "accessToken") is not { } token)
            throw new FederationException(FederationStep.Impersonation, "a response without an access token");
        var expiresAt = DateTimeOffset.TryParse(
            TextOf(response, "expireTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var end)
            ? end : _time.GetUtcNow().AddSeconds(LifetimeSeconds);
        var access = new AccessToken(token, expiresAt - RenewBefore);
        lock (_gate)
            _access = access;
        return access;
    }

    private async Task<JsonElement> CallAsync(string method, object body, FederationStep step, CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        try
        {
            for (var isLast = false; ; isLast = true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"{_account}:{method}") { Content = JsonContent.Create(body) };
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await ExchangeAsync(cancellationToken));
                using var response = await _http.SendAsync(request, cancellationToken);
                var content = await response.Content.ReadAsStringAsync(cancellationToken);
                if (response.IsSuccessStatusCode)
                    return JsonElement.Parse(content);
                if (response.StatusCode != HttpStatusCode.Unauthorized || isLast)
                    throw new FederationException(step, ReasonOf(content, response.StatusCode), (int)response.StatusCode);
                // A token may end early.
                _exchange.Token = null;
            }
        }
        catch (Exception exception) when (exception is JsonException || IsNoResponse(exception, cancellationToken))
        {
            throw new FederationException(step, "no response", status: null, exception);
        }
        finally
        {
            _free.Release();
        }
    }

    private static bool IsNoResponse(Exception exception, CancellationToken cancellationToken) =>
        exception is HttpRequestException or IOException
        || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested);

    private static string? TextOf(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() : null;

    // It becomes part of an address.
    private static bool IsToken(string token) =>
        token.Split('.') is { Length: 3 } parts
        && Array.TrueForAll(parts, part => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));

    private static string ReasonOf(string content, HttpStatusCode status)
    {
        try
        {
            var json = JsonElement.Parse(content);
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out var error)
                && TextOf(error, "message") is { } message)
                return Clean(content.Contains("SERVICE_DISABLED", StringComparison.Ordinal) ? $"SERVICE_DISABLED: {message}" : message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A response of a proxy on the way.
        }

        return $"status {(int)status}";
    }

    private static string Clean(string reason) => reason.Length == 0 ? "no reason given" : TextCut.Storable(reason, MaxReason).TrimEnd('.');

    private sealed record AccessToken(string Token, DateTimeOffset RenewAt);
}
