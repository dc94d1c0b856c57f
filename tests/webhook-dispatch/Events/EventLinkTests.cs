using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Security.Links;
using Passinstance.ServiceDefaults.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Events;

/// <summary>The link of a pass in an event: whoever has it needs no credential.</summary>
[Trait("Category", "Integration")]
public sealed class EventLinkTests(WebhookFixture fixture)
{
    private const string Link = "https://wallet.test/p/CAPABILITY";

    [Fact]
    public async Task A_delivery_has_the_links_in_their_places_and_the_stored_event_has_none()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);

        await tenant.PublishAsync(PassCreated(tenant));
        var request = (await endpoint.WaitForCountAsync(1, Tenant.Deadline))[0];

        Assert.Equal(
            $$"""{"id":"pas_x","downloadUrl":"{{Link}}/apple","googleSaveUrl":null,"passFlowUrl":"{{Link}}","amount":1.50}""",
            JsonElement.Parse(request.Text).GetProperty("data").GetRawText());
        Assert.True(Verifier.Accepts(request, webhook.Text("secret")));
        foreach (var table in (string[])["events", "deliveries", "attempts", "outbox_messages", "outbox_history", "inbox_messages"])
        {
            var rows = await fixture.Service.ScalarAsync<string>($"SELECT coalesce(string_agg(t::text, ''), '') FROM {table} t");
            Assert.DoesNotContain("CAPABILITY", rows, StringComparison.Ordinal);
            // bytea is shown in hexadecimal.
            Assert.DoesNotContain(
                Convert.ToHexStringLower(Encoding.UTF8.GetBytes("CAPABILITY")), rows, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task Events_show_links_only_to_who_may_read_the_passes()
    {
        var tenant = fixture.NewTenant();
        var eventId = TestEvents.Id(await tenant.PublishAsync(PassCreated(tenant)));
        await Eventually.TrueAsync(
            async token => await tenant.CountAsync("events", cancellationToken: token) == 1, Tenant.Deadline, "the event is recorded");
        var eventsOnly = fixture.Service.ClientOf(tenant.OrganizationId, "events:read");
        var both = fixture.Service.ClientOf(tenant.OrganizationId, "events:read", "passes:read");

        foreach (var path in (string[])["/api/v1/events?order=asc", $"/api/v1/events/{eventId}"])
        {
            await Eventually.TrueAsync(
                async token => (await both.GetStringAsync(path, token)).Contains("pas_x", StringComparison.Ordinal), Tenant.Deadline,
                "the event is listed");
            var without = await eventsOnly.GetStringAsync(path);
            Assert.Contains("pas_x", without, StringComparison.Ordinal);
            Assert.DoesNotContain("CAPABILITY", without, StringComparison.Ordinal);
            Assert.DoesNotContain("downloadUrl", without, StringComparison.Ordinal);
            Assert.Contains($"{Link}/apple", await both.GetStringAsync(path), StringComparison.Ordinal);
        }
    }

    private PassCreated PassCreated(Tenant tenant)
    {
        var (resource, links) = fixture.Service.App.Services.GetRequiredService<EventLinks>().Split(
            tenant.OrganizationId,
            JsonElement.Parse($$"""
                {"id":"pas_x","downloadUrl":"{{Link}}/apple","googleSaveUrl":null,"passFlowUrl":"{{Link}}","amount":1.50}
                """),
            ApiJson.Options);
        return TestEvents.PassCreated(tenant.OrganizationId) with { Resource = resource, EncryptedLinks = links };
    }
}
