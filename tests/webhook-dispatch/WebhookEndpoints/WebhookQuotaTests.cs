using System.Net;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.WebhookEndpoints;

[Trait("Category", "Integration")]
public sealed class WebhookQuotaTests
{
    [Fact]
    public async Task An_organization_has_as_many_webhooks_as_the_operator_allows_also_when_it_asks_for_many_at_once()
    {
        await using var service = await WebhookFixture.StartAsync(settings: new() { ["Quotas:Webhooks"] = "3" });
        var (tenant, other) = (new Tenant(service), new Tenant(service));

        var statuses = await Task.WhenAll(Enumerable.Range(0, 10).Select(async _ =>
        {
            using var response = await tenant.Api.PostAsync(
                "/api/v1/webhooks",
                new StringContent("""{"url":"http://127.0.0.1:64999/hook","events":["*"]}""", null, "application/json"));
            return response.StatusCode;
        }));

        Assert.Equal(3, statuses.Count(status => status == HttpStatusCode.Created));
        Assert.Equal(7, statuses.Count(status => status == HttpStatusCode.UnprocessableEntity));
        var problem = await tenant.Api.CallAsync(
            HttpMethod.Post, "/api/v1/webhooks", new { url = "http://127.0.0.1:64999/hook", events = new[] { "*" } },
            HttpStatusCode.UnprocessableEntity);
        Assert.Equal("quota_exceeded", problem.Text("code"));
        Assert.Contains("The limit is 3 webhooks", problem.Text("message"), StringComparison.Ordinal);
        Assert.Contains("Quotas:Webhooks", problem.Text("message"), StringComparison.Ordinal);
        // Another organization is not concerned, and a deleted webhook makes room.
        var theirs = await other.AddWebhookAsync(Tenant.NoServer);
        var first = (await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/webhooks")).GetProperty("data")[0].Text("id");
        await tenant.Api.CallAsync(HttpMethod.Delete, $"/api/v1/webhooks/{first}", null, HttpStatusCode.NoContent);
        await tenant.AddWebhookAsync(Tenant.NoServer);
        Assert.NotEqual(first, theirs.Text("id"));
    }

    [Fact]
    public async Task The_operator_can_change_the_quota_of_one_organization_which_the_usage_shows()
    {
        await using var service = await WebhookFixture.StartAsync(settings: new() { ["Quotas:Webhooks"] = "3" });
        var tenant = new Tenant(service);
        await tenant.AddWebhookAsync(Tenant.NoServer);
        var body = new { url = "http://127.0.0.1:64999/hook", events = new[] { "*" } };
        using var limited = Client(service, tenant, "Webhooks=1");
        var problem = await limited.CallAsync(HttpMethod.Post, "/api/v1/webhooks", body, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("The limit is 1 webhooks", problem.Text("message"), StringComparison.Ordinal);

        using var raised = Client(service, tenant, "Templates=1", "Webhooks=5");
        for (var i = 0; i < 4; i++)
            await raised.CallAsync(HttpMethod.Post, "/api/v1/webhooks", body, HttpStatusCode.Created);
        await raised.CallAsync(HttpMethod.Post, "/api/v1/webhooks", body, HttpStatusCode.UnprocessableEntity);

        var usage = (await raised.CallAsync(HttpMethod.Get, "/internal/usage"))[0];
        Assert.Equal(("Webhooks", 5, 5), (usage.Text("name"), usage.GetProperty("used").GetInt32(), usage.GetProperty("limit").GetInt32()));
    }

    private static HttpClient Client(RunningService service, Tenant tenant, params string[] quotas)
    {
        var client = new HttpClient { BaseAddress = tenant.Api.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new("Bearer", service.Deployment.TokenWithQuotas(tenant.OrganizationId, quotas));
        return client;
    }
}
