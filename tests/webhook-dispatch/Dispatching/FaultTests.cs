using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Dispatching;

[Trait("Category", "Integration")]
public sealed class FaultTests(WebhookFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task A_process_killed_between_call_and_commit_leaves_one_duplicate_with_the_same_id_and_loses_nothing()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.AnswerNext(WebhookAnswer.Hang);
        // The host in this process makes the webhook and publishes; its dispatching is idle.
        await using var idle = await WebhookFixture.StartAsync(settings: new() { ["Dispatching:Concurrency"] = "0" });
        var tenant = new Tenant(idle);
        var webhook = await tenant.AddWebhookAsync(
            endpoint.Url, new { maxConcurrency = 1, headers = new { Authorization = "Bearer deeply-hidden" } });
        var events = new[] { await tenant.CreatePassAsync(), await tenant.CreatePassAsync(), await tenant.CreatePassAsync() };
        await Eventually.TrueAsync(
            async token => await idle.ScalarAsync<long>("SELECT count(*) FROM deliveries", token) == 3, Soon,
            "three deliveries are written");

        var output = new ConcurrentQueue<string>();
        string interrupted;
        using (var first = StartProgram(idle, output))
        {
            interrupted = (await endpoint.WaitForCountAsync(1, Soon))[0].Headers["webhook-id"];
            first.Kill(entireProcessTree: true);
            await first.WaitForExitAsync();
        }

        // The lease would end by itself after a minute.
        await tenant.ExecuteAsync("UPDATE deliveries SET next_attempt_at = now() WHERE claim_id IS NOT NULL");
        using var second = StartProgram(idle, output);
        try
        {
            await Eventually.TrueAsync(
                async token =>
                    await idle.ScalarAsync<long>("SELECT count(*) FROM deliveries WHERE status = 'delivered' AND attempts = 1", token) == 3,
                Soon, "all are delivered");
        }
        finally
        {
            second.Kill(entireProcessTree: true);
            await second.WaitForExitAsync();
        }

        var counts = endpoint.Requests.GroupBy(request => request.Headers["webhook-id"])
            .ToDictionary(group => group.Key, group => group.Count());
        Assert.Equal(events.Select(TestEvents.Id).Order(StringComparer.Ordinal), counts.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(2, counts[interrupted]);
        Assert.Equal(4, counts.Values.Sum());
        // The program's log shows the work, and no secrets or data.
        var log = string.Join('\n', output);
        Assert.NotEmpty(log);
        Assert.DoesNotContain(webhook.Text("secret")["whsec_".Length..], log, StringComparison.Ordinal);
        Assert.DoesNotContain("deeply-hidden", log, StringComparison.Ordinal);
        Assert.DoesNotContain("ORDER-1001", log, StringComparison.Ordinal);
        Assert.DoesNotContain(idle.Deployment.EncryptionKey, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stopping_process_waits_for_answers_and_gives_back_what_does_not_end()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.AnswerNext(new WebhookAnswer { Delay = TimeSpan.FromMilliseconds(700) }, WebhookAnswer.Hang);
        await using var service = await WebhookFixture.StartAsync(settings: new() { ["Dispatching:ShutdownTimeout"] = "00:00:04" });
        var tenant = new Tenant(service);
        await tenant.AddWebhookAsync(endpoint.Url);
        await tenant.CreatePassAsync();
        await tenant.CreatePassAsync();
        await endpoint.WaitForCountAsync(2, Soon);

        await service.App.StopAsync();

        Assert.Equal(1L, await service.ScalarAsync<long>("SELECT count(*) FROM deliveries WHERE status = 'delivered' AND attempts = 1"));
        Assert.Equal(
            1L,
            await service.ScalarAsync<long>(
                "SELECT count(*) FROM deliveries WHERE status = 'pending' AND attempts = 0 " +
                "AND claim_id IS NULL AND next_attempt_at <= now()"));
    }

    [Fact]
    public async Task An_endpoint_that_hangs_with_many_events_does_not_delay_another()
    {
        await using var hanging = await EndpointServer.StartAsync();
        await using var well = await EndpointServer.StartAsync();
        hanging.StandingAnswer = WebhookAnswer.Hang;
        // An attempt that hangs lasts for longer than this test: a delivery that had to wait for one would never be sent.
        await using var service = await WebhookFixture.StartAsync(settings: new()
        {
            ["Dispatching:AttemptTimeout"] = "00:30:00",
            ["Dispatching:Lease"] = "01:00:00",
            ["Dispatching:ShutdownTimeout"] = "00:00:01",
        });
        var victim = new Tenant(service);
        var webhook = await victim.AddWebhookAsync(hanging.Url);
        await victim.PublishAsync(TestEvents.PassCreated(victim.OrganizationId));
        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>("SELECT count(*) FROM deliveries", token) == 1, Soon, "one delivery");
        // Five thousand more are due at once.
        await victim.ExecuteAsync("""
            WITH e AS (INSERT INTO events (organization_id, id, type, occurred_at, payload, is_test)
                       SELECT organization_id, gen_random_uuid(), type, occurred_at, payload, false
                           FROM events, generate_series(1, 5000) RETURNING organization_id, id)
            INSERT INTO deliveries (organization_id, endpoint_id, event_id, event_type, status, trigger, attempts, step, lane)
            SELECT e.organization_id, r.id, e.id, 'pass.created', 'pending', 'event', 0, 0, 0 FROM e
                JOIN webhook_endpoints r ON r.organization_id = e.organization_id
            """);
        await hanging.WaitForCountAsync(8, Soon);
        var neighbour = new Tenant(service);
        await neighbour.AddWebhookAsync(well.Url);

        for (var i = 0; i < 40; i++)
            await neighbour.CreatePassAsync();

        await well.WaitForCountAsync(40, Soon);
        Assert.Equal(8, hanging.Requests.Count);
        Assert.NotNull(webhook.Text("id"));
    }

    [Fact]
    public async Task The_breaker_spares_a_broken_endpoint_and_charges_no_attempt_for_it()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        endpoint.StandingAnswer = WebhookAnswer.WithStatus(500);
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url, new { maxConcurrency = 2 });

        for (var i = 0; i < 60; i++)
            await tenant.CreatePassAsync();
        await Eventually.TrueAsync(
            async token => (await StatisticsAsync(token)).TryGetProperty("pausedUntil", out _), Soon, "deliveries pause");
        await Eventually.TrueAsync(
            async token => await tenant.CountAsync("deliveries", "claim_id IS NOT NULL", token) == 0, Soon, "nothing is in progress");

        Assert.InRange(endpoint.Requests.Count, 10, 14);
        Assert.Equal(endpoint.Requests.Count, await tenant.CountAsync("attempts"));

        Task<JsonElement> StatisticsAsync(CancellationToken token) =>
            tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/webhooks/{webhook.Text("id")}/statistics", cancellationToken: token);
    }

    // The program itself, as it is deployed, against the same database and broker.
    private static Process StartProgram(RunningService service, ConcurrentQueue<string> output)
    {
        var program = Path.Combine(
            AppContext.BaseDirectory, "../../Passinstance.Webhooks", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')),
            "Passinstance.Webhooks.dll");
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileName(path) == "dotnet" ? path : "dotnet")
        { ArgumentList = { program } };
        start.Environment["ConnectionStrings__Postgres"] = service.App.Configuration.GetConnectionString("Postgres");
        start.Environment["ConnectionStrings__RabbitMq"] = service.Deployment.RabbitMq;
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["Deployment__Environment"] = "local";
        start.Environment["Deployment__PublicUrl"] = "http://wallet.test";
        start.Environment["InternalIdentity__PublicKeys__0"] = service.Deployment.PublicKey;
        start.Environment["Encryption__CurrentKey"] = "k1";
        start.Environment["Encryption__Keys__k1"] = service.Deployment.EncryptionKey;
        start.Environment["EventEncryption__CurrentKey"] = "k1";
        start.Environment["EventEncryption__Keys__k1"] = service.Deployment.EncryptionKey;
        start.Environment["ServiceCalls__CurrentKey"] = "k1";
        start.Environment["ServiceCalls__Keys__k1"] = service.Deployment.EncryptionKey;
        start.Environment["Outbound__AllowedNetworks__0"] = "127.0.0.0/8";
        start.Environment["Outbound__AllowHttp"] = "true";
        start.RedirectStandardOutput = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.OutputDataReceived += (_, line) => output.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        return process;
    }
}
