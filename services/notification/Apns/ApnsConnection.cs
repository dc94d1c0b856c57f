using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Text.Json;
using Passinstance.Security.Outbound;
using Passinstance.ServiceDefaults.Text;
using Passinstance.Wallet.Json;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// The HTTP/2 connections to Apple's push service with one credential, kept open and shared by all pushes. A client certificate belongs to
/// the connection, so each credential has its own.
/// </summary>
internal sealed class ApnsConnection : IDisposable
{
    private const int MaxReason = 200;

    // In milliseconds: the year 2200.
    private const long MaxTimestamp = 7_258_118_400_000;

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ResponseTimeout = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpClient _http;
    private readonly string _address;

    internal ApnsConnection(
        ApnsCredential credential, ApnsOptions options, OutboundAddresses addresses, ResolveName resolve, TimeProvider time)
    {
        Credential = credential;
        Limiter = new ConcurrencyLimiter(time);
        Health = new ConnectionHealth(options.ReconnectDelay, time);
        _address = new Uri(options.Url, "/3/device/").ToString();
        var handler = OutboundHttp.CreateHandler(addresses, ConnectTimeout, resolve);
        handler.EnableMultipleHttp2Connections = true;
        // Apple treats many new connections as an attack: they are kept open, and a ping finds out whether one is still alive.
        handler.PooledConnectionLifetime = Timeout.InfiniteTimeSpan;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromHours(1);
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always;
        handler.KeepAlivePingDelay = TimeSpan.FromMinutes(1);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        handler.MaxConnectionsPerServer = 8;
        if (credential.Certificate is { } certificate)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(
                certificate, credential.Intermediates, offline: true);
        handler.SslOptions.CertificateChainPolicy = CertificateChecks.CreatePolicy(PastedText.Pem(options.TrustedRoot));
        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    internal ApnsCredential Credential { get; }

    internal ConcurrencyLimiter Limiter { get; }

    internal ConnectionHealth Health { get; }

    /// <summary>Sends one push. Its payload is empty: the device then asks for the pass type's passes.</summary>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    internal async Task<ApnsResponse> PushAsync(ClaimedPush push, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ResponseTimeout);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address + push.PushToken)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent("{}"u8.ToArray()) { Headers = { ContentType = Json } },
        };
        request.Headers.Add("apns-topic", push.Topic.PassTypeIdentifier);
        request.Headers.Add("apns-id", push.ApnsId.ToString());
        if (Credential.Token is { } token)
            request.Headers.Authorization = new AuthenticationHeaderValue("bearer", token.Current());
        var phases = ConnectionPhases.Watch(request);
        try
        {
            using var response = await _http.SendAsync(request, timeout.Token);
            if (response.IsSuccessStatusCode)
                return ApnsResponse.Accepted;
            var reason = await ReadReasonAsync(response, timeout.Token);
            if (reason.Reason == "ExpiredProviderToken")
                Credential.Token?.Expire();
            return ApnsResponse.Classify((int)response.StatusCode, reason, response.Headers.RetryAfter?.Delta);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ApnsResponse(PushOutcome.Retry, "timeout", IsOverload: true, IsUnanswered: true);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Classify(exception, phases);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The server was reached and closed the connection: usually it rejects the certificate.</summary>
    internal const string Refused = "connection_refused";

    /// <summary>The server could not be reached.</summary>
    internal const string Unreachable = "connection_failed";

    // A rejected certificate ends the handshake, or with TLS 1.3 the connection right after it. A push on a kept connection that broke says
    // nothing about the certificate.
    private static ApnsResponse Classify(Exception exception, ConnectionPhases phases)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is BlockedAddressException)
                return new ApnsResponse(PushOutcome.Retry, "blocked_address", IsUnanswered: true);
        }

        var reason = phases.Connect is not null ? Refused : phases.HasConnected ? Unreachable : "connection_broken";
        return new ApnsResponse(PushOutcome.Retry, reason, IsUnanswered: true);
    }

    private static async Task<ApnsReason> ReadReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(
                await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
            if (body.RootElement is not { ValueKind: JsonValueKind.Object } root)
                return new ApnsReason("");
            var reason = root.TryGetProperty("reason", out var given) && given.ValueKind == JsonValueKind.String ? given.GetString()! : "";
            return new ApnsReason(TextCut.Storable(reason, MaxReason), TimestampOf(root));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return new ApnsReason("");
        }
    }

    private static DateTimeOffset? TimestampOf(JsonElement root) =>
        root.TryGetProperty("timestamp", out var given) && given.ValueKind == JsonValueKind.Number
            && given.TryGetInt64(out var milliseconds) && milliseconds is > 0 and < MaxTimestamp
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;
}
