using System.Globalization;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Passes.Analytics;
using Passinstance.Passes.Tests.AppleWallet;
using Passinstance.Passes.Tests.HostedPages;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Analytics;

[Trait("Category", "Integration")]
public sealed class UsageTests(PassFixture fixture)
{
    [Fact]
    public async Task Views_downloads_installs_and_removals_are_counted_with_their_source()
    {
        var issuer = await fixture.NewIssuerAsync();
        var (first, second) = (await issuer.IssueAsync("U-1"), await issuer.IssueAsync("U-2"));
        var visitor = new Visitor(fixture);

        await visitor.PageAsync(PageTests.PathOf(first) + "?source=mail");
        await visitor.PageAsync(PageTests.PathOf(first) + "?utm_source=mail");
        await visitor.PageAsync(PageTests.PathOf(second));
        using (await visitor.GetAsync(PageTests.PathOf(first) + "/apple?source=mail"))
        {
        }

        var phone = new Phone(fixture, issuer.OrganizationId);
        var card = await Phone.DownloadAsync(fixture, first);
        await WriteAsync();
        await phone.RegisterAsync(card);
        await phone.RegisterAsync(card);
        await phone.UnregisterAsync(card);
        await WriteAsync();

        var stats = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/templates/{issuer.TemplateId}/stats");
        AssertCounts(stats.GetProperty("totals"), views: 3, apple: 2, installs: 1, removals: 1);
        Assert.Equal(3, stats.GetProperty("days").EnumerateArray().Sum(day => day.GetProperty("views").GetInt32()));
        var sources = stats.GetProperty("sources").EnumerateArray().ToList();
        Assert.Equal(["mail", null], sources.Select(source => source.GetProperty("source").GetString()));
        // The install is counted under the tag of the pass's last download that had one.
        AssertCounts(sources[0], views: 2, apple: 1, installs: 1, removals: 1);
        AssertCounts(sources[1], views: 1, apple: 1, installs: 0, removals: 0);
        var ofPass = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{first.Text("id")}/stats");
        AssertCounts(ofPass, views: 2, apple: 2, installs: 1, removals: 1);
        Assert.Equal("mail", ofPass.Text("source"));
        AssertCounts(await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{second.Text("id")}/stats"), views: 1, apple: 0,
            installs: 0, removals: 0);
    }

    [Fact]
    public async Task Robots_previews_and_HEAD_requests_are_not_counted_as_views()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = PageTests.PathOf(await issuer.IssueAsync("U-3"));

        foreach (var agent in (string[])[
            "", "Googlebot/2.1", "facebookexternalhit/1.1", "WhatsApp/2.24", "Slackbot-LinkExpanding 1.0", "curl/8.5.0",
            "Mozilla/5.0 HeadlessChrome/131.0"])
            await new Visitor(fixture) { Agent = agent }.PageAsync(path);
        await new Visitor(fixture) { Languages = null }.PageAsync(path);
        using (await new Visitor(fixture).HeadAsync(path))
        {
        }

        await new Visitor(fixture).PageAsync(path);
        await WriteAsync();

        AssertCounts((await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/templates/{issuer.TemplateId}/stats")).GetProperty("totals"),
            views: 1, apple: 0, installs: 0, removals: 0);
    }

    [Fact]
    public async Task A_hundred_tags_a_day_are_stored_and_the_rest_are_counted_together()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("U-4");
        var visitor = new Visitor(fixture);
        for (var i = 0; i < 60; i++)
            await visitor.PageAsync(PageTests.PathOf(pass) + $"?source=tag{i}");
        await WriteAsync();
        for (var i = 30; i < 130; i++)
            await visitor.PageAsync(PageTests.PathOf(pass) + $"?source=tag{i}");
        foreach (var wrong in (string[])["a b", "é", new string('x', 65), "<x>"])
            await visitor.PageAsync(PageTests.PathOf(pass) + $"?source={Uri.EscapeDataString(wrong)}");
        await WriteAsync();

        var sources = (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/templates/{issuer.TemplateId}/stats")).GetProperty("sources")
            .EnumerateArray()
            .ToDictionary(source => source.GetProperty("source").GetString() ?? "none", source => source.GetProperty("views").GetInt64());

        Assert.Equal(100, sources.Keys.Count(source => source.StartsWith("tag", StringComparison.Ordinal)));
        Assert.Equal((30, 4), (sources["other"], sources["none"]));
        Assert.Equal(164, sources.Values.Sum());
        Assert.Equal(2, sources["tag30"]);
    }

    [Fact]
    public async Task The_form_is_counted_too()
    {
        var issuer = new Issuer(fixture, Guid.CreateVersion7());
        var template = await issuer.Templates.CreateAsync(
            "/api/v1/templates", PageTests.Rich(new { form = new { fields = new[] { new { key = "terms", label = "Terms" } } } }));
        var path = new Uri(template.Text("passFlowUrl")).AbsolutePath;
        await new Visitor(fixture).PageAsync(path + "?source=poster");
        using (var answer = await new Visitor(fixture).PostAsync(path + "?source=poster", ("f.terms", "yes")))
            Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        await WriteAsync();

        var source = Assert.Single(
            (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/templates/{template.Text("id")}/stats")).GetProperty("sources")
            .EnumerateArray());

        Assert.Equal(("poster", 1, 1),
            (source.Text("source"), source.GetProperty("formViews").GetInt32(), source.GetProperty("formIssues").GetInt32()));
    }

    [Fact]
    public async Task Numbers_are_returned_by_day_and_only_to_the_owner()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("U-5");
        await new Visitor(fixture).PageAsync(PageTests.PathOf(pass));
        await WriteAsync();
        var path = $"/api/v1/templates/{issuer.TemplateId}/stats";
        var today = DateTimeOffset.UtcNow;
        string Day(int days) => today.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        Assert.Equal(1, Views(await issuer.Passes.CallAsync(HttpMethod.Get, $"{path}?from={Day(-1)}&to={Day(1)}")));
        Assert.Equal(0, Views(await issuer.Passes.CallAsync(HttpMethod.Get, $"{path}?from={Day(-9)}&to={Day(-2)}")));
        foreach (var wrong in (string[])[
            "?from=yesterday", "?to=2026-13-01", "?from=2026-02-02&to=2026-02-01", "?from=2024-01-01&to=2026-01-01"])
            Assert.Equal("invalid_request",
                (await issuer.Passes.CallAsync(HttpMethod.Get, path + wrong, null, HttpStatusCode.UnprocessableEntity)).Text("code"));
        await stranger.Passes.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound);
        await stranger.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}/stats", null, HttpStatusCode.NotFound);
        await issuer.Passes.CallAsync(
            HttpMethod.Get, "/api/v1/templates/tpl_01kb2m8c1nf4gtw2q9y6e3s7jb/stats", null, HttpStatusCode.NotFound);
        // A draft is known to the template service only; it has no numbers yet.
        var draft = await issuer.Templates.CreateAsync("/api/v1/templates", new
        {
            name = "Draft",
            description = "d",
            passType = "generic",
            organizationName = "o",
            teamIdentifier = "T",
            passTypeIdentifier = "pass.test.members",
            status = "draft",
        });
        Assert.Equal(0, Views(await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/templates/{draft.Text("id")}/stats")));
    }

    private static int Views(JsonElement stats) => stats.GetProperty("totals").GetProperty("views").GetInt32();

    private static void AssertCounts(JsonElement counts, int views, int apple, int installs, int removals) => Assert.Equal(
        (views, apple, installs, removals),
        (counts.GetProperty("views").GetInt32(), counts.GetProperty("appleDownloads").GetInt32(), counts.GetProperty("installs")
        .GetInt32(), counts.GetProperty("removals").GetInt32()));

    // What the writer does each second.
    private Task WriteAsync() => fixture.Passes.App.Services.GetRequiredService<UsageWriter>().WriteAsync(CancellationToken.None);
}
