using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Benchmarks.Webhooks;

/// <summary>An arrival: which event, at which endpoint, when.</summary>
internal readonly record struct Arrival(Guid EventId, string Endpoint, long At);

/// <summary>Endpoints on one port, distinguished by path, that take their time and note what comes.</summary>
internal sealed class Endpoints : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly WebApplication _application;
    private readonly TimeSpan _delay;
    private ConcurrentQueue<Arrival> _arrivals = new();

    private Endpoints(WebApplication application, TimeSpan delay)
    {
        (_application, _delay) = (application, delay);
        application.Run(ServeAsync);
    }

    public static async Task<Endpoints> StartAsync(TimeSpan delay)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var endpoints = new Endpoints(builder.Build(), delay);
        await endpoints._application.StartAsync();
        return endpoints;
    }

    public string Url(string endpoint) => $"{_application.Urls.Single()}/{endpoint}";

    /// <summary>Waits until so many have come; what is still missing after three minutes is lost.</summary>
    public async Task WaitAsync(int count, CancellationToken stop)
    {
        for (var watch = Stopwatch.StartNew(); _arrivals.Count < count && watch.Elapsed < Patience;)
            await Task.Delay(20, stop);
        // Doubles come late.
        await Task.Delay(1000, stop);
    }

    public IReadOnlyList<Arrival> TakeAll() => [.. Interlocked.Exchange(ref _arrivals, new())];

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        long at = Stopwatch.GetTimestamp();
        await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
        if (TypeId.TryParse(IdPrefixes.Event, context.Request.Headers["webhook-id"], out Guid id))
            _arrivals.Enqueue(new Arrival(id, context.Request.Path, at));
        if (_delay != TimeSpan.Zero)
            await Task.Delay(_delay, context.RequestAborted);
    }
}

/// <summary>From the publication of an event to its arrival.</summary>
internal sealed record Latency(int Events, double P50Ms, double P99Ms, double MaxMs, int Lost, int Doubled)
{
    public static Latency Of(IReadOnlyDictionary<Guid, long> published, IReadOnlyList<Arrival> arrivals)
    {
        var first = arrivals.GroupBy(arrival => arrival.EventId)
            .ToDictionary(group => group.Key, group => group.Min(arrival => arrival.At));
        List<double> times = [.. published.Where(p => first.ContainsKey(p.Key))
            .Select(p => Stopwatch.GetElapsedTime(p.Value, first[p.Key]).TotalMilliseconds).Order()];
        double At(double part) => times.Count == 0
            ? double.NaN : Math.Round(times[Math.Min(times.Count - 1, (int)(times.Count * part))], 1);
        return new Latency(published.Count, At(0.5), At(0.99), At(1), published.Count - times.Count, arrivals.Count - first.Count);
    }
}

/// <summary>How much goes out when much is due.</summary>
internal sealed record Throughput(int Deliveries, double Seconds, double PerSecond, double DispatcherCpuSeconds, int Lost, int Doubled)
{
    public static Throughput Of(IReadOnlyDictionary<Guid, long> published, int endpoints, IReadOnlyList<Arrival> arrivals, TimeSpan cpu)
    {
        int distinct = arrivals.Where(arrival => published.ContainsKey(arrival.EventId))
            .Select(arrival => (arrival.EventId, arrival.Endpoint)).Distinct().Count();
        double seconds = arrivals.Count == 0
            ? double.NaN : Stopwatch.GetElapsedTime(arrivals.Min(a => a.At), arrivals.Max(a => a.At)).TotalSeconds;
        return new Throughput(
            distinct, Math.Round(seconds, 2), Math.Round(distinct / seconds), Math.Round(cpu.TotalSeconds, 1),
                (published.Count * endpoints) - distinct, arrivals.Count - distinct);
    }
}
