using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Passinstance.Gateway.RateLimits;
using Passinstance.Gateway.Tests.Running;
using Microsoft.Extensions.DependencyInjection;

namespace Passinstance.Gateway.Tests.Portal;

public sealed partial class PortalTests
{
    private static readonly string[] Pages = ["/docs", "/docs/authentication", "/docs/webhooks", "/docs/errors", "/docs/limits", "/docs/reference"];

    [Fact]
    public async Task Every_page_needs_no_script_names_this_deployment_and_links_to_what_exists()
    {
        await using var gateway = await RunningGateway.StartAsync(new() { ["Deployment:PublicUrl"] = "https://api.example.com" });
        var texts = new Dictionary<string, string>();
        foreach (var page in Pages)
        {
            var response = await gateway.GetAsync(page);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
            Assert.StartsWith("default-src 'none'; style-src 'self'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            texts[page] = await response.Content.ReadAsStringAsync();
            Assert.Contains("https://api.example.com/api/v1", texts[page], StringComparison.Ordinal);
            // Nothing that was to be filled in is left; braces by themselves are the API's own.
            Assert.DoesNotMatch(@"\{\{\w", texts[page]);
            // The reference's script comes from here, and only adds to the page.
            Assert.DoesNotContain("<script", texts[page].Replace("<script src=\"/docs/reference.js\" defer></script>", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("style=\"", texts[page], StringComparison.OrdinalIgnoreCase);
        }

        foreach (var (page, text) in texts)
        {
            foreach (var link in Link().Matches(text).Select(match => match.Groups[1].Value).Where(link => link.StartsWith('/')))
            {
                var parts = link.Split('#');
                Assert.True((await gateway.GetAsync(parts[0])).StatusCode == HttpStatusCode.OK, $"{page} links to {link}");
                if (parts.Length == 2)
                    Assert.Contains($"id=\"{parts[1]}\"", texts[parts[0]], StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_page_that_has_not_changed_is_not_sent_again()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var first = await gateway.GetAsync("/docs");
        Assert.Equal(HttpStatusCode.NotModified, (await gateway.GetAsync("/docs", apiKey: null, ("If-None-Match", first.Headers.ETag!.ToString()))).StatusCode);
        Assert.Equal("text/css", (await gateway.GetAsync("/docs/portal.css")).Content.Headers.ContentType?.MediaType);
        await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "unknown_operation", await gateway.GetAsync("/docs/no-such-page"));
        await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "unknown_operation", await gateway.GetAsync("/docs/appsettings.json"));
    }

    [Fact]
    public async Task The_document_and_the_reference_come_small_and_with_this_deployment_s_address()
    {
        await using var gateway = await RunningGateway.StartAsync(new() { ["Deployment:PublicUrl"] = "https://api.example.com" });

        var document = JsonDocument.Parse(await gateway.Client.GetStringAsync("/docs/openapi.json")).RootElement;
        var page = await gateway.GetAsync("/docs/reference", apiKey: null, ("Accept-Encoding", "gzip, br"));

        Assert.Equal("https://api.example.com/api/v1", document.GetProperty("servers")[0].GetProperty("url").GetString());
        Assert.Equal("1.0.0", document.GetProperty("info").GetProperty("version").GetString());
        Assert.Equal(["gzip"], page.Content.Headers.ContentEncoding);
        Assert.Equal(["Accept-Encoding"], page.Headers.Vary);
        Assert.InRange((await page.Content.ReadAsByteArrayAsync()).Length, 1000, 150_000);
        Assert.Equal("text/javascript", (await gateway.GetAsync("/docs/reference.js")).Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Every_error_code_in_the_sources_is_explained()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var page = await gateway.Client.GetStringAsync("/docs/errors");
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Passinstance.sln")))
            root = root.Parent!;
        var codes = ((string[])["gateway", "services", "shared/service-defaults", "shared/messaging"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*.cs", SearchOption.AllDirectories))
            .SelectMany(file => Code().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToArray();

        Assert.True(codes.Length > 20, $"Only {codes.Length} codes were found in the sources.");
        foreach (var code in codes)
            Assert.True(page.Contains($"<tr id=\"{code}\">", StringComparison.Ordinal), $"Explain the code '{code}' in gateway/Portal/Pages/errors.html.");
    }

    [Fact]
    public async Task The_documented_rates_are_the_configured_ones()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var page = await gateway.Client.GetStringAsync("/docs/limits");
        var classes = gateway.Services.GetRequiredService<RateLimitOptions>().Classes;
        foreach (var (label, name) in ((string, string)[])[("read: GET", "read"), ("write: POST, PUT, DELETE", "write"), ("upload: images", "upload"), ("batch", "batch")])
            Assert.Contains($"<td>{label}</td><td>{classes[name].Key!.Rate}</td><td>{classes[name].Organization!.Rate}</td>", page, StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Link();

    [GeneratedRegex("Problem\\.(?:Of|Conflict)\\(\\s*(?:[\\w.]+\\s*,\\s*)?\"([a-z_]+)\"")]
    private static partial Regex Code();
}
