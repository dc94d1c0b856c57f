using System.Net;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Testing.Services;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.WebhookEndpoints;

[Trait("Category", "Integration")]
public sealed class WebhookApiTests(WebhookFixture fixture)
{
    private const string Url = "http://127.0.0.1:64999/hook";

    [Fact]
    public async Task A_webhook_is_created_read_listed_changed_and_deleted()
    {
        var tenant = fixture.NewTenant();
        var created = await tenant.Api.CreateAsync("/api/v1/webhooks", new
        {
            url = Url,
            events = new[] { "pass.created", "template.*" },
            description = "Production",
            templateIds = new[] { "tpl_01kb2m8c1nf4gtw2q9y6e3s7jb" },
            headers = new Dictionary<string, string> { ["Authorization"] = "Bearer abc", ["X-Shop"] = "7" },
            maxPerSecond = 50,
            maxConcurrency = 4,
        });
        var path = $"/api/v1/webhooks/{created.Text("id")}";

        Assert.StartsWith("whk_", created.Text("id"), StringComparison.Ordinal);
        Assert.StartsWith("whsec_", created.Text("secret"), StringComparison.Ordinal);
        Assert.Equal("enabled", created.Text("status"));
        Assert.Equal("v1", created.Text("payloadVersion"));
        var read = await tenant.Api.CallAsync(HttpMethod.Get, path);
        Assert.False(read.TryGetProperty("secret", out _));
        Assert.Equal(["Authorization", "X-Shop"], read.GetProperty("headerNames").EnumerateArray().Select(name => name.GetString()));
        Assert.DoesNotContain("Bearer abc", read.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(50, read.GetProperty("maxPerSecond").GetInt32());
        var listed = await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/webhooks");
        Assert.Equal(read.GetRawText(), Assert.Single(listed.GetProperty("data").EnumerateArray()).GetRawText());

        var changed = await tenant.Api.CallAsync(
            HttpMethod.Put, path, new { description = "", maxPerSecond = 0, headers = new { }, templateIds = Array.Empty<string>() });
        Assert.False(changed.TryGetProperty("description", out _));
        Assert.False(changed.TryGetProperty("maxPerSecond", out _));
        Assert.Empty(changed.GetProperty("headerNames").EnumerateArray());
        Assert.Empty(changed.GetProperty("templateIds").EnumerateArray());
        Assert.Equal(["pass.created", "template.*"], changed.GetProperty("events").EnumerateArray().Select(name => name.GetString()));
        Assert.Equal(4, changed.GetProperty("maxConcurrency").GetInt32());
        Assert.Equal(
            "*", (await tenant.Api.CallAsync(HttpMethod.Patch, path, new { events = new[] { "*" } })).GetProperty("events")[0].GetString());

        await tenant.Api.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        await tenant.Api.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound);
        await tenant.Api.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NotFound);
        Assert.Empty((await tenant.Api.CallAsync(HttpMethod.Get, "/api/v1/webhooks")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Pages_of_webhooks_are_newest_first_and_the_cursor_leads_through_all()
    {
        var tenant = fixture.NewTenant();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
            made.Insert(0, (await tenant.AddWebhookAsync(new Uri(Url))).Text("id"));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await tenant.Api.CallAsync(HttpMethod.Get, $"/api/v1/webhooks?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(row => row.Text("id")));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(made.Order(StringComparer.Ordinal).Reverse(), seen);
    }

    [Fact]
    public async Task Every_wrong_value_is_reported_at_once_with_its_pointer()
    {
        var tenant = fixture.NewTenant();

        var problem = await tenant.Api.CallAsync(HttpMethod.Post, "/api/v1/webhooks", new
        {
            url = "ftp://example.com",
            events = new[] { "pass.created", "pass.exploded", "pas*" },
            secret = "short",
            description = new string('x', 501),
            templateIds = new[] { "pas_x" },
            headers = new Dictionary<string, string> { ["Host"] = "evil" },
            payloadVersion = "v9",
            maxPerSecond = 1001,
            maxConcurrency = 0,
        }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [
                "/description", "/events/1", "/events/2", "/headers/Host", "/maxConcurrency", "/maxPerSecond", "/payloadVersion", "/secret",
                "/templateIds/0", "/url"],
            problem.Pointers().Order(StringComparer.Ordinal));
        Assert.Equal(["/events", "/url"],
            (await tenant.Api.CallAsync(HttpMethod.Post, "/api/v1/webhooks", new { }, HttpStatusCode.UnprocessableEntity)).Pointers()
                .Order(StringComparer.Ordinal));
        Assert.Equal(["/events"],
            (await tenant.Api.CallAsync(HttpMethod.Post, "/api/v1/webhooks", new { url = Url, events = Array.Empty<string>() },
                HttpStatusCode.UnprocessableEntity)).Pointers());
        Assert.Equal(["/shade"],
            (await tenant.Api.CallAsync(HttpMethod.Post, "/api/v1/webhooks", new { url = Url, events = new[] { "*" }, shade = 1 },
                HttpStatusCode.UnprocessableEntity)).Pointers());
        await tenant.Api.CallAsync(HttpMethod.Post, "/api/v1/webhooks", "{ no json", HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("id", "\"whk_x\"")]
    [InlineData("organizationId", "\"org_x\"")]
    [InlineData("status", "\"disabled\"")]
    [InlineData("disabledReason", "\"gone\"")]
    [InlineData("createdAt", "\"2020-01-01T00:00:00Z\"")]
    public async Task What_is_the_platforms_cannot_be_set(string member, string value)
    {
        var tenant = fixture.NewTenant();
        var endpoint = await tenant.AddWebhookAsync(new Uri(Url));

        var problem = await tenant.Api.CallAsync(
            HttpMethod.Put, $"/api/v1/webhooks/{endpoint.Text("id")}", $$"""{ "{{member}}": {{value}} }""",
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal([$"/{member}"], problem.Pointers());
    }

    public static TheoryData<string, string> Routes => new()
    {
        { "GET", "" }, { "POST", "" }, { "GET", "/{id}" }, { "PUT", "/{id}" }, { "PATCH", "/{id}" }, { "DELETE", "/{id}" },
        { "POST", "/{id}/enable" },
        { "POST", "/{id}/disable" }, { "POST", "/{id}/test" }, { "POST", "/{id}/rotate-secret" }, { "POST", "/{id}/recover" },
        { "POST", "/{id}/replay-missing" },
        { "GET", "/{id}/statistics" }, { "GET", "/{id}/deliveries" }, { "GET", "/{id}/deliveries/{event}" },
        { "POST", "/{id}/deliveries/{event}/resend" },
        { "POST", "/portal-links" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Every_route_wants_the_internal_token_and_its_scope(string method, string route)
    {
        var tenant = fixture.NewTenant();
        var path = "/api/v1/webhooks" + Fill(route, "whk_01kb2m7y5wfv8s1c4h0zt6nq2d");
        var body = method is "GET" or "DELETE" ? null : Body(route, "whk_01kb2m7y5wfv8s1c4h0zt6nq2d");

        await fixture.Service.AnonymousClient().CallAsync(new HttpMethod(method), path, body, HttpStatusCode.Unauthorized);
        var others = Scopes.All.Where(scope => scope != (method == "GET" ? Scopes.WebhooksRead : Scopes.WebhooksWrite)).ToArray();
        await fixture.Service.ClientOf(tenant.OrganizationId, others)
            .CallAsync(new HttpMethod(method), path, body, HttpStatusCode.Forbidden);
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task The_webhook_of_another_organization_does_not_exist(string method, string route)
    {
        if (!route.Contains("{id}", StringComparison.Ordinal) && route != "/portal-links")
            return;
        var owner = fixture.NewTenant();
        var endpoint = await owner.AddWebhookAsync(new Uri(Url));
        var stranger = fixture.NewTenant();
        var body = method is "GET" or "DELETE" ? null : Body(route, endpoint.Text("id"));

        var problem = await stranger.Api.CallAsync(
            new HttpMethod(method), "/api/v1/webhooks" + Fill(route, endpoint.Text("id")), body, HttpStatusCode.NotFound);

        Assert.Equal("not_found", problem.Text("code"));
        Assert.Equal("enabled", (await owner.Api.CallAsync(HttpMethod.Get, $"/api/v1/webhooks/{endpoint.Text("id")}")).Text("status"));
    }

    [Fact]
    public async Task Disabling_and_enabling_twice_is_doing_it_once()
    {
        var tenant = fixture.NewTenant();
        var path = $"/api/v1/webhooks/{(await tenant.AddWebhookAsync(new Uri(Url))).Text("id")}";

        var disabled = await tenant.Api.CallAsync(HttpMethod.Post, path + "/disable");
        var again = await tenant.Api.CallAsync(HttpMethod.Post, path + "/disable");
        var enabled = await tenant.Api.CallAsync(HttpMethod.Post, path + "/enable");

        Assert.Equal("byOwner", disabled.Text("disabledReason"));
        Assert.Equal(disabled.Text("disabledAt"), again.Text("disabledAt"));
        Assert.Equal("enabled", enabled.Text("status"));
        Assert.False(enabled.TryGetProperty("disabledReason", out _));
        Assert.Equal("enabled", (await tenant.Api.CallAsync(HttpMethod.Post, path + "/enable")).Text("status"));
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Content-Length", "0")]
    [InlineData("Transfer-Encoding", "chunked")]
    [InlineData("Connection", "close")]
    [InlineData("keep-alive", "1")]
    [InlineData("Upgrade", "websocket")]
    [InlineData("TE", "trailers")]
    [InlineData("Proxy-Authorization", "x")]
    [InlineData("Expect", "100-continue")]
    [InlineData("Webhook-Signature", "v1,x")]
    [InlineData("webhook-id", "x")]
    [InlineData("X-Forwarded-For", "10.0.0.1")]
    [InlineData("User-Agent", "x")]
    [InlineData("X-Ok\r\nHost", "x")]
    [InlineData("X Space", "x")]
    [InlineData("", "x")]
    [InlineData("X-Ok", "a\r\nHost: evil")]
    [InlineData("X-Ok", "a\nb")]
    [InlineData("X-Ok", "a\0b")]
    [InlineData("X-Ok", "é")]
    public async Task A_custom_header_can_neither_frame_the_request_nor_speak_for_the_platform(string name, string value)
    {
        var tenant = fixture.NewTenant();
        var headers = new Dictionary<string, string> { [name] = value };

        var problem = await tenant.Api.CallAsync(
            HttpMethod.Post, "/api/v1/webhooks", new { url = Url, events = new[] { "*" }, headers }, HttpStatusCode.UnprocessableEntity);
        var endpoint = await tenant.AddWebhookAsync(new Uri(Url));
        await tenant.Api.CallAsync(
            HttpMethod.Put, $"/api/v1/webhooks/{endpoint.Text("id")}", new { headers }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal($"/headers/{name}", Assert.Single(problem.Pointers()));
    }

    [Fact]
    public async Task Two_changes_at_once_are_both_saved_or_one_is_rejected()
    {
        var tenant = fixture.NewTenant();
        var path = $"/api/v1/webhooks/{(await tenant.AddWebhookAsync(new Uri(Url))).Text("id")}";

        var answers = await Task.WhenAll(Enumerable.Range(1, 12).Select(async i =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = JsonContent(new { maxConcurrency = i }) };
            using var response = await tenant.Api.SendAsync(request);
            return (i, response.StatusCode);
        }));

        Assert.All(answers, answer => Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.Conflict));
        var last = (await tenant.Api.CallAsync(HttpMethod.Get, path)).GetProperty("maxConcurrency").GetInt32();
        Assert.Contains(last, answers.Where(answer => answer.StatusCode == HttpStatusCode.OK).Select(answer => answer.i));
        Assert.Equal(1 + answers.Count(answer => answer.StatusCode == HttpStatusCode.OK), await fixture.Service.ScalarAsync<int>(
            $"SELECT version FROM webhook_endpoints WHERE organization_id = '{tenant.OrganizationId}'"));
    }

    private static System.Net.Http.Json.JsonContent JsonContent(object body) => System.Net.Http.Json.JsonContent.Create(body);

    private static string Fill(string route, string id) =>
        route.Replace("{id}", id, StringComparison.Ordinal)
            .Replace("{event}", TestEvents.Id(Guid.CreateVersion7()), StringComparison.Ordinal);

    private static object Body(string route, string id) => route switch
    {
        "/portal-links" => new { webhookId = id },
        "/{id}/recover" or "/{id}/replay-missing" => new { since = DateTimeOffset.UtcNow.AddDays(-1) },
        "" => new { url = Url, events = new[] { "*" } },
        _ => new { },
    };
}
