using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing;
using Passinstance.Testing.Servers;

namespace Passinstance.Gateway.Tests.RateLimiting;

[Trait("Category", "Integration")]
public sealed class LimitStoreOutageTests
{
    [Fact]
    public async Task While_its_store_does_not_respond_each_gateway_limits_by_itself_and_a_metric_reports_it()
    {
        await using var postgres = await PrivatePostgres.StartNewAsync();
        var deployment = await Deployment.CreateAsync(await postgres.CreateDatabaseAsync("gateway"));
        await AssertOutageAsync(
            deployment,
            fail: () =>
            {
                postgres.Suspend();
                return Task.CompletedTask;
            },
            recover: () =>
            {
                postgres.Resume();
                return Task.CompletedTask;
            });
        await AssertOutageAsync(deployment, fail: () => postgres.KillAsync(), recover: () => postgres.StartAsync());
    }

    private static async Task AssertOutageAsync(Deployment deployment, Func<Task> fail, Func<Task> recover)
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new()
            {
                ["RateLimits:Factor"] = "1",
                ["RateLimits:Classes:public:Address:Rate"] = "4",
                ["RateLimits:Classes:public:Address:Burst"] = "5",
            },
            deployment);
        using var local = new LocalLimitsGauge(gateway);
        await SharesAsync(gateway, local);
        await fail();
        await AssertLimitsLocallyAsync(gateway, local);
        await recover();
        await SharesAsync(gateway, local);
    }

    private static async Task AssertLimitsLocallyAsync(GatewayFixture gateway, LocalLimitsGauge local)
    {
        var watch = Stopwatch.StartNew();
        var admitted = 0;
        var rejected = 0;
        var slowest = TimeSpan.Zero;
        // How soon a request is rejected depends on the machine.
        while (rejected == 0 && watch.Elapsed < TimeSpan.FromMinutes(1))
        {
            var started = watch.Elapsed;
            var status = (await gateway.GetAsync("/p/pas_1")).StatusCode;
            slowest = watch.Elapsed - started > slowest ? watch.Elapsed - started : slowest;
            if (status == HttpStatusCode.OK)
                admitted++;
            else
                rejected++;

            Assert.True(status is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, status.ToString());
        }

        Assert.Equal(1, local.Read());
        Assert.True(rejected > 0, "Without the store nothing was limited.");
        // The burst, a lease from before, and what is refilled.
        Assert.InRange(admitted, 3, 7 + (4 * watch.Elapsed.TotalSeconds));
        Assert.True(slowest < TimeSpan.FromSeconds(20), $"A request waited {slowest} for the store.");
    }

    private static Task SharesAsync(GatewayFixture gateway, LocalLimitsGauge local) => Eventually.TrueAsync(
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

        public LocalLimitsGauge(GatewayFixture gateway)
        {
            // Other gateways run in this process: only this one's meter counts.
            var scope = gateway.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == RateLimitMetrics.MeterName && instrument.Meter.Scope == scope &&
                    instrument.Name == "gateway.ratelimit.local")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
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
