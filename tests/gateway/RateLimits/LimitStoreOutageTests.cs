using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Gateway.Telemetry;
using Passinstance.Gateway.Tests.Running;
using Passinstance.Testing;
using Passinstance.Testing.Servers;

namespace Passinstance.Gateway.Tests.RateLimits;

public sealed class LimitStoreOutageTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_its_store_each_gateway_limits_by_itself_and_a_metric_says_so(bool frozen)
    {
        await using var postgres = await PrivatePostgres.StartNewAsync();
        var deployment = await Deployment.CreateAsync(await postgres.CreateDatabaseAsync("gateway"));
        await using var gateway = await RunningGateway.StartAsync(
            new() { ["RateLimits:Factor"] = "1", ["RateLimits:Classes:public:Address:Rate"] = "4", ["RateLimits:Classes:public:Address:Burst"] = "5" }, deployment);
        using var local = new LocalLimitsGauge(gateway);
        await SharesAsync(gateway, local);

        if (frozen)
            postgres.Suspend();
        else
            await postgres.KillAsync();
        var watch = Stopwatch.StartNew();
        var admitted = 0;
        var refused = 0;
        var slowest = TimeSpan.Zero;
        // Until one is refused: how soon that is, the machine decides.
        while (watch.Elapsed < TimeSpan.FromSeconds(2) || (refused == 0 && watch.Elapsed < TimeSpan.FromMinutes(1)))
        {
            var started = watch.Elapsed;
            var status = (await gateway.GetAsync("/p/pas_1")).StatusCode;
            slowest = watch.Elapsed - started > slowest ? watch.Elapsed - started : slowest;
            if (status == HttpStatusCode.OK)
                admitted++;
            else
                refused++;
            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, status.ToString());
        }

        Assert.Equal(1, local.Read());
        Assert.True(refused > 0, "Without the store nothing was limited.");
        // The burst, a lease of before, and what flows in.
        Assert.InRange(admitted, 3, 7 + (4 * watch.Elapsed.TotalSeconds));
        Assert.True(slowest < TimeSpan.FromSeconds(20), $"A request waited {slowest} for the store.");

        if (frozen)
            postgres.Resume();
        else
            await postgres.StartAsync();
        await SharesAsync(gateway, local);
    }

    private static Task SharesAsync(RunningGateway gateway, LocalLimitsGauge local) => Eventually.TrueAsync(
        async _ =>
        {
            await gateway.GetAsync("/p/pas_1");
            return local.Read() == 0;
        },
        TimeSpan.FromSeconds(30), "the gateway uses the shared buckets");

    private sealed class LocalLimitsGauge : IDisposable
    {
        private readonly MeterListener _listener = new();
        private int _value = -1;

        public LocalLimitsGauge(RunningGateway gateway)
        {
            // Other gateways run in this process: only this one's meter counts.
            var scope = gateway.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == GatewayMetrics.MeterName && instrument.Meter.Scope == scope && instrument.Name == "gateway.ratelimit.local")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<int>((_, value, _, _) => _value = value);
            _listener.Start();
        }

        public int Read()
        {
            _listener.RecordObservableInstruments();
            return _value;
        }

        public void Dispose() => _listener.Dispose();
    }
}
