using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Text;
using Passinstance.Security.Outbound;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>Makes one attempt: signs the stored bytes with a fresh timestamp, sends them, and sorts the answer.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MaxAnswer = 64 * 1024;
    private const int MaxStored = 4 * 1024;
    private readonly HttpClient _http;
    private readonly SecretBox _box;
    private readonly DispatchLimits _limits;

    public WebhookSender(OutboundAddresses addresses, ResolveName resolve, SecretBox box, DispatchLimits limits)
    {
        _http = new HttpClient(OutboundHttp.CreateHandler(addresses, limits.ConnectTimeout, resolve)) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Passinstance-Webhooks", "1.0"));
        _box = box;
        _limits = limits;
    }

    /// <param name="delivery">The claim.</param>
    /// <param name="claimed">When it was claimed, on this process's stopwatch: timestamps are the database's time at the claim and what passed since.</param>
    /// <param name="cancellationToken">The process stops; that is no attempt.</param>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A secret's key is not configured: our fault, and no attempt.</exception>
    internal async Task<AttemptOutcome> SendAsync(ClaimedDelivery delivery, long claimed, CancellationToken cancellationToken)
    {
        var startedAt = delivery.ClaimedAt + Stopwatch.GetElapsedTime(claimed);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_limits.AttemptTimeout);
        var began = Stopwatch.GetTimestamp();
        var (outcome, isStale) = await TryAsync(delivery, startedAt, timeout.Token, cancellationToken);
        // A connection that the receiver had closed, or that broke at once, says nothing about the receiver: one more try, uncharged.
        if (isStale && Stopwatch.GetElapsedTime(began) < _limits.StaleWithin)
            (outcome, _) = await TryAsync(delivery, startedAt, timeout.Token, cancellationToken);
        return outcome with { StartedAt = startedAt, Duration = Stopwatch.GetElapsedTime(began) };
    }

    public void Dispose() => _http.Dispose();

    private async Task<(AttemptOutcome Outcome, bool IsStale)> TryAsync(
        ClaimedDelivery delivery, DateTimeOffset startedAt, CancellationToken timeout, CancellationToken stopping)
    {
        using var request = Sign(delivery, startedAt);
        var phases = ConnectionPhases.Watch(request);
        var began = Stopwatch.GetTimestamp();
        AttemptOutcome WithPhases(AttemptOutcome outcome) => outcome with { Dns = phases.Dns, Connect = phases.Connect, Tls = phases.Tls };
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout);
            var firstByte = Stopwatch.GetElapsedTime(began);
            var text = await ReadAsync(response, timeout, stopping);
            return (WithPhases(ResponseClassifier.Sort(response, startedAt) with { FirstByte = firstByte, Response = text }), false);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return (WithPhases(new AttemptOutcome { Error = AttemptError.Timeout }), false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            var error = Classify(exception);
            return (WithPhases(new AttemptOutcome { Error = error }), error == AttemptError.ConnectionFailed);
        }
    }

    private HttpRequestMessage Sign(ClaimedDelivery delivery, DateTimeOffset now)
    {
        var id = TypeId.Format(IdPrefixes.Event, delivery.EventId);
        var timestamp = now.ToUnixTimeSeconds();
        var keys = delivery.SealedKeys.Select(key => (key.Algorithm, _box.Open(WebhookSecret.Purpose, delivery.OrganizationId, key.Sealed)));
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new ByteArrayContent(delivery.Payload) };
        try
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
            request.Headers.TryAddWithoutValidation("webhook-signature", WebhookSignature.SignWithAll(keys, id, timestamp, delivery.Payload));
            if (delivery.SealedHeaders is { } sealedHeaders)
            {
                foreach (var (name, value) in CustomHeaders.Open(_box, delivery.OrganizationId, sealedHeaders))
                {
                    // .NET keeps those that describe the content (Expires, Content-Language) apart.
                    if (!request.Headers.TryAddWithoutValidation(name, value))
                        request.Content.Headers.TryAddWithoutValidation(name, value);
                }
            }

            return request;
        }
        catch
        {
            request.Dispose();
            throw;
        }
    }

    // Read so that the connection can be used again, and no further than an answer has reason to be long. The status has come already: a
    // body that does not end or breaks off changes nothing about it.
    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken timeout, CancellationToken stopping)
    {
        var stored = new byte[MaxStored];
        var kept = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(timeout);
            var buffer = new byte[8192];
            for (var total = 0; total < MaxAnswer;)
            {
                var read = await body.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, MaxAnswer - total)), timeout);
                if (read == 0)
                    break;
                var keep = Math.Min(read, MaxStored - kept);
                buffer.AsSpan(0, keep).CopyTo(stored.AsSpan(kept));
                kept += keep;
                total += read;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException || (exception is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            // What was read until then is kept.
        }

        // PostgreSQL's text cannot hold NUL.
        return kept == 0 ? null : Encoding.UTF8.GetString(stored, 0, kept).Replace('\0', '\uFFFD');
    }

    private static string Classify(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is BlockedAddressException)
                return AttemptError.BlockedAddress;
            if (cause is AuthenticationException)
                return AttemptError.TlsError;
            if (cause is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.HostNotFound or System.Net.Sockets.SocketError.NoData or System.Net.Sockets.SocketError.TryAgain })
                return AttemptError.DnsError;
        }

        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => AttemptError.DnsError,
            HttpRequestError.SecureConnectionError => AttemptError.TlsError,
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError => AttemptError.InvalidAnswer,
            _ => AttemptError.ConnectionFailed,
        };
    }
}
