using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Persistence.Retention;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Dispatching;

[Trait("Category", "Integration")]
public sealed class RetentionTests(WebhookFixture fixture)
{
    private RetentionJob Job => fixture.Service.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single();

    [Fact]
    public async Task Payloads_are_kept_30_days_and_attempts_90()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var delivered = await tenant.CreatePassAsync();
        await tenant.AttemptedAsync(webhook, delivered);
        // 503: the next attempt is a minute away.
        endpoint.AnswerNext(WebhookAnswer.WithStatus(503));
        var due = await tenant.CreatePassAsync();
        await tenant.AttemptedAsync(webhook, due);
        var path = $"/api/v1/webhooks/{webhook.Text("id")}";
        await tenant.Api.CallAsync(HttpMethod.Post, path + "/disable");

        await AgeAsync(tenant, days: 29);
        await Job.RunAsync(CancellationToken.None);
        Assert.Equal((2, 2, 2), await CountAsync(tenant));
        await AgeAsync(tenant, days: 1.1);
        await Job.RunAsync(CancellationToken.None);
        Assert.Equal((0, 2, 2), await CountAsync(tenant));
        Assert.Equal("payload_expired", (await tenant.DeliveryAsync(webhook, due)).Text("lastError"));
        await tenant.Api.CallAsync(HttpMethod.Post, path + "/enable");
        var problem = await tenant.Api.CallAsync(
            HttpMethod.Post, $"{path}/deliveries/{TestEvents.Id(delivered)}/resend", null, HttpStatusCode.Conflict);
        Assert.Equal("payload_expired", problem.Text("code"));
        await AgeAsync(tenant, days: 60);
        await Job.RunAsync(CancellationToken.None);
        Assert.Equal((0, 0, 0), await CountAsync(tenant));
    }

    [Fact]
    public async Task An_organization_that_keeps_less_has_it_deleted_earlier_and_no_other_does()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var (own, other) = (fixture.NewTenant(), fixture.NewTenant());
        foreach (var tenant in (Tenant[])[own, other])
        {
            var webhook = await tenant.AddWebhookAsync(endpoint.Url);
            await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
        }

        await own.SetRetentionAsync(version: 2, eventDays: 7, deliveryDays: 20);
        // An older one that arrives later.
        await own.SetRetentionAsync(version: 1, eventDays: 30, deliveryDays: 90);

        foreach (var (days, left) in ((double, (long, long, long))[])[(6.5, (1, 1, 1)), (1, (0, 1, 1)), (13, (0, 0, 0))])
        {
            await AgeAsync(own, days);
            await AgeAsync(other, days);
            await Job.RunAsync(CancellationToken.None);
            Assert.Equal(left, await CountAsync(own));
        }

        Assert.Equal((1, 1, 1), await CountAsync(other));
    }

    [Fact]
    public async Task A_webhook_deleted_with_due_events_gets_none_delays_no_other_and_leaves_no_row()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        // 503: the next attempt is a minute away.
        endpoint.AnswerNext(WebhookAnswer.WithStatus(503));
        var tenant = fixture.NewTenant();
        var deleted = await tenant.AddWebhookAsync(endpoint.Url);
        await tenant.AttemptedAsync(deleted, await tenant.CreatePassAsync());
        await tenant.Api.CallAsync(HttpMethod.Delete, $"/api/v1/webhooks/{deleted.Text("id")}", null, HttpStatusCode.NoContent);
        var other = await tenant.AddWebhookAsync(endpoint.Url);

        await tenant.ExecuteAsync("UPDATE deliveries SET next_attempt_at = now() WHERE organization_id = $1", tenant.OrganizationId);
        await tenant.AttemptedAsync(other, await tenant.CreatePassAsync());

        Assert.Equal(2, endpoint.Requests.Count);
        Assert.Equal(1, await tenant.CountAsync("webhook_secrets"));
        await Job.RunAsync(CancellationToken.None);
        Assert.Equal(1, await tenant.CountAsync("webhook_endpoints"));
        Assert.Equal(1, await tenant.CountAsync("webhook_endpoint_states"));
        Assert.Equal(1, await tenant.CountAsync("deliveries"));
        Assert.Equal(1, await tenant.CountAsync("attempts"));
    }

    private static async Task<(long Events, long Deliveries, long Attempts)> CountAsync(Tenant tenant) => (
        await tenant.CountAsync("events", "type LIKE 'pass.%'"), await tenant.CountAsync("deliveries", "event_type LIKE 'pass.%'"),
        await tenant.CountAsync("attempts"));

    private static async Task AgeAsync(Tenant tenant, double days)
    {
        foreach (
            var (table, column) in ((string, string)[])[
                ("events", "recorded_at"), ("deliveries", "created_at"), ("attempts", "started_at")])
        {
            await tenant.ExecuteAsync(
                $"UPDATE {table} SET {column} = {column} - $2 WHERE organization_id = $1", tenant.OrganizationId, TimeSpan.FromDays(days));
        }
    }
}
