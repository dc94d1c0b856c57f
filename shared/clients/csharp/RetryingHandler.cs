using System.Net;

namespace Passinstance.Client;

/// <summary>
/// Sends again what may be sent again: after 429, 502, 503 and 504, and when no answer came, as long as the request has its effect only
/// once. For that it gives every POST and PUT an idempotency key that stays the same in all attempts.
/// </summary>
internal sealed class RetryingHandler(RetryOptions options, HttpMessageHandler transport) : DelegatingHandler(transport)
{
    private const string IdempotencyKey = "Idempotency-Key";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if ((request.Method == HttpMethod.Post || request.Method == HttpMethod.Put) && !request.Headers.Contains(IdempotencyKey))
            request.Headers.Add(IdempotencyKey, Guid.NewGuid().ToString());
        if (request.Content is { } content)
            await content.LoadIntoBufferAsync(cancellationToken);

        for (var attempt = 1; ; attempt++)
        {
            HttpResponseMessage? response = null;
            TimeSpan pause;
            try
            {
                response = await base.SendAsync(request, cancellationToken);
                if (!IsPassing(response.StatusCode) || attempt >= options.Attempts)
                    return response;
                pause = RetryAfter(response) ?? Backoff(attempt);
                if (pause > options.MaxDelay)
                    return response;
            }
            catch (HttpRequestException) when (attempt < options.Attempts && MayRepeat(request))
            {
                pause = Backoff(attempt);
            }

            response?.Dispose();
            await Task.Delay(pause, options.Time, cancellationToken);
        }
    }

    // These say that the request was not served; the key makes it safe even where it was.
    private static bool IsPassing(HttpStatusCode status) => status is
        HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    // PATCH alone has neither a key nor an effect that is the same when repeated.
    private static bool MayRepeat(HttpRequestMessage request) => request.Method != HttpMethod.Patch;

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - options.Time.GetUtcNow() is var wait && wait > TimeSpan.Zero ? wait : TimeSpan.Zero,
        _ => null,
    };

    private TimeSpan Backoff(int attempt) => options.FirstPause * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble() / 2);
}
