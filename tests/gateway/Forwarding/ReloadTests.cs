using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Gateway.Telemetry;
using Passinstance.Gateway.Tests.Running;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.Forwarding;

public sealed class ReloadTests
{
    private const string Destination = "ReverseProxy:Clusters:pass:Destinations:primary:Address";

    [Fact]
    public async Task A_changed_route_table_takes_effect_without_a_dropped_request()
    {
        var deployment = await Deployment.CreateAsync();
        await using var next = await Backend.StartAsync(deployment.PublicKey);
        await using var gateway = await RunningGateway.StartAsync(deployment: deployment);
        var key = await gateway.CreateKeyAsync();
        var release = new TaskCompletionSource();
        gateway.Backend.Answer = context => context.Request.Path.Value!.EndsWith("slow", StringComparison.Ordinal) ? release.Task : Task.CompletedTask;
        var slow = gateway.GetAsync("/api/v1/passes/slow", key.Text);
        await Eventually.TrueAsync(() => !gateway.Backend.Arrivals.IsEmpty, TimeSpan.FromSeconds(5), "the slow request has arrived");

        using var stop = new CancellationTokenSource();
        var statuses = new System.Collections.Concurrent.ConcurrentBag<HttpStatusCode>();
        var load = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
                statuses.Add((await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        }).ToArray();
        await Eventually.TrueAsync(() => statuses.Count > 20, TimeSpan.FromSeconds(10), "the load runs");
        Change(gateway, Destination, next.Url);
        await Eventually.TrueAsync(() => next.Arrivals.Count > 20, TimeSpan.FromSeconds(10), "requests reach the new destination");
        await stop.CancelAsync();
        await Task.WhenAll(load);
        release.SetResult();

        Assert.All(statuses, status => Assert.Equal(HttpStatusCode.OK, status));
        Assert.Equal(HttpStatusCode.OK, (await slow).StatusCode);
        var before = gateway.Backend.Arrivals.Count;
        await gateway.GetAsync("/api/v1/passes", key.Text);
        Assert.Equal(before, gateway.Backend.Arrivals.Count);
    }

    [Theory]
    [InlineData("ReverseProxy:Routes:passes-read:Metadata:Scope", "passes:eat")]
    [InlineData("ReverseProxy:Routes:passes-read:Metadata:Anonymous", "true")]
    [InlineData("ReverseProxy:Routes:passes-read:ClusterId", "nowhere")]
    [InlineData("ReverseProxy:Routes:passes-read:Match:Path", "/api/{")]
    [InlineData(Destination, "not a url")]
    [InlineData("ReverseProxy:Clusters:pass:LoadBalancingPolicy", "Astrology")]
    public async Task A_bad_route_table_is_refused_counted_and_leaves_the_present_one_in_force(string setting, string value)
    {
        await using var gateway = await RunningGateway.StartAsync();
        var key = await gateway.CreateKeyAsync();
        var configuration = gateway.Services.GetRequiredService<IConfiguration>();
        var good = configuration[setting];
        using var loads = new LoadCounter(gateway);

        Change(gateway, setting, value);
        await Eventually.TrueAsync(() => loads.Refused > 0, TimeSpan.FromSeconds(5), "the table is refused");
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await gateway.GetAsync("/api/v1/passes"));

        Assert.Equal(0, loads.Applied);
        Change(gateway, setting, good);
        await Eventually.TrueAsync(() => loads.Applied > 0, TimeSpan.FromSeconds(5), "the corrected table is applied");
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    private static void Change(RunningGateway gateway, string setting, string? value)
    {
        var configuration = (IConfigurationRoot)gateway.Services.GetRequiredService<IConfiguration>();
        configuration[setting] = value;
        configuration.Reload();
    }

    private sealed class LoadCounter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _applied;
        private int _refused;

        public LoadCounter(RunningGateway gateway)
        {
            var scope = gateway.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == GatewayMetrics.MeterName && instrument.Meter.Scope == scope && instrument.Name == "gateway.configuration.loads")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                if (tags[0].Value is "applied")
                    Interlocked.Increment(ref _applied);
                else
                    Interlocked.Increment(ref _refused);
            });
            _listener.Start();
        }

        public int Applied => Volatile.Read(ref _applied);
        public int Refused => Volatile.Read(ref _refused);

        public void Dispose() => _listener.Dispose();
    }
}
