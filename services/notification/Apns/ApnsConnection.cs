using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Passinstance.Security.Outbound;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// The way to Apple's push service with one credential: HTTP/2, kept open and shared by all pushes. A certificate belongs to the connection, so
/// that each credential has its own.
/// </summary>
internal sealed class ApnsConnection : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);
    private static readonly MediaTypeHeaderValue Json = new("application/json");
    private readonly HttpClient _http;
    private readonly string _address;

    internal ApnsConnection(ApnsCredential credential, ApnsOptions options, OutboundAddresses addresses, ResolveName resolve, TimeProvider time)
    {
        Credential = credential;
        Limit = new ConcurrencyLimiter(time);
        Health = new ConnectionHealth(time);
        _address = new Uri(options.Url, "/3/device/").ToString();
        var handler = OutboundHttp.CreateHandler(addresses, ConnectTimeout, resolve);
        handler.EnableMultipleHttp2Connections = true;
        // Apple counts many new connections as an attack: they are kept, and a ping tells whether one still leads anywhere.
        handler.PooledConnectionLifetime = Timeout.InfiniteTimeSpan;
        handler.PooledConnectionIdleTimeout = TimeSpan.FromHours(1);
        handler.KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always;
        handler.KeepAlivePingDelay = TimeSpan.FromMinutes(1);
        handler.KeepAlivePingTimeout = TimeSpan.FromSeconds(15);
        handler.MaxConnectionsPerServer = 8;
        if (credential.Certificate is { } certificate)
            handler.SslOptions.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, credential.Intermediates, offline: true);
        if (options.TrustedRoot.Length > 0)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(options.TrustedRoot);
            handler.SslOptions.CertificateChainPolicy = policy;
        }

        _http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    internal ApnsCredential Credential { get; }

    internal ConcurrencyLimiter Limit { get; }

    internal ConnectionHealth Health { get; }

    /// <summary>Sends one push: Apple wants nothing in it but who is to ask for what.</summary>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    internal async Task<ApnsResponse> PushAsync(ClaimedPush push, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnswerTimeout);
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
            var answer = ApnsResponse.Sort((int)response.StatusCode, await ReadReasonAsync(response, timeout.Token), response.Headers.RetryAfter?.Delta);
            if (answer.Reason == "ExpiredProviderToken")
                Credential.Token?.Expire();
            return answer;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ApnsResponse(PushOutcome.TryAgain, "timeout", IsOverload: true, IsUnanswered: true);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Sort(exception, phases);
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The other side was reached and did not go on: as a rule it refuses our certificate.</summary>
    internal const string Refused = "connection_refused";

    /// <summary>The other side could not be reached.</summary>
    internal const string Unreachable = "connection_failed";

    // A certificate that Apple does not take ends the handshake, or with TLS 1.3 the connection just after it. A push that found a connection
    // which then broke tells nothing about either.
    private static ApnsResponse Sort(Exception exception, ConnectionPhases phases)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is BlockedAddressException)
                return new ApnsResponse(PushOutcome.TryAgain, "blocked_address", IsUnanswered: true);
        }

        var reason = phases.Connect is not null ? Refused : phases.HasConnected ? Unreachable : "connection_broken";
        return new ApnsResponse(PushOutcome.TryAgain, reason, IsUnanswered: true);
    }

    private static async Task<string> ReadReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            using var body = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync(cancellationToken), default, cancellationToken);
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty("reason", out var reason) && reason.ValueKind == JsonValueKind.String
                ? reason.GetString()!
                : "";
        }
        catch (JsonException)
        {
            return "";
        }
    }
}
