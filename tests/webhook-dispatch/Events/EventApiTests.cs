using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Events;

[Trait("Category", "Integration")]
public sealed class EventApiTests(WebhookFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Every_event_type_has_a_schema_that_its_example_meets()
    {
        var listed = await fixture.NewTenant().Api.CallAsync(HttpMethod.Get, "/api/v1/event-types");
        var types = listed.GetProperty("data").EnumerateArray().ToList();

        Assert.Equal(types.Count, types.Select(type => type.Text("type")).Distinct().Count());
        Assert.Contains("pass.created", types.Select(type => type.Text("type")));
        foreach (var type in types)
        {
            AssertMeets(type.GetProperty("example"), type.GetProperty("schema"), type.Text("type"));
            var read = await fixture.NewTenant().Api.CallAsync(HttpMethod.Get, $"/api/v1/event-types/{type.Text("type")}");
            Assert.Equal(type.GetRawText(), read.GetRawText());
        }

        await fixture.NewTenant().Api.CallAsync(HttpMethod.Get, "/api/v1/event-types/pass.exploded", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public void Every_public_event_has_a_consumer()
    {
        var subscriptions = fixture.Service.App.Services.GetRequiredService<Subscriptions>();

        Assert.Equal(
            PublicEvents.All.Select(known => known.Contract).Append(typeof(PassErasureRequested)).Append(typeof(RetentionChanged))
                .ToHashSet(),
            subscriptions.Events.ToHashSet());
    }

    [Fact]
    public async Task The_event_of_a_disabled_webhook_meets_its_published_schema()
    {
        await using var watcher = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        await tenant.AddWebhookAsync(watcher.Url, null, "webhook.disabled");
        var disabled = await tenant.AddWebhookAsync(Tenant.NoServer, new { description = "x", maxPerSecond = 3 }, "pass.*");
        await tenant.Api.CallAsync(HttpMethod.Post, $"/api/v1/webhooks/{disabled.Text("id")}/disable");

        var notified = JsonElement.Parse((await watcher.WaitForCountAsync(1, Soon))[0].Text);
        var schema = (await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/event-types/webhook.disabled")).GetProperty("schema");

        AssertMeets(notified, schema, "webhook.disabled");
        Assert.Equal("byOwner", notified.GetProperty("data").Text("disabledReason"));
        Assert.False(notified.GetProperty("data").TryGetProperty("secret", out _));
    }

    [Fact]
    public async Task Events_are_listed_newest_first_and_as_a_feed_that_continues_at_its_end()
    {
        var tenant = fixture.NewTenant();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(TestEvents.Id(await tenant.CreatePassAsync()));
            await ShownAsync(tenant, i + 1);
        }

        var newest = await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?limit=2");
        Assert.Equal([ids[4], ids[3]], Ids(newest));
        Assert.Equal(
            [ids[2], ids[1]],
            Ids(await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/events?limit=2&cursor={newest.Text("nextCursor")}")));
        var feed = await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?order=asc&limit=3");
        Assert.Equal(ids[..3], Ids(feed));
        var rest = await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/events?order=asc&limit=3&cursor={feed.Text("nextCursor")}");
        Assert.Equal(ids[3..], Ids(rest));
        Assert.False(rest.GetProperty("hasMore").GetBoolean());
        var end = await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/events?order=asc&cursor={rest.Text("nextCursor")}");
        Assert.Empty(Ids(end));
        Assert.Equal(rest.Text("nextCursor"), end.Text("nextCursor"));
        var template = TestEvents.Id(await tenant.PublishAsync(TestEvents.TemplateCreated(tenant.OrganizationId)));
        await ShownAsync(tenant, 6);
        Assert.Equal(
            [template], Ids(await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/events?order=asc&cursor={end.Text("nextCursor")}")));
        Assert.Equal([template], Ids(await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?type=template.*")));

        var read = await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/events/{ids[0]}");
        Assert.Equal("Gold é 金", read.GetProperty("data").GetProperty("fields").GetProperty("tier").Text("value"));
        await fixture.NewTenant().Api.CallAsync(HttpMethod.Get, $"/api/v1/events/{ids[0]}", null, HttpStatusCode.NotFound);
        await fixture.NewTenant().Api.CallAsync(HttpMethod.Get, $"/api/v1/events/{ids[0]}/deliveries", null, HttpStatusCode.NotFound);
        Assert.Empty(Ids(await fixture.NewTenant().Api.CallAsync(HttpMethod.Get, $"/api/v1/events?cursor={newest.Text("nextCursor")}")));
    }

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?order=up")]
    [InlineData("?type=pass.exploded")]
    [InlineData("?cursor=x")]
    [InlineData("?cursor=******************************!!")]
    [InlineData("?cursor=______________________________________")]
    [InlineData("?cursor=f________________________________")]
    [InlineData("?cursor=f______-AAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_invalid_query_is_rejected(string query) =>
        await fixture.NewTenant().Api.CallAsync(HttpMethod.Get, "/api/v1/events" + query, null, HttpStatusCode.UnprocessableEntity);

    [Fact]
    public async Task Events_require_their_scope()
    {
        var others = Scopes.All.Where(scope => scope != Scopes.EventsRead).ToArray();
        foreach (
            var path in (string[])[
                "/api/v1/events", "/api/v1/events/evt_x", "/api/v1/events/evt_x/deliveries", "/api/v1/event-types",
                "/api/v1/event-types/pass.created"])
        {
            await fixture.Service.AnonymousClient().CallAsync(HttpMethod.Get, path, null, HttpStatusCode.Unauthorized);
            await fixture.Service.ClientOf(Guid.CreateVersion7(), others).CallAsync(HttpMethod.Get, path, null, HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task A_reader_of_the_feed_never_misses_an_event_that_commits_late()
    {
        var tenant = fixture.NewTenant();
        await using var late = await fixture.Service.Database.OpenConnectionAsync();
        await using var transaction = await late.BeginTransactionAsync();
        var lateId = Guid.CreateVersion7();
        await using (var insert = new Npgsql.NpgsqlCommand(
            $$$"""
            INSERT INTO events (organization_id, id, type, occurred_at, payload, is_test) VALUES (
                '{{{tenant.OrganizationId}}}', '{{{lateId}}}', 'pass.created', now(),
                '{"id":"{{{TestEvents.Id(lateId)}}}","type":"pass.created","timestamp":"2026-11-22T00:00:00Z",'
                '"organizationId":"org_x","data":{ } }', false)
            """, late, transaction))
            await insert.ExecuteNonQueryAsync();

        // A later transaction commits first: a reader must not get past the one that is still open.
        var early = await tenant.CreatePassAsync();
        await Eventually.TrueAsync(
            async token =>
                await fixture.Service.ScalarAsync<long>(
                    $"SELECT count(*) FROM events WHERE organization_id = '{tenant.OrganizationId}'", token) == 1,
            Soon, "the later event is committed");
        var before = await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?order=asc");
        Assert.Empty(Ids(before));
        await transaction.CommitAsync();
        await ShownAsync(tenant, 2);

        Assert.Equal(
            [TestEvents.Id(lateId), TestEvents.Id(early)], Ids(await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?order=asc")));
    }

    [Fact]
    public async Task Deliveries_are_listed_by_status_in_pages()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        // 503: the next attempt is a minute away.
        endpoint.AnswerNext(WebhookAnswer.WithStatus(503));
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url);
        var failing = await tenant.CreatePassAsync();
        await tenant.AttemptedAsync(webhook, failing);
        for (var i = 0; i < 4; i++)
            await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());

        var path = $"/api/v1/webhooks/{webhook.Text("id")}/deliveries";
        var page = await tenant.Api.CallAsync(HttpMethod.Get, path + "?status=delivered&limit=3");
        Assert.Equal(3, page.GetProperty("data").GetArrayLength());
        Assert.Equal(
            1,
            (await tenant.Api.CallAsync(HttpMethod.Get, path + $"?status=delivered&limit=3&cursor={page.Text("nextCursor")}"))
                .GetProperty("data").GetArrayLength());
        Assert.Equal(
            [TestEvents.Id(failing)],
            (await tenant.Api.CallAsync(HttpMethod.Get, path + "?status=pending")).GetProperty("data").EnumerateArray()
                .Select(d => d.Text("eventId")));
        Assert.Equal(0, (await tenant.Api.CallAsync(HttpMethod.Get, path + "?type=template.created")).GetProperty("data").GetArrayLength());
        await tenant.Api.CallAsync(HttpMethod.Get, path + "?status=lost", null, HttpStatusCode.UnprocessableEntity);
        await tenant.Api.CallAsync(HttpMethod.Get, path + "?status=1", null, HttpStatusCode.UnprocessableEntity);
        await tenant.Api.CallAsync(HttpMethod.Get, path + "/evt_x", null, HttpStatusCode.NotFound);
    }

    private static IEnumerable<string> Ids(JsonElement page) =>
        page.GetProperty("data").EnumerateArray().Select(recorded => recorded.Text("id"));

    private static Task ShownAsync(Tenant tenant, int count) => Eventually.TrueAsync(
        async token =>
            (await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/events?limit=100", cancellationToken: token)).GetProperty("data")
                .GetArrayLength() == count, Soon, $"{count} events are shown");

    // As much of JSON Schema as the catalog uses.
    private static void AssertMeets(JsonElement value, JsonElement schema, string at)
    {
        if (schema.TryGetProperty("const", out var constant))
            Assert.Equal(constant.GetString(), value.GetString());
        if (schema.TryGetProperty("enum", out var choices))
            Assert.Contains(value.GetString(), choices.EnumerateArray().Select(choice => choice.GetString()));
        if (schema.TryGetProperty("pattern", out var pattern))
            Assert.Matches(pattern.GetString()!, value.GetString()!);
        if (schema.TryGetProperty("type", out var type))
        {
            var allowed = type.ValueKind == JsonValueKind.Array
                ? type.EnumerateArray().Select(t => t.GetString()).ToList()
                : [type.GetString()];
            Assert.True(allowed.Contains(KindOf(value)), $"{at} is {KindOf(value)}, not {string.Join('|', allowed)}");
        }

        if (schema.TryGetProperty("required", out var required))
            Assert.All(
                required.EnumerateArray(), name => Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{at} lacks {name}"));
        if (value.ValueKind == JsonValueKind.Object && schema.TryGetProperty("properties", out var properties))
        {
            foreach (var member in value.EnumerateObject())
            {
                Assert.True(properties.TryGetProperty(member.Name, out var known), $"{at}.{member.Name} is not in the schema");
                AssertMeets(member.Value, known, $"{at}.{member.Name}");
            }
        }
    }

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "integer",
        JsonValueKind.Null => "null",
        _ => "boolean",
    };
}
