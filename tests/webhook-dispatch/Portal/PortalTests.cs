using System.Net;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;
using Passinstance.Webhooks.Tests.Fixtures;
using Passinstance.Webhooks.Tests.Verifiers;

namespace Passinstance.Webhooks.Tests.Portal;

[Trait("Category", "Integration")]
public sealed class PortalTests(WebhookFixture fixture)
{
    [Fact]
    public async Task A_person_sees_and_mends_deliveries_in_a_browser()
    {
        await RequiredPrograms.ChromiumAsync();
        await NodePrograms.InstallAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(endpoint.Url, new { description = "Shop <b>7</b>" });
        for (var i = 0; i < 3; i++)
            await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
        // The next attempt is four minutes away, so it is still pending when the browser gets there.
        endpoint.AnswerNext(
            WebhookAnswer.WithStatus(503) with
            {
                Headers = new Dictionary<string, string> { ["Retry-After"] = "240" },
                Body = "<img src=x onerror=alert(1)><script>alert(2)</script>",
            });
        await tenant.AttemptedAsync(webhook, await tenant.CreatePassAsync());
        var url = await LinkAsync(
            tenant, webhook, new { title = "Example Coffee", accentColor = "#8a3ffc", backgroundColor = "#fffdf7", textColor = "#221a10" });

        var seen = JsonElement.Parse(
            Assert.Single(
                await NodePrograms.RunAsync("portal.mjs", "", url, Environment.GetEnvironmentVariable("PASSINSTANCE_SCREENSHOTS") ?? "")));

        Assert.Equal("Example Coffee", seen.Text("title"));
        Assert.Equal(new Uri(endpoint.Url, "/hook").ToString(), seen.Text("heading"));
        Assert.Equal("enabled", seen.Text("state"));
        Assert.Equal("rgb(138, 63, 252)", seen.Text("accent"));
        Assert.EndsWith("/portal/webhooks", seen.Text("addressBar"), StringComparison.Ordinal);
        Assert.Equal(4, seen.GetProperty("rows").GetInt32());
        Assert.Contains("HTTP 503", seen.Text("attempt"), StringComparison.Ordinal);
        Assert.Contains("<img src=x onerror=alert(1)>", seen.Text("attempt"), StringComparison.Ordinal);
        Assert.Equal(0, seen.GetProperty("injected").GetInt32());
        Assert.Equal(0, seen.GetProperty("pendingAfterResend").GetInt32());
        Assert.Contains("disabled by you", seen.Text("disabled"), StringComparison.Ordinal);
        Assert.False(seen.GetProperty("overflow").GetBoolean());
        Assert.Contains("expired", seen.Text("failure"), StringComparison.Ordinal);
        Assert.False(seen.GetProperty("shownToStranger").GetBoolean());
        Assert.Equal([fixture.Service.Url.Authority], seen.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()));
        Assert.Empty(seen.GetProperty("leaks").EnumerateArray());
        Assert.Empty(seen.GetProperty("problems").EnumerateArray());
    }

    [Fact]
    public async Task The_page_allows_nothing_from_elsewhere_and_nothing_inline()
    {
        using var page = await fixture.Service.AnonymousClient().GetAsync("/portal/webhooks");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.Equal(
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            page.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("onclick", html, StringComparison.Ordinal);
        foreach (var file in (string[])["portal.js", "portal.css"])
            Assert.DoesNotContain(
                "://", await fixture.Service.AnonymousClient().GetStringAsync("/portal/webhooks/" + file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_opens_one_webhook_for_its_time_and_with_its_permissions()
    {
        var tenant = fixture.NewTenant();
        var webhook = await tenant.AddWebhookAsync(Tenant.NoServer);
        var other = await tenant.AddWebhookAsync(Tenant.NoServer);
        var token = TokenOf(await LinkAsync(tenant, webhook));
        var readOnly = TokenOf(await LinkAsync(tenant, webhook, canWrite: false));
        var path = $"/portal/webhooks/api/webhooks/{webhook.Text("id")}";

        Assert.Equal(webhook.Text("id"), (await Portal(token).CallAsync(HttpMethod.Get, path)).Text("id"));
        Assert.Equal(webhook.Text("id"), (await Portal(token).CallAsync(HttpMethod.Get, "/portal/webhooks/api/session")).Text("webhookId"));
        await Portal(token).CallAsync(HttpMethod.Get, $"/portal/webhooks/api/webhooks/{other.Text("id")}", null, HttpStatusCode.NotFound);
        await Portal(token).CallAsync(
            HttpMethod.Post, $"/portal/webhooks/api/webhooks/{other.Text("id")}/disable", null, HttpStatusCode.NotFound);
        await Portal(readOnly).CallAsync(HttpMethod.Get, path + "/deliveries");
        foreach (var verb in (string[])["/disable", "/enable", "/test", "/recover", "/replay-missing", "/deliveries/evt_x/resend"])
            await Portal(readOnly).CallAsync(HttpMethod.Post, path + verb, new { }, HttpStatusCode.Forbidden);
        // Neither door opens with the other's key, and an address or a secret is not changed here.
        await Portal(token).CallAsync(HttpMethod.Get, $"/api/v1/webhooks/{webhook.Text("id")}", null, HttpStatusCode.Unauthorized);
        await tenant.Api.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.Unauthorized);
        await Portal(token).CallAsync(HttpMethod.Put, path, new { url = "https://evil.example/" }, HttpStatusCode.Unauthorized);
        await Portal(token).CallAsync(HttpMethod.Post, path + "/rotate-secret", null, HttpStatusCode.Unauthorized);

        foreach (
            var forged in (string[])[
                "", "x", token + "A", token[..^2], (token[0] == 'A' ? "B" : "A") + token[1..],
                token[..40] + (token[40] == 'A' ? "B" : "A") + token[41..], new string('A', 3000)])
            Assert.Equal(
                "unauthorized", (await Portal(forged).CallAsync(HttpMethod.Get, path, null, HttpStatusCode.Unauthorized)).Text("code"));
        await tenant.Api.CallAsync(HttpMethod.Delete, $"/api/v1/webhooks/{webhook.Text("id")}", null, HttpStatusCode.NoContent);
        await Portal(token).CallAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_link_is_checked_when_it_is_made()
    {
        var tenant = fixture.NewTenant();
        var problem = await tenant.Api.CallAsync(
            HttpMethod.Post, "/api/v1/webhooks/portal-links",
            new { expiresInMinutes = 1441, theme = new { title = new string('x', 61), accentColor = "red", textColor = "url(x)" } },
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            ["/expiresInMinutes", "/theme/accentColor", "/theme/textColor", "/theme/title", "/webhookId"],
            problem.Pointers().Order(StringComparer.Ordinal));
    }

    private async Task<string> LinkAsync(Tenant tenant, JsonElement webhook, object? theme = null, bool canWrite = true)
    {
        var link = await tenant.Api.CreateAsync(
            "/api/v1/webhooks/portal-links",
            new { webhookId = webhook.Text("id"), expiresInMinutes = 30, canWrite, theme = theme ?? new { } });
        Assert.StartsWith("http://wallet.test/portal/webhooks#", link.Text("url"), StringComparison.Ordinal);
        return link.Text("url").Replace("http://wallet.test", fixture.Service.Url.ToString().TrimEnd('/'), StringComparison.Ordinal);
    }

    private HttpClient Portal(string token)
    {
        var client = fixture.Service.AnonymousClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Portal-Token", token);
        return client;
    }

    private static string TokenOf(string url) => url[(url.IndexOf('#', StringComparison.Ordinal) + 1)..];
}
