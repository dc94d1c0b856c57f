using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using Passinstance.ServiceDefaults.Encryption;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Outbound;
using Passinstance.Webhooks.Deliveries;
using Passinstance.Webhooks.Receivers;

namespace Passinstance.Webhooks.Sending;

/// <summary>What came of one attempt.</summary>
/// <param name="StatusCode">The receiver's answer; null when there was none.</param>
/// <param name="Error">Class of the error; null after a 2xx.</param>
internal sealed record AttemptOutcome(int? StatusCode, string? Error);

/// <summary>Makes one attempt: signs the stored bytes with a fresh timestamp, sends them, and sorts the answer.</summary>
internal sealed class WebhookSender : IDisposable
{
    private const int LongestAnswer = 64 * 1024;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private readonly HttpClient _http;
    private readonly SecretBox _box;
    private readonly TimeProvider _time;

    public WebhookSender(OutboundAddresses addresses, SecretBox box, TimeProvider time)
    {
        _http = new HttpClient(OutboundHttp.CreateHandler(addresses, connectTimeout: TimeSpan.FromSeconds(5))) { Timeout = System.Threading.Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Passinstance-Webhooks", "1.0"));
        _box = box;
        _time = time;
    }

    /// <exception cref="OperationCanceledException">The process stops; that is no attempt.</exception>
    internal async Task<AttemptOutcome> SendAsync(ClaimedDelivery delivery, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        try
        {
            using var request = Sign(delivery);
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            await DrainAsync(response, timeout.Token);
            var status = (int)response.StatusCode;
            return new AttemptOutcome(status, status switch
            {
                >= 200 and < 300 => null,
                >= 300 and < 400 => "redirect_not_followed",
                _ => "http_status",
            });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AttemptOutcome(null, "timeout");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return new AttemptOutcome(null, Classify(exception));
        }
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Sign(ClaimedDelivery delivery)
    {
        var id = TypeId.Format(IdPrefixes.Event, delivery.EventId);
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds();
        var key = _box.Open(Receiver.SecretPurpose, delivery.OrganizationId, delivery.SealedSecret);
        var request = new HttpRequestMessage(HttpMethod.Post, delivery.Url) { Content = new ByteArrayContent(delivery.Payload) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp.ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(key, id, timestamp, delivery.Payload));
        return request;
    }

    // Read so that the connection can be used again, and no further than a receiver's answer has reason to be long.
    private static async Task DrainAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[8192];
        for (var total = 0; total < LongestAnswer;)
        {
            var read = await body.ReadAsync(buffer, cancellationToken);
            if (read == 0)
                return;
            total += read;
        }
    }

    private static string Classify(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is BlockedAddressException)
                return "blocked_address";
            if (cause is AuthenticationException)
                return "tls_error";
        }

        return (exception as HttpRequestException)?.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "dns_error",
            HttpRequestError.SecureConnectionError => "tls_error",
            _ => "connection_failed",
        };
    }
}
