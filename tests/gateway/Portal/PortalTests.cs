using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.Portal;

[Trait("Category", "Integration")]
public sealed partial class PortalTests(PortalTests.PublicGateway fixture) : IClassFixture<PortalTests.PublicGateway>
{
    private const string Policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; ";

    private static readonly string[] Pages =
    [
        "/docs", "/docs/authentication", "/docs/templates", "/docs/layouts", "/docs/images", "/docs/localization", "/docs/apple-wallet",
        "/docs/google-wallet", "/docs/passes", "/docs/batch", "/docs/bundles", "/docs/push-notifications", "/docs/webhooks", "/docs/errors",
        "/docs/audit-log", "/docs/privacy",
        "/docs/limits", "/docs/reference", "/docs/reference/templates", "/docs/reference/passes", "/docs/reference/bundles",
        "/docs/reference/batch", "/docs/reference/push-notifications", "/docs/reference/webhooks", "/docs/reference/events",
        "/docs/reference/wallet-identities", "/docs/reference/erasures", "/docs/reference/audit-log", "/docs/reference/access-tokens",
        "/docs/reference/schemas",
    ];

    private readonly GatewayFixture _gateway = fixture.Gateway;

    [Fact]
    public async Task Every_page_works_without_scripts_names_this_deployment_and_has_no_dead_links()
    {
        var texts = new Dictionary<string, string>();
        foreach (var page in Pages)
        {
            var response = await _gateway.GetAsync(page);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
            var policy = response.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith(Policy, policy, StringComparison.Ordinal);
            Assert.DoesNotContain("connect-src", policy, StringComparison.Ordinal);
            texts[page] = await response.Content.ReadAsStringAsync();
            Assert.Contains("https://api.example.com/api/v1", texts[page], StringComparison.Ordinal);
            // No placeholder is left. Braces by themselves belong to the API.
            Assert.DoesNotMatch(@"\{\{\w", texts[page]);
            // The only script adds to a page that is complete without it.
            var withoutScript = texts[page].Replace("<script src=\"/docs/portal.js\" defer></script>", "", StringComparison.Ordinal);
            Assert.DoesNotContain("<script", withoutScript, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("style=\"", texts[page], StringComparison.OrdinalIgnoreCase);
            Assert.Contains("href=\"/docs/try\"", texts[page], StringComparison.Ordinal);
        }

        foreach (var (page, text) in texts)
        {
            foreach (var link in Link().Matches(text).Select(match => match.Groups[1].Value).Where(link => link.StartsWith('/')))
            {
                var parts = link.Split('#');
                var target = await _gateway.GetAsync(parts[0]);
                Assert.True(target.StatusCode == HttpStatusCode.OK, $"{page} links to {link}");
                if (parts.Length == 2)
                    Assert.Contains($"id=\"{parts[1]}\"", await target.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task The_try_it_page_loads_everything_from_the_gateway_and_may_call_only_the_gateway()
    {
        var response = await _gateway.GetAsync("/docs/try");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith(Policy, policy, StringComparison.Ordinal);
        Assert.EndsWith("; connect-src 'self'", policy, StringComparison.Ordinal);
        var page = await response.Content.ReadAsStringAsync();
        Assert.DoesNotMatch("<script(?! src=\"/docs/)", page);
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page);
        foreach (var (file, type) in ((string, string)[])
            [
                ("swagger-ui.css", "text/css"),
                ("portal.css", "text/css"),
                ("swagger-ui-bundle.js", "text/javascript"),
                ("try.js", "text/javascript"),
            ])
        {
            Assert.Contains($"\"/docs/{file}\"", page, StringComparison.Ordinal);
            var loaded = await _gateway.GetAsync($"/docs/{file}");
            Assert.Equal((HttpStatusCode.OK, type), (loaded.StatusCode, loaded.Content.Headers.ContentType?.MediaType));
        }

        var script = await _gateway.Client.GetStringAsync("/docs/try.js");
        Assert.Contains("url: \"/docs/openapi.json\"", script, StringComparison.Ordinal);
        Assert.Contains("validatorUrl: null", script, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_has_not_changed_is_not_sent_again()
    {
        var first = await _gateway.GetAsync("/docs");
        var second = await _gateway.GetAsync("/docs", apiKey: null, ("If-None-Match", first.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Equal("text/css", (await _gateway.GetAsync("/docs/portal.css")).Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task The_overview_and_the_document_name_the_deployment_and_its_siblings()
    {
        var page = await _gateway.Client.GetStringAsync("/docs");
        var servers = JsonElement.Parse(await _gateway.Client.GetStringAsync("/docs/openapi.json")).GetProperty("servers");

        Assert.Contains("<code>https://api.example.com/api/v1</code>", page, StringComparison.Ordinal);
        Assert.Contains("<code>https://staging-api.example.com/api/v1</code>", page, StringComparison.Ordinal);
        Assert.Equal(["https://api.example.com/api/v1", "https://staging-api.example.com/api/v1"],
            servers.EnumerateArray().Select(server => server.GetProperty("url").GetString()));
    }

    [Fact]
    public async Task The_webhooks_guide_shows_the_payload_of_every_event()
    {
        var page = await _gateway.Client.GetStringAsync("/docs/webhooks");
        var document = JsonElement.Parse(await _gateway.Client.GetStringAsync("/docs/openapi.json"));

        Assert.All(document.GetProperty("webhooks").EnumerateObject(),
            type => Assert.Contains($"id=\"payload-{type.Name}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_pages_are_served()
    {
        foreach (var path in (string[])
            ["/docs/no-such-page", "/docs/reference/no-such-resource", "/docs/appsettings.json", "/docs/oauth2-redirect.html"])
            await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "unknown_operation", await _gateway.GetAsync(path));
    }

    [Fact]
    public async Task The_document_and_the_reference_are_compressed_and_contain_this_deployments_address()
    {
        var document = JsonElement.Parse(await _gateway.Client.GetStringAsync("/docs/openapi.json"));
        var page = await _gateway.GetAsync("/docs/reference/passes", apiKey: null, ("Accept-Encoding", "gzip, br"));

        Assert.Equal("https://api.example.com/api/v1", document.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Equal("1.0.0", document.GetProperty("info").GetProperty("version").GetString());
        Assert.Equal(["gzip"], page.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], page.Headers.Vary);
        Assert.InRange((await page.Content.ReadAsByteArrayAsync()).Length, 1000, 150_000);
        Assert.Equal("text/javascript", (await _gateway.GetAsync("/docs/portal.js")).Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Every_error_code_in_the_sources_is_explained()
    {
        var page = await _gateway.Client.GetStringAsync("/docs/errors");
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Passinstance.sln")))
            root = root.Parent!;

        var codes = ((string[])["gateway", "services", "shared"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToArray();

        Assert.True(codes.Length > 20, $"Only {codes.Length} codes were found in the sources.");
        var unexplained = codes.Where(code => !page.Contains($"<tr id=\"{code}\">", StringComparison.Ordinal));
        Assert.True(!unexplained.Any(), $"Explain in gateway/Portal/Guides/errors.md: {string.Join(", ", unexplained)}");
    }

    [Fact]
    public async Task The_documented_rates_are_the_configured_ones()
    {
        var page = await _gateway.Client.GetStringAsync("/docs/limits");
        var classes = _gateway.Services.GetRequiredService<IOptions<RateLimitOptions>>().Value.Classes;
        (string Label, string Name)[] rows =
            [("read: GET", "read"), ("write: POST, PUT, DELETE", "write"), ("upload: images", "upload"), ("batch", "batch")];
        foreach (var (label, name) in rows)
        {
            var row = $"<td>{label}</td><td>{classes[name].Key!.Rate}</td><td>{classes[name].Organization!.Rate}</td>";
            Assert.Contains(row, page, StringComparison.Ordinal);
        }
    }

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("Problem\\.(?:Of|Create|Conflict)\\(\\s*(?:[\\w.]+\\s*,\\s*)?\"([a-z_]+)\"")]
    private static partial Regex Code();

    /// <summary>A gateway with a public address.</summary>
    public sealed class PublicGateway : IAsyncLifetime
    {
        internal GatewayFixture Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Gateway = await GatewayFixture.StartAsync(new()
            {
                ["Deployment:PublicUrl"] = "https://api.example.com",
                ["Portal:StagingUrl"] = "https://staging-api.example.com",
            });

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }
}
