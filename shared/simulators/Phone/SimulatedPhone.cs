using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Threading.Channels;
using Passinstance.Simulators.Apns;

namespace Passinstance.Simulators.Phone;

/// <summary>An iPhone's Wallet, as seen by a server. See README.md.</summary>
public sealed class SimulatedPhone : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly ApnsSimulator _apns;
    private readonly X509Certificate2Collection _roots = [];
    private readonly ConcurrentDictionary<(string PassType, string SerialNumber), HeldPass> _passes = new();
    private readonly ConcurrentDictionary<string, string> _tags = new();
    private readonly ConcurrentQueue<string> _life = new();
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly Channel<string> _pushed = Channel.CreateUnbounded<string>();
    private readonly Task _listening;

    /// <summary>A phone that the push service reaches and that trusts passes chaining to <paramref name="rootPem"/>.</summary>
    public SimulatedPhone(ApnsSimulator apns, string rootPem)
    {
        _apns = apns;
        _roots.ImportFromPem(rootPem);
        PushToken = "";
        ChangePushToken();
        _listening = ListenAsync();
    }

    /// <summary>The device library identifier; a server must treat it as a secret.</summary>
    public string DeviceLibraryIdentifier { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Its push token.</summary>
    public string PushToken { get; private set; }

    /// <summary>The holder's language; sent with each request, as a phone does.</summary>
    public string? Language
    {
        get;
        set
        {
            field = value;
            _http.DefaultRequestHeaders.AcceptLanguage.Clear();
            if (value is not null)
                _http.DefaultRequestHeaders.AcceptLanguage.ParseAdd(value);
        }
    }

    /// <summary>The phone's log, line by line.</summary>
    public IReadOnlyList<string> Life => [.. _life];

    /// <summary>The change messages shown to the holder.</summary>
    public IReadOnlyList<string> Messages => [.. _messages];

    /// <summary>Called with each line of <see cref="Life"/>.</summary>
    public Action<string>? Lived { get; set; }

    /// <summary>Called with each change message.</summary>
    public Action<string>? Notified { get; set; }

    /// <summary>The newest copy of a pass; null when it is not on the phone.</summary>
    public PassFile? Find(string serialNumber) => _passes.Values.FirstOrDefault(held => held.Pass.SerialNumber == serialNumber)?.Pass;

    /// <summary>The holder taps a link and adds the pass.</summary>
    public async Task<PassFile> AddAsync(Uri link, CancellationToken cancellationToken = default)
    {
        using var response = await _http.GetAsync(link, cancellationToken);
        if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType != "application/vnd.apple.pkpass")
            throw new PassRefusedException($"The link returned {(int)response.StatusCode} {response.Content.Headers.ContentType}.");
        var pass = PassFile.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), _roots);
        _passes[(pass.PassTypeIdentifier, pass.SerialNumber)] = new HeldPass(pass, LastModified(response));
        Live($"added {pass.SerialNumber} of {pass.PassTypeIdentifier}; manifest, signature and certificates are valid");
        Live($"registered for it: {(int)await RegisterAsync(pass, cancellationToken)}");
        return pass;
    }

    /// <summary>Registers (again) for a pass it holds.</summary>
    public async Task<HttpStatusCode> RegisterAsync(PassFile pass, CancellationToken cancellationToken = default)
    {
        using var request = Request(HttpMethod.Post, pass, $"devices/{DeviceLibraryIdentifier}/registrations/{Path(pass)}");
        request.Content = new StringContent(JsonSerializer.Serialize(new { pushToken = PushToken }), System.Text.Encoding.UTF8,
            "application/json");
        using var response = await _http.SendAsync(request, cancellationToken);
        return response.StatusCode;
    }

    /// <summary>The push service issues another token, as it may at any time; passes have to be registered again.</summary>
    public void ChangePushToken()
    {
        if (PushToken.Length > 0)
            _apns.Remove(PushToken);
        PushToken = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _apns.Connect(PushToken, topic => _pushed.Writer.TryWrite(topic));
    }

    /// <summary>The holder removes a pass.</summary>
    public async Task<HttpStatusCode> RemoveAsync(PassFile pass, CancellationToken cancellationToken = default)
    {
        _passes.TryRemove((pass.PassTypeIdentifier, pass.SerialNumber), out _);
        using var request = Request(HttpMethod.Delete, pass, $"devices/{DeviceLibraryIdentifier}/registrations/{Path(pass)}");
        using var response = await _http.SendAsync(request, cancellationToken);
        Live($"removed {pass.SerialNumber} and unregistered: {(int)response.StatusCode}");
        return response.StatusCode;
    }

    /// <summary>Requests the changes of a pass type and fetches them, as after a push, or when the holder pulls down.</summary>
    /// <returns>How many passes had changed.</returns>
    public async Task<int> RefreshAsync(string passType, CancellationToken cancellationToken = default)
    {
        if (_passes.Values.FirstOrDefault(held => held.Pass.PassTypeIdentifier == passType) is not { } any)
            return 0;
        var since = _tags.TryGetValue(passType, out var tag) ? $"?passesUpdatedSince={Uri.EscapeDataString(tag)}" : "";
        using var response = await _http.GetAsync(
            new Uri($"{any.Pass.WebServiceUrl}/v1/devices/{DeviceLibraryIdentifier}/registrations/{passType}{since}"), cancellationToken);
        if (response.StatusCode == HttpStatusCode.NoContent)
        {
            Live("checked for changes: nothing");
            return 0;
        }

        response.EnsureSuccessStatusCode();
        using var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellationToken));
        var changed = answer.RootElement.GetProperty("serialNumbers").EnumerateArray().Select(serial => serial.GetString()!).ToList();
        Live($"checked for changes: {string.Join(", ", changed)}");
        var fetched = 0;
        foreach (var serialNumber in changed)
            fetched += await FetchAsync(passType, serialNumber, cancellationToken) ? 1 : 0;
        // Stored only now: after a failure the same changes are requested again.
        _tags[passType] = answer.RootElement.GetProperty("lastUpdated").GetString()!;
        return fetched;
    }

    /// <summary>Sends Wallet's error log.</summary>
    public async Task<HttpStatusCode> ComplainAsync(PassFile pass, params string[] messages)
    {
        using var request = Request(HttpMethod.Post, pass, "log");
        request.Headers.Authorization = null;
        request.Content = new StringContent(JsonSerializer.Serialize(new { logs = messages }), System.Text.Encoding.UTF8,
            "application/json");
        using var response = await _http.SendAsync(request);
        return response.StatusCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _apns.Remove(PushToken);
        _pushed.Writer.TryComplete();
        await _listening;
        _http.Dispose();
    }

    private async Task ListenAsync()
    {
        await foreach (var topic in _pushed.Reader.ReadAllAsync())
        {
            Live($"got a push for {topic}");
            try
            {
                await RefreshAsync(topic);
            }
            catch (Exception exception) when (exception is HttpRequestException or PassRefusedException or JsonException
                or OperationCanceledException)
            {
                Live($"could not update: {exception.Message}");
            }
        }
    }

    private async Task<bool> FetchAsync(string passType, string serialNumber, CancellationToken cancellationToken)
    {
        if (!_passes.TryGetValue((passType, serialNumber), out var held))
            return false;
        using var request = Request(HttpMethod.Get, held.Pass, $"passes/{Path(held.Pass)}");
        request.Headers.TryAddWithoutValidation("If-Modified-Since", held.LastModified);
        using var response = await _http.SendAsync(request, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotModified)
        {
            Live($"fetched {serialNumber}: 304, it has that version");
            return false;
        }

        response.EnsureSuccessStatusCode();
        var pass = PassFile.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), _roots);
        if (pass.SerialNumber != serialNumber || pass.PassTypeIdentifier != passType
            || pass.AuthenticationToken != held.Pass.AuthenticationToken)
            throw new PassRefusedException("The update is of another pass, or has another authentication token.");
        var messages = pass.ChangesSince(held.Pass).ToList();
        _passes[(passType, serialNumber)] = new HeldPass(pass, LastModified(response));
        Live($"fetched {serialNumber}: a new version, signature valid{(pass.IsVoid ? ", void" : "")}");
        foreach (var message in messages)
        {
            _messages.Enqueue(message);
            Live($"shows \"{message}\"");
            Notified?.Invoke(message);
        }

        return true;
    }

    private static HttpRequestMessage Request(HttpMethod method, PassFile pass, string path)
    {
        var request = new HttpRequestMessage(method, new Uri($"{pass.WebServiceUrl}/v1/{path}"));
        request.Headers.TryAddWithoutValidation("Authorization", $"ApplePass {pass.AuthenticationToken}");
        return request;
    }

    private static string Path(PassFile pass) => $"{pass.PassTypeIdentifier}/{Uri.EscapeDataString(pass.SerialNumber)}";

    // Sent back unchanged: only the server interprets it.
    private static string LastModified(HttpResponseMessage response) =>
        response.Content.Headers.LastModified?.ToString("r", CultureInfo.InvariantCulture) ?? "";

    private void Live(string what)
    {
        _life.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:HH:mm:ss.fff} {what}"));
        Lived?.Invoke(what);
    }

    private sealed record HeldPass(PassFile Pass, string LastModified);
}
