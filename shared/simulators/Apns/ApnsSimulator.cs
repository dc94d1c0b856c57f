using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Passinstance.Simulators.Apns;

/// <summary>Apple's push service on loopback. See README.md for what it rejects.</summary>
public sealed class ApnsSimulator : IAsyncDisposable
{
    private const int MaxPayload = 4096;
    private readonly ConcurrentQueue<ApnsScript> _script = new();
    private readonly ConcurrentQueue<ApnsPush> _pushes = new();
    private readonly ConcurrentDictionary<string, Action<string>?> _devices = new();
    private readonly ConcurrentDictionary<string, byte> _connections = new();
    private readonly X509Certificate2Collection _roots = [];
    private readonly ProviderTokens _tokens = new();
    private readonly CancellationTokenSource _disposing = new();
    private readonly bool _asksForCertificate;
    private WebApplication _application = null!;
    private X509Certificate2 _server = null!;
    private int _refusedHandshakes;

    private ApnsSimulator(bool asksForCertificate) => _asksForCertificate = asksForCertificate;

    /// <summary>Its address.</summary>
    public Uri Url => new(_application.Urls.Single());

    /// <summary>The root CA of its own certificate, as PEM.</summary>
    public string RootCertificate { get; private set; } = "";

    /// <summary>All pushes so far, accepted or not, oldest first.</summary>
    public IReadOnlyList<ApnsPush> Pushes => [.. _pushes];

    /// <summary>Connections opened so far.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Handshakes that failed because the certificate was rejected.</summary>
    public int RefusedHandshakes => Volatile.Read(ref _refusedHandshakes);

    /// <summary>Response when the script is empty; null for Apple's response.</summary>
    public ApnsScript? StandingAnswer { get; set; }

    /// <summary>Whether an unknown token is rejected, as if the device were removed.</summary>
    public bool KnowsItsDevices { get; set; }

    /// <summary>Fails every handshake with a certificate, as if it were revoked.</summary>
    public bool RejectsCertificates { get; set; }

    /// <summary>Called with each accepted push; for measurements.</summary>
    public Action<ApnsPush>? Accepted { get; set; }

    /// <summary>Starts a simulator.</summary>
    /// <param name="asksForCertificate">False: provider tokens are required instead.</param>
    public static async Task<ApnsSimulator> StartAsync(bool asksForCertificate = true, CancellationToken cancellationToken = default)
    {
        var simulator = new ApnsSimulator(asksForCertificate);
        (simulator._server, simulator.RootCertificate) = ApnsCertificates.Make();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.UseKestrel(kestrel =>
        {
            // About Apple's limit.
            kestrel.Limits.Http2.MaxStreamsPerConnection = 1000;
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                listen.Protocols = HttpProtocols.Http2;
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = simulator._server,
                    ClientCertificateMode = asksForCertificate
                        ? ClientCertificateMode.RequireCertificate : ClientCertificateMode.NoCertificate,
                    ClientCertificateValidation = (certificate, chain, _) => simulator.Takes(certificate, chain),
                });
            });
        });
        simulator._application = builder.Build();
        simulator._application.Run(simulator.ServeAsync);
        await simulator._application.StartAsync(cancellationToken);
        return simulator;
    }

    /// <summary>Trusts certificates that chain to this root.</summary>
    public void Trust(string rootPem)
    {
        lock (_roots)
            _roots.ImportFromPem(rootPem);
    }

    /// <summary>Trusts provider tokens signed with this key.</summary>
    public void TrustKey(string team, string keyId, string publicKeyPem) => _tokens.Trust(team, keyId, publicKeyPem);

    /// <summary>Adds a device with this token; <paramref name="pushed"/> is called with the topic of each push.</summary>
    public void Connect(string pushToken, Action<string> pushed) => _devices[pushToken] = pushed;

    /// <summary>Removes the device: its token is rejected from now on.</summary>
    public void Remove(string pushToken) => _devices[pushToken] = null;

    /// <summary>Adds responses for the next pushes, one each.</summary>
    public void AnswerNext(params IEnumerable<ApnsScript> answers)
    {
        foreach (var answer in answers)
            _script.Enqueue(answer);
    }

    /// <summary>Clears the pushes so far.</summary>
    public void Forget() => _pushes.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _application.DisposeAsync();
        _server.Dispose();
        _disposing.Dispose();
    }

    private bool Takes(X509Certificate2 certificate, X509Chain? chain)
    {
        var between = new X509Certificate2Collection();
        if (chain is not null)
            between.AddRange(chain.ChainPolicy.ExtraStore);
        bool takes;
        lock (_roots)
            takes = !RejectsCertificates && ApnsCertificates.LeadsTo(_roots, certificate, between);
        if (!takes)
            Interlocked.Increment(ref _refusedHandshakes);
        return takes;
    }

    private async Task ServeAsync(HttpContext context)
    {
        var at = Stopwatch.GetTimestamp();
        _connections.TryAdd(context.Connection.Id, 0);
        using var body = new StreamReader(context.Request.Body, Encoding.UTF8);
        var payload = await body.ReadToEndAsync(context.RequestAborted);
        var script = _script.TryDequeue(out var next) ? next : StandingAnswer;
        if (script is { Delay.Ticks: > 0 })
            await Task.Delay(script.Delay, _disposing.Token);
        if (script is not null)
            await script.Until.WaitAsync(_disposing.Token);
        var (status, reason) = script is null ? Judge(context, payload) : (script.Status, script.Reason);
        var token = TokenOf(context);
        string? topic = context.Request.Headers["apns-topic"];
        var push = new ApnsPush(token, topic, payload, context.Connection.Id, status, reason,
            at)
        { Id = context.Request.Headers["apns-id"] };
        _pushes.Enqueue(push);
        if (script is { Breaks: true })
        {
            context.Features.Get<IConnectionLifetimeFeature>()?.Abort();
            context.Abort();
            return;
        }

        if (script is { GoesAway: true })
            context.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        await AnswerAsync(context, status, reason, script?.RetryAfter, script?.InvalidSince);
        if (status != 200)
            return;
        Accepted?.Invoke(push);
        if (_devices.TryGetValue(token, out var device))
            device?.Invoke(topic ?? "");
    }

    private (int Status, string? Reason) Judge(HttpContext context, string payload)
    {
        var request = context.Request;
        if (!HttpMethods.IsPost(request.Method))
            return (405, "MethodNotAllowed");
        if (!request.Path.StartsWithSegments("/3/device", StringComparison.Ordinal, out var rest))
            return (404, "BadPath");
        if (rest.Value is null or "" or "/")
            return (400, "MissingDeviceToken");
        var token = TokenOf(context);
        if (token.Length is < 8 or > 200 || !token.All(char.IsAsciiHexDigit))
            return (400, "BadDeviceToken");
        if (payload.Length == 0)
            return (400, "PayloadEmpty");
        if (payload.Length > MaxPayload)
            return (413, "PayloadTooLarge");
        if (request.Headers["apns-topic"] is not [{ Length: > 0 } topic])
            return (400, "MissingTopic");
        if (!_asksForCertificate && _tokens.Rejects(request.Headers.Authorization) is { } rejection)
            return (403, rejection);
        if (_asksForCertificate && context.Connection.ClientCertificate is { } certificate && ApnsCertificates.UserId(certificate) != topic)
            return (400, "TopicDisallowed");
        var isKnown = _devices.TryGetValue(token, out var device);
        return (isKnown && device is null) || (!isKnown && KnowsItsDevices) ? (410, "Unregistered") : (200, null);
    }

    private static string TokenOf(HttpContext context) => context.Request.Path.Value is { } path ? path[(path.LastIndexOf('/') + 1)..] : "";

    private static async Task AnswerAsync(
        HttpContext context, int status, string? reason, int? retryAfter, DateTimeOffset? invalidSince)
    {
        context.Response.StatusCode = status;
        context.Response.Headers["apns-id"] = context.Request.Headers["apns-id"] is [{ Length: > 0 } id] ? id : Guid.NewGuid().ToString("D")
            .ToUpperInvariant();
        if (retryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (reason is null)
            return;
        object answer = status == 410
            ? new { reason, timestamp = (invalidSince ?? DateTimeOffset.UtcNow).ToUnixTimeMilliseconds() } : new { reason };
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(answer));
    }
}
