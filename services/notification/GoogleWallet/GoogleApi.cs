using System.Net.Http.Headers;
using System.Text;
using Google.Apis.Auth.OAuth2.Responses;
using Microsoft.Extensions.Options;
using Passinstance.GoogleFederation;
using Passinstance.Security.Outbound;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Sends calls to Google's Wallet API, several in one request, within the project's quota.</summary>
internal sealed class GoogleApi(
    IOptions<GoogleOptions> options, OutboundAddresses addresses, ResolveName resolve, GoogleQuota quota, GoogleMetrics metrics,
    TimeProvider time)
    : IDisposable
{
    internal const string Root = "/walletobjects/v1/";
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(1);
    private HttpClient? _http;

    /// <summary>The connections, which token requests share.</summary>
    internal SocketsHttpHandler Handler { get; } = OutboundHttp.CreateHandler(addresses, ConnectTimeout, resolve);

    private HttpClient Http => _http ??= new HttpClient(Handler, disposeHandler: false)
    {
        BaseAddress = options.Value.Url,
        Timeout = Timeout,
        MaxResponseContentBufferSize = 16 * 1024 * 1024,
    };

    /// <summary>Sends all calls, in batches as the quota allows, and returns the responses in order.</summary>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    internal async Task<GoogleResponse[]> SendAsync(
        GoogleCredential credential, IReadOnlyList<GoogleCall> calls, CancellationToken cancellationToken)
    {
        var responses = new List<GoogleResponse>(calls.Count);
        while (responses.Count < calls.Count)
        {
            var wanted = Math.Min(calls.Count - responses.Count, options.Value.Burst);
            var taken = await quota.TakeAsync(credential.ProjectId, wanted, cancellationToken);
            var portion = calls.Skip(responses.Count).Take(taken).ToList();
            var began = time.GetTimestamp();
            var received = await SendPortionAsync(credential, portion, cancellationToken);
            metrics.Answered(received, portion.Count > 1, time.GetElapsedTime(began));
            if (Array.Find(received, response => response.Outcome == GoogleOutcome.TooManyCalls) is { } tooMany)
            {
                var pause = tooMany.RetryAfter is { } asked && asked > DefaultPause ? asked : DefaultPause;
                await quota.PauseAsync(credential.ProjectId, pause, cancellationToken);
            }

            responses.AddRange(received);
        }

        return [.. responses];
    }

    public void Dispose()
    {
        _http?.Dispose();
        Handler.Dispose();
    }

    private async Task<GoogleResponse[]> SendPortionAsync(
        GoogleCredential credential, List<GoogleCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            var token = await credential.TokenAsync(cancellationToken);
            using var request = calls is [var only]
                ? new HttpRequestMessage(only.Method, Root + only.Path) { Content = JsonContent(only) }
                : new HttpRequestMessage(HttpMethod.Post, "/batch") { Content = GoogleBatch.Write(calls) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await Http.SendAsync(request, cancellationToken);
            if (calls.Count > 1 && response.IsSuccessStatusCode)
                return await GoogleBatch.ReadAsync(response, calls.Count, time.GetUtcNow(), cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            var retryAfter = GoogleResponse.RetryAfterOf(response, time.GetUtcNow());
            return All(calls, GoogleResponse.Classify((int)response.StatusCode, body, retryAfter));
        }
        catch (TokenResponseException rejected)
        {
            // 400, 401 and 403 mean the account: deleted, without this key, or without access.
            var reason = $"{(int?)rejected.StatusCode} {rejected.Error?.Error} {rejected.Error?.ErrorDescription}".TrimEnd();
            return All(calls, (int?)rejected.StatusCode is 400 or 401 or 403
                ? new GoogleResponse(GoogleOutcome.AccountRejected, reason)
                : GoogleResponse.Unanswered("no_access_token"));
        }
        catch (FederationException failed)
        {
            return All(calls, failed.IsRejection
                ? new GoogleResponse(GoogleOutcome.AccountRejected, $"{failed.Status} {failed.Step}: {failed.Message}")
                : GoogleResponse.Unanswered(failed.Step == FederationStep.Source ? failed.Message : "no_access_token"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return All(calls, GoogleResponse.Unanswered("timeout"));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return All(calls, GoogleResponse.Unanswered("connection_failed"));
        }
    }

    private static StringContent JsonContent(GoogleCall call) => new(call.Body.ToJsonString(), Encoding.UTF8, "application/json");

    private static GoogleResponse[] All(List<GoogleCall> calls, GoogleResponse response)
    {
        var responses = new GoogleResponse[calls.Count];
        Array.Fill(responses, response);
        return responses;
    }
}
