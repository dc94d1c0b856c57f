using System.Net.Http.Headers;
using System.Text;
using Google.Apis.Auth.OAuth2.Responses;
using Passinstance.Security.Outbound;

namespace Passinstance.Notifications.GoogleWallet;

/// <summary>Sends calls to Google's Wallet API: one by itself, several in one request. Never more than the project's quota gives.</summary>
internal sealed class GoogleApi(GoogleOptions options, OutboundAddresses addresses, ResolveName resolve, GoogleQuota quota, GoogleMetrics metrics, TimeProvider time) : IDisposable
{
    internal const string Root = "/walletobjects/v1/";
    internal static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PauseUnasked = TimeSpan.FromSeconds(1);
    private HttpClient? _http;

    /// <summary>The way out, which token requests share.</summary>
    internal SocketsHttpHandler Handler { get; } = OutboundHttp.CreateHandler(addresses, ConnectTimeout, resolve);

    private HttpClient Http => _http ??= new HttpClient(Handler, disposeHandler: false) { BaseAddress = options.Url, Timeout = Timeout, MaxResponseContentBufferSize = 16 * 1024 * 1024 };

    /// <summary>Sends all calls, in batches as the quota allows, and returns their answers in order.</summary>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    internal async Task<GoogleResponse[]> SendAsync(GoogleCredential credential, IReadOnlyList<GoogleCall> calls, CancellationToken cancellationToken)
    {
        var answers = new List<GoogleResponse>(calls.Count);
        while (answers.Count < calls.Count)
        {
            var taken = await quota.TakeAsync(credential.ProjectId, Math.Min(calls.Count - answers.Count, options.Burst), cancellationToken);
            var portion = calls.Skip(answers.Count).Take(taken).ToList();
            var began = time.GetTimestamp();
            var answered = await SendPortionAsync(credential, portion, cancellationToken);
            metrics.Answered(answered, portion.Count > 1, time.GetElapsedTime(began));
            if (Array.Find(answered, answer => answer.Outcome == GoogleOutcome.TooMany) is { } tooMany)
                await quota.PauseAsync(credential.ProjectId, tooMany.RetryAfter is { } asked && asked > PauseUnasked ? asked : PauseUnasked, cancellationToken);
            answers.AddRange(answered);
        }

        return [.. answers];
    }

    public void Dispose()
    {
        _http?.Dispose();
        Handler.Dispose();
    }

    private async Task<GoogleResponse[]> SendPortionAsync(GoogleCredential credential, List<GoogleCall> calls, CancellationToken cancellationToken)
    {
        try
        {
            var token = await credential.TokenAsync(cancellationToken);
            using var request = calls is [var only]
                ? new HttpRequestMessage(only.Method, Root + only.Path) { Content = new StringContent(only.Body.ToJsonString(), Encoding.UTF8, "application/json") }
                : new HttpRequestMessage(HttpMethod.Post, "/batch") { Content = GoogleBatch.Write(calls) };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await Http.SendAsync(request, cancellationToken);
            if (calls.Count > 1 && response.IsSuccessStatusCode)
                return await GoogleBatch.ReadAsync(response, calls.Count, time.GetUtcNow(), cancellationToken);
            var body = await response.Content.ReadAsStringAsync(cancellationToken);
            return All(calls, GoogleResponse.Sort((int)response.StatusCode, body, GoogleResponse.RetryAfterOf(response, time.GetUtcNow())));
        }
        catch (TokenResponseException refused)
        {
            // 400 and 401 speak of the account: deleted, without this key, or without the right.
            return All(calls, refused.StatusCode is { } status && (int)status is 400 or 401 or 403
                ? new GoogleResponse(GoogleOutcome.AccountRefused, $"{(int)status} {refused.Error?.Error} {refused.Error?.ErrorDescription}".TrimEnd())
                : GoogleResponse.Unanswered("no_access_token"));
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

    private static GoogleResponse[] All(List<GoogleCall> calls, GoogleResponse answer)
    {
        var answers = new GoogleResponse[calls.Count];
        Array.Fill(answers, answer);
        return answers;
    }
}
