using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Options;
using Passinstance.Security.Outbound;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Text;
using Passinstance.Webhooks.Events;
using Passinstance.Webhooks.WebhookEndpoints;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>Makes one attempt: signs the stored payload with the current time, sends it and classifies the response.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int MaxRead = 64 * 1024;
    private const int MaxStored = 4 * 1024;
    private readonly HttpClient _http;
    private readonly SecretBox _box;
    private readonly DispatchOptions _options;

    public WebhookSender(OutboundAddresses addresses, ResolveName resolve, SecretBox box, IOptions<DispatchOptions> options)
    {
        _http = new HttpClient(
            OutboundHttp.CreateHandler(addresses, options.Value.ConnectTimeout, resolve))
        { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Passinstance-Webhooks", "1.0"));
        _box = box;
        _options = options.Value;
    }

    /// <param name="delivery">The claim.</param>
    /// <param name="cancellationToken">Cancelled when the process stops; no attempt is counted then.</param>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    /// <exception cref="System.Security.Cryptography.CryptographicException">
    /// The encryption key of a secret is not configured; no attempt is counted.
    /// </exception>
    internal async Task<AttemptOutcome> SendAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        // By the database's clock: its time at the claim, and the time since.
        var startedAt = delivery.ClaimedAt + Stopwatch.GetElapsedTime(delivery.ClaimedTimestamp);
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(_options.AttemptTimeout);
        var began = Stopwatch.GetTimestamp();
        var (outcome, isStale) = await TryAsync(delivery, startedAt, timeout.Token, cancellationToken);
        // A kept connection that the receiver had closed, or one that broke at once, is tried once more without counting an attempt.
        if (isStale && Stopwatch.GetElapsedTime(began) < _options.StaleConnectionWindow)
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
            return (WithPhases(ResponseClassifier.Classify(response, startedAt) with { FirstByte = firstByte, Response = text }), false);
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
        var id = delivery.PublicEventId;
        var timestamp = now.ToUnixTimeSeconds();
        var keys = delivery.SealedKeys.Select(
            key => (key.Algorithm, _box.Open(WebhookSecret.Purpose, delivery.OrganizationId, key.Sealed)));
        var payload = EventPayload.ToDeliver(delivery.OrganizationId, delivery.Payload, delivery.SealedLinks, _box);
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new ByteArrayContent(payload) };
        try
        {
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("webhook-id", id);
            request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
            request.Headers.TryAddWithoutValidation(
                "webhook-signature", WebhookSignature.SignWithAll(keys, id, timestamp, payload));
            if (delivery.SealedHeaders is { } sealedHeaders)
            {
                foreach (var (name, value) in CustomHeaders.Open(_box, delivery.OrganizationId, sealedHeaders))
                {
                    // .NET keeps headers of the content (Expires, Content-Language) apart.
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

    // Reads the body so that the connection can be reused, up to a limit. The status has been received: a body that breaks off or never
    // ends does not change the result.
    private static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken timeout, CancellationToken stopping)
    {
        var stored = new byte[MaxStored];
        var kept = 0;
        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(timeout);
            var buffer = new byte[8192];
            for (var total = 0; total < MaxRead;)
            {
                var read = await body.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, MaxRead - total)), timeout);
                if (read == 0)
                    break;
                var keep = Math.Min(read, MaxStored - kept);
                buffer.AsSpan(0, keep).CopyTo(stored.AsSpan(kept));
                kept += keep;
                total += read;
            }
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException ||
            (exception is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            // What was read so far is stored.
        }

        return kept == 0 ? null : TextCut.FromUtf8(stored.AsSpan(0, kept));
    }

    private static string Classify(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is BlockedAddressException)
                return AttemptError.BlockedAddress;
            if (cause is AuthenticationException)
                return AttemptError.TlsError;
            if (cause is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain })
                return AttemptError.DnsError;
        }

        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => AttemptError.DnsError,
            HttpRequestError.SecureConnectionError => AttemptError.TlsError,
            HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded or HttpRequestError.HttpProtocolError =>
                AttemptError.InvalidAnswer,
            _ => AttemptError.ConnectionFailed,
        };
    }
}
