using System.Net;
using System.Text.Json;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Portal;

[Trait("Category", "Integration")]
public sealed class PortalLinkRevocationTests(WebhookFixture fixture)
{
    [Fact]
    public async Task Revoked_links_stop_working_and_later_ones_and_those_of_other_webhooks_work()
    {
        var tenant = fixture.NewTenant();
        var stranger = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(Tenant.NoServer);
        var other = await tenant.AddWebhookAsync(Tenant.NoServer);
        var (first, second, others) = (await LinkAsync(tenant, webhook), await LinkAsync(tenant, webhook), await LinkAsync(tenant, other));
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(first));
        var path = $"/api/v1/webhooks/{webhook.Text("id")}/portal-links";
        await stranger.Api.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NotFound);
        await fixture.Service.ClientOf(tenant.OrganizationId, "webhooks:read")
            .CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.Forbidden);
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(second));

        await tenant.Api.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);

        Assert.Equal(HttpStatusCode.Unauthorized, await OpenAsync(first));
        Assert.Equal(HttpStatusCode.Unauthorized, await OpenAsync(second));
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(others));
        Assert.Equal(HttpStatusCode.OK, await OpenAsync(await LinkAsync(tenant, webhook)));
    }

    private static async Task<string> LinkAsync(Tenant tenant, JsonElement webhook)
    {
        var created = await tenant.Api.CreateAsync("/api/v1/webhooks/portal-links", new { webhookId = webhook.Text("id") });
        return new Uri(created.Text("url")).Fragment[1..];
    }

    private async Task<HttpStatusCode> OpenAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/portal/webhooks/api/session");
        request.Headers.Add("Portal-Token", token);
        using var response = await fixture.Service.AnonymousClient().SendAsync(request);
        return response.StatusCode;
    }
}
