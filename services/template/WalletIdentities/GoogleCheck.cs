using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Passinstance.GoogleFederation;
using Passinstance.Security.Outbound;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.ServiceDefaults.Text;
using Passinstance.Wallet.Google;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>
/// Asks Google whether a service account may work for an issuer, as the first pass would: an access token, then a call that changes
/// nothing. Each response that means a missing step of the setup is named with that step.
/// </summary>
internal sealed class GoogleCheck(
    IOptions<GoogleCheckOptions> options, OutboundAddresses addresses, ResolveName resolve, TimeProvider time)
    : IDisposable
{
    private const string Scope = "https://www.googleapis.com/auth/wallet_object.issuer";
    private const int MaxResponse = 256 * 1024;
    private const int MaxReason = 300;
    private static readonly Credential Key = new(
        "/serviceAccountKey", "google_key_rejected", "Make another key for the account and upload it.");

    private static readonly Credential Configuration = new(
        "/credentialConfiguration", "google_impersonation_denied",
        "Check the service account in Google Cloud, and upload the issuer again.");

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private readonly SocketsHttpHandler _handler = OutboundHttp.CreateHandler(addresses, ConnectTimeout, resolve);

    /// <summary>Null when the account may work for the issuer, or when uploads are not checked.</summary>
    internal async Task<Problem?> CheckAsync(string issuerId, GoogleServiceAccount account, CancellationToken cancellationToken)
    {
        if (!options.Value.CheckUploads)
            return null;
        using var http = NewClient();
        try
        {
            var (token, problem) = await GetTokenAsync(http, account, cancellationToken);
            return token is null ? problem : await CallAsync(http, issuerId, account.Email, token, Key, cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Unreachable("no response");
        }
    }

    /// <summary>The same for an account without a key: each step of the federation, with a signature as a save link needs it.</summary>
    internal async Task<Problem?> CheckAsync(
        string issuerId, FederatedCredential account, FederatedAccount federated, CancellationToken cancellationToken)
    {
        if (!options.Value.CheckUploads)
            return null;
        using var http = NewClient();
        try
        {
            var token = await account.GetAccessTokenAsync(cancellationToken);
            await account.SignTokenAsync(TrialClaims(account.Email), cancellationToken);
            return await CallAsync(http, issuerId, account.Email, token, Configuration, cancellationToken);
        }
        catch (FederationException failed)
        {
            return ProblemOf(failed, account.Email, federated);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Unreachable("no response");
        }
    }

    public void Dispose() => _handler.Dispose();

    private HttpClient NewClient() => new(_handler, disposeHandler: false)
    {
        Timeout = Timeout,
        MaxResponseContentBufferSize = MaxResponse,
    };

    // Of another type than a save link's: it saves nothing.
    private byte[] TrialClaims(string email) => JsonSerializer.SerializeToUtf8Bytes(
        new { iss = email, aud = "passinstance", typ = "trial", iat = time.GetUtcNow().ToUnixTimeSeconds() });

    private static Problem ProblemOf(FederationException failed, string email, FederatedAccount federated)
    {
        if (failed.Step == FederationStep.Source)
        {
            return Problem.Unavailable("google_source_unavailable",
                $"{failed.Message} Nothing was stored. Ask the operator, and send the request again after Retry-After.",
                retryAfterSeconds: 30);
        }

        if (!failed.IsRejection)
            return Unreachable(failed.Status is { } status ? $"status {status}" : failed.Message);
        if (failed.Step == FederationStep.Exchange)
        {
            return Problem.Invalid(Configuration.Pointer, "google_federation_rejected",
                $"Google does not exchange the token of the source \"{federated.Source}\" for {federated.Audience} ({failed.Message}). "
                + "Check the provider in the workload identity pool: its issuer, its allowed audiences and its attribute condition.");
        }

        if (IsDisabled(failed.Message))
        {
            return Problem.Invalid(Configuration.Pointer, "google_api_disabled",
                $"The IAM Service Account Credentials API is not enabled in the Google Cloud project of {email} ({failed.Message}). Enable "
                + "it under APIs & Services, wait a few minutes, and upload the issuer again.");
        }

        return Problem.Invalid(Configuration.Pointer, "google_impersonation_denied",
            failed.Step == FederationStep.Signature
                ? $"Google lets the token of the source \"{federated.Source}\" act for {email}, and not sign for it ({failed.Message}). "
                    + "Grant the pool's principal the role Service Account Token Creator on the service account; save links need it."
                : $"Google does not let the token of the source \"{federated.Source}\" act for {email} ({failed.Message}). Check that the "
                    + "service account exists, and grant the pool's principal the role Service Account Token Creator on it.");
    }

    private static bool IsDisabled(string body) =>
        body.Contains("SERVICE_DISABLED", StringComparison.Ordinal) || body.Contains("accessNotConfigured", StringComparison.Ordinal);

    private async Task<(string? Token, Problem? Problem)> GetTokenAsync(
        HttpClient http, GoogleServiceAccount account, CancellationToken cancellationToken)
    {
        var address = options.Value.TokenUrl;
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "urn:ietf:params:oauth:grant-type:jwt-bearer",
            ["assertion"] = account.CreateAssertion(Scope, address.ToString(), time.GetUtcNow()),
        });
        using var response = await http.PostAsync(address, form, cancellationToken);
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return JsonElement.Parse(body) is { ValueKind: JsonValueKind.Object } json && json.TryGetProperty("access_token", out var token)
                && token.ValueKind == JsonValueKind.String
                ? (token.GetString(), null) : (null, Unreachable("a response without an access token"));
        }

        return (null, response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            ? Problem.Invalid("/serviceAccountKey", "google_key_rejected",
                $"Google gives the service account {account.Email} no access ({ReasonOf(body)}): the key was disabled or deleted, the "
                + "account no longer exists, or this machine's clock is wrong. Make another key for the account in Google's "
                + "console and upload it.")
            : Unreachable($"status {(int)response.StatusCode}"));
    }

    private async Task<Problem?> CallAsync(
        HttpClient http, string issuerId, string email, string token, Credential credential, CancellationToken cancellationToken)
    {
        var address = new Uri(options.Value.Url, $"/walletobjects/v1/genericClass?issuerId={issuerId}&maxResults=1");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.SendAsync(request, cancellationToken);
        if (response.IsSuccessStatusCode)
            return null;
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.Forbidden when IsDisabled(body) => Problem.Invalid(credential.Pointer, "google_api_disabled",
                $"The Google Wallet API is not enabled in the Google Cloud project of {email} ({ReasonOf(body)}). Enable it under "
                + "APIs & Services, wait a few minutes, and upload the issuer again."),
            HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.BadRequest => Problem.Invalid(
                "/issuerId", "google_issuer_not_shared",
                $"Google does not let {email} work for the issuer {issuerId} ({ReasonOf(body)}). Check the issuer id, and invite "
                + "the service account in the Google Pay & Wallet Console under Users with the access level Developer."),
            HttpStatusCode.Unauthorized => Problem.Invalid(credential.Pointer, credential.Rejected,
                $"Google rejects the access token of {email} ({ReasonOf(body)}). {credential.Advice}"),
            _ => Unreachable($"status {(int)response.StatusCode}"),
        };
    }

    private static Problem Unreachable(string what) => Problem.Unavailable("google_unreachable",
        $"Google could not be asked whether the service account may work for the issuer ({what}). Nothing was stored; send the request "
        + "again after Retry-After. An operator whose deployment cannot reach Google sets GoogleWallet:CheckUploads to false.",
        retryAfterSeconds: 30);

    // Google's own sentence, without anything that no text can hold.
    private static string ReasonOf(string body)
    {
        try
        {
            var json = JsonElement.Parse(body);
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error_description", out var description)
                && description.ValueKind == JsonValueKind.String)
                return Clean(description.GetString()!);
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String)
                return Clean(message.GetString()!);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // A response of a proxy on the way.
        }

        return "no reason given";
    }

    private static string Clean(string text) => TextCut.Storable(text, MaxReason).TrimEnd('.');

    /// <summary>What the account acts with.</summary>
    private sealed record Credential(string Pointer, string Rejected, string Advice);
}
