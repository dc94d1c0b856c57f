using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Passinstance.Testing;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Dispatching;

[Trait("Category", "Integration")]
public sealed class FairnessTests
{
    private const int Webhooks = 12;
    private const int Events = 10;

    [Fact]
    public async Task Three_organizations_whose_receivers_never_respond_do_not_keep_a_fourth_waiting()
    {
        await using var service = await WebhookFixture.StartAsync(
            settings: new() { ["Dispatching:Concurrency"] = "80", ["Dispatching:RetryReserve"] = "8" });
        // Accepts connections and says nothing, so that every attempt takes until its timeout.
        using var dead = new TcpListener(IPAddress.Loopback, 0);
        dead.Start(4096);
        var deadUrl = new Uri($"http://127.0.0.1:{((IPEndPoint)dead.LocalEndpoint).Port}/");
        for (var i = 0; i < 3; i++)
        {
            var tenant = new Tenant(service);
            for (var n = 0; n < Webhooks; n++)
                await tenant.AddWebhookAsync(deadUrl, new { maxConcurrency = 64 });
            for (var n = 0; n < Events; n++)
                await tenant.CreatePassAsync();
            // It takes all that it gets before the next one comes.
            await Eventually.TrueAsync(
                async token => await tenant.CountAsync("deliveries", "claim_id IS NOT NULL", token) > 0 &&
                    await tenant.CountAsync("events", cancellationToken: token) == Events,
                Tenant.Deadline, "its deliveries are in progress");
        }

        await using var endpoint = await EndpointServer.StartAsync();
        var fourth = new Tenant(service);
        await fourth.AddWebhookAsync(endpoint.Url);
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; n < 3; n++)
            await fourth.CreatePassAsync();
        await endpoint.WaitForCountAsync(3, Tenant.Deadline);

        // Less than the 15 seconds of an attempt that holds a place.
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(14));
    }
}
