using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Passinstance.Benchmarks.Rolling;

/// <summary>A request that did not succeed.</summary>
internal sealed record FailedCall(string Kind, string Reason);

/// <summary>
/// Requests of all kinds at a steady rate, each sent once: a failure is counted and never repeated. They go to the gateways that are ready,
/// as a cluster's service sends them.
/// </summary>
internal sealed class MixedLoad : IDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(200);
    private readonly RollingSystem _system;
    private readonly string[] _gateways;
    private readonly ConcurrentQueue<string> _passes = new();
    private readonly HttpClient _http;
    private readonly int _rate;
    private string[] _ready;
    private int _serial;
    private int _turn;
    private long _sent;

    internal MixedLoad(RollingSystem system, int rate)
    {
        (_system, _rate) = (system, rate);
        _gateways = [.. system.Replicas.Where(replica => replica.Program.Name == "gateway").Select(replica => replica.Url)];
        _ready = _gateways;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromSeconds(30) })
        {
            Timeout = TimeSpan.FromSeconds(30),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", system.ApiKey);
    }

    internal long Sent => Interlocked.Read(ref _sent);

    internal ConcurrentQueue<FailedCall> Failed { get; } = new();

    internal ConcurrentQueue<double> Milliseconds { get; } = new();

    internal string TemplateId { get; set; } = "";

    /// <summary>Sends until canceled; returns when every request has ended.</summary>
    internal async Task RunAsync(CancellationToken stop)
    {
        var probing = ProbeAsync(stop);
        var start = Stopwatch.GetTimestamp();
        var running = new ConcurrentDictionary<Task, bool>();
        for (var number = 0L; !stop.IsCancellationRequested; number++)
        {
            var due = DueAt(number) - Stopwatch.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
                await Task.Delay(due, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var call = CallAsync((int)(number % 10));
            running[call] = true;
            _ = call.ContinueWith(ended => running.TryRemove(ended, out var _), TaskScheduler.Default);
        }

        await Task.WhenAll(running.Keys);
        await probing;
    }

    internal async Task<JsonElement> PostAsync(string path, object body, CancellationToken cancellationToken)
    {
        using var response = await _http.PostAsJsonAsync(new Uri(_gateways[0] + path), body, cancellationToken);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    // A fifth of the rate for ten seconds, then all of it.
    private TimeSpan DueAt(long number)
    {
        const double slowly = 10;
        var first = _rate / 5.0 * slowly;
        return TimeSpan.FromSeconds(number <= first ? number / (_rate / 5.0) : slowly + ((number - first) / _rate));
    }

    private Task CallAsync(int kind) => kind switch
    {
        0 or 1 or 2 => CreateAsync(),
        3 or 4 => UpdateAsync(),
        5 => SendAsync("GET pass", HttpMethod.Get, _passes.TryPeek(out var id) ? $"/api/v1/passes/{id}" : "/api/v1/passes"),
        6 => SendAsync("GET passes", HttpMethod.Get, "/api/v1/passes?limit=20"),
        7 => SendAsync("GET template", HttpMethod.Get, $"/api/v1/templates/{TemplateId}"),
        8 => SendAsync("GET events", HttpMethod.Get, "/api/v1/events?limit=5"),
        _ => SendAsync("GET push-notifications", HttpMethod.Get, "/api/v1/push-notifications"),
    };

    private async Task CreateAsync()
    {
        var created = await SendAsync("POST pass", HttpMethod.Post, "/api/v1/passes", new
        {
            templateId = TemplateId,
            serialNumber = $"ROLL-{Interlocked.Increment(ref _serial)}",
            fields = new { points = new { label = "Points", value = 0 } },
        });
        if (created is { } pass)
            _passes.Enqueue(pass.GetProperty("id").GetString()!);
    }

    // Each pass is updated once, so that two changes of one never meet.
    private async Task UpdateAsync()
    {
        if (_passes.TryDequeue(out var id))
        {
            await SendAsync(
                "PUT pass", HttpMethod.Put, $"/api/v1/passes/{id}",
                new { fields = new { points = new { label = "Points", value = 1 } } });
        }
    }

    private async Task<JsonElement?> SendAsync(string kind, HttpMethod method, string path, object? body = null)
    {
        var ready = Volatile.Read(ref _ready);
        var gateway = ready[(uint)Interlocked.Increment(ref _turn) % ready.Length];
        var start = Stopwatch.GetTimestamp();
        Interlocked.Increment(ref _sent);
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(gateway + path))
            {
                Content = body is null ? null : JsonContent.Create(body),
            };
            using var response = await _http.SendAsync(request);
            if (response.IsSuccessStatusCode)
            {
                var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
                Milliseconds.Enqueue(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                return answer;
            }

            Failed.Enqueue(new FailedCall(kind, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}"));
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or OperationCanceledException or JsonException)
        {
            Failed.Enqueue(new FailedCall(kind, exception.Message));
        }

        return null;
    }

    private async Task ProbeAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var found = new List<string>();
            foreach (var gateway in _gateways)
            {
                if (await _system.IsReadyAsync(gateway, CancellationToken.None))
                    found.Add(gateway);
            }

            if (found.Count > 0)
                Volatile.Write(ref _ready, [.. found]);
            await Task.Delay(ProbeInterval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
