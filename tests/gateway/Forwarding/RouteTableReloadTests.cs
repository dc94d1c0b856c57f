using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Gateway.Forwarding;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.Forwarding;

[Trait("Category", "Integration")]
public sealed class RouteTableReloadTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Destination = "ReverseProxy:Clusters:pass:Destinations:primary:Address";

    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_changed_route_table_takes_effect_without_a_dropped_request()
    {
        var deployment = await Deployment.SharedAsync();
        await using var next = await Backend.StartAsync(deployment.PublicKey);
        await using var gateway = await GatewayFixture.StartAsync(deployment: deployment);
        var key = await gateway.CreateKeyAsync();
        var release = new TaskCompletionSource();
        gateway.Backend.Respond = context =>
            context.Request.Path.Value!.EndsWith("slow", StringComparison.Ordinal) ? release.Task : Task.CompletedTask;
        var slow = gateway.GetAsync("/api/v1/passes/slow", key.Text);
        await Eventually.TrueAsync(() => !gateway.Backend.Arrivals.IsEmpty, TimeSpan.FromSeconds(5), "the slow request has arrived");

        using var stop = new CancellationTokenSource();
        var statuses = new ConcurrentBag<HttpStatusCode>();
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
    public async Task A_wrong_route_table_is_rejected_and_counted_and_the_present_one_stays_in_use(string setting, string value)
    {
        var key = await _gateway.CreateKeyAsync();
        var good = _gateway.Services.GetRequiredService<IConfiguration>()[setting];
        using var loads = new LoadCounter(_gateway);

        Change(_gateway, setting, value);
        await Eventually.TrueAsync(() => loads.Rejected > 0, TimeSpan.FromSeconds(5), "the table is rejected");
        Assert.Equal(HttpStatusCode.OK, (await _gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await _gateway.GetAsync("/api/v1/passes"));

        Assert.Equal(0, loads.Applied);
        Change(_gateway, setting, good);
        await Eventually.TrueAsync(() => loads.Applied > 0, TimeSpan.FromSeconds(5), "the corrected table is applied");
        Assert.Equal(HttpStatusCode.OK, (await _gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    private static void Change(GatewayFixture gateway, string setting, string? value)
    {
        var configuration = (IConfigurationRoot)gateway.Services.GetRequiredService<IConfiguration>();
        configuration[setting] = value;
        configuration.Reload();
    }

    private sealed class LoadCounter : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _applied;
        private int _rejected;

        public LoadCounter(GatewayFixture gateway)
        {
            // Other gateways run in this process: only this one's meter counts.
            var scope = gateway.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == ForwardingMetrics.MeterName && instrument.Meter.Scope == scope &&
                    instrument.Name == "gateway.configuration.loads")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
            {
                if (tags[0].Value is "applied")
                    Interlocked.Increment(ref _applied);
                else
                    Interlocked.Increment(ref _rejected);
            });
            _listener.Start();
        }

        public int Applied => Volatile.Read(ref _applied);
        public int Rejected => Volatile.Read(ref _rejected);

        public void Dispose() => _listener.Dispose();
    }
}
