using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.Hosting;

[Trait("Category", "Integration")]
public sealed class DrainTests
{
    [Fact]
    public async Task A_program_that_stops_is_not_ready_at_once_and_serves_until_the_drain_ends()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(new() { ["Shutdown:DrainSeconds"] = "30" }, time: time);
        var key = await gateway.CreateKeyAsync();
        await ReadyAsync(gateway, HttpStatusCode.OK);
        var before = await gateway.GetAsync("/api/v1/passes", key.Text);
        Assert.NotEqual(true, before.Headers.ConnectionClose);

        var host = gateway.Services.GetRequiredService<IHost>();
        var stopping = host.StopAsync();

        await ReadyAsync(gateway, HttpStatusCode.ServiceUnavailable);
        var during = await gateway.GetAsync("/api/v1/passes", key.Text);
        Assert.Equal(HttpStatusCode.OK, during.StatusCode);
        Assert.True(during.Headers.ConnectionClose);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/health/live")).StatusCode);
        Assert.False(stopping.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(30));
        await stopping.WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.GetAsync("/health/live"));
    }

    [Fact]
    public async Task Without_a_drain_a_program_stops_immediately()
    {
        await using var gateway = await GatewayFixture.StartAsync(time: new FakeTimeProvider(DateTimeOffset.UtcNow));
        await gateway.Services.GetRequiredService<IHost>().StopAsync().WaitAsync(TimeSpan.FromSeconds(30));
        await Assert.ThrowsAsync<HttpRequestException>(() => gateway.GetAsync("/health/live"));
    }

    private static Task ReadyAsync(GatewayFixture gateway, HttpStatusCode expected) => Eventually.TrueAsync(
        async _ => (await gateway.GetAsync("/health/ready")).StatusCode == expected, TimeSpan.FromSeconds(30), $"readiness is {expected}");
}
