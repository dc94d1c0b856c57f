using System.Net;
using System.Text.Json;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>Links that end by time or by use, and pages that are turned off.</summary>
[Trait("Category", "Integration")]
public sealed class LinkLifeTests(PassFixture fixture)
{
    [Fact]
    public async Task A_link_lives_as_long_as_the_template_says()
    {
        var issuer = await PageTests.NewIssuerAsync(fixture, PageTests.Rich(new { expiresAfter = "P2DT12H" }));
        var pass = await PageTests.IssueAsync(issuer, new { });
        var path = PageTests.PathOf(pass);

        await BackdateAsync(pass, "2 days 11 hours 50 minutes");
        await new Visitor(fixture).PageAsync(path);
        await BackdateAsync(pass, "15 minutes");

        Assert.Contains("This link has expired", await new Visitor(fixture).PageAsync(path, HttpStatusCode.Gone), StringComparison.Ordinal);
        Assert.Contains("Ce lien a expiré", await new Visitor(fixture) { Languages = "fr" }.PageAsync(path, HttpStatusCode.Gone),
            StringComparison.Ordinal);
        foreach (var download in (string[])["/apple", "/google"])
        {
            using var response = await new Visitor(fixture) { Accept = "*/*" }.GetAsync(path + download);
            Assert.Equal(HttpStatusCode.Gone, response.StatusCode);
            Assert.Equal("link_expired", JsonElement.Parse(await response.Content.ReadAsStringAsync()).Text("code"));
        }

        // The issuer can still download it.
        using var own = await issuer.Passes.GetAsync(new Uri($"/api/v1/passes/{pass.Text("id")}/download", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task A_single_use_link_is_used_up_by_the_first_download()
    {
        var issuer = await PageTests.NewIssuerAsync(fixture, PageTests.Rich(new { singleUse = true }));
        var pass = await PageTests.IssueAsync(issuer, new { });
        var path = PageTests.PathOf(pass);
        var (first, other) = (
            new Visitor(fixture) { Address = "2001:db8:1:2:aaaa::1" }, new Visitor(fixture) { Address = "2001:db8:1:3::1" });

        // Views do not use the link up, nor does a wallet that cannot have the pass.
        Assert.Contains("works for one person", await other.PageAsync(path), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(other, path + "/google"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(first, path + "/apple"));

        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(other, path + "/apple"));
        Assert.Contains("This link has been used", await other.PageAsync(path, HttpStatusCode.Gone), StringComparison.Ordinal);
        // iOS fetches twice, and people reload: the same network works for ten minutes.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(new Visitor(fixture) { Address = "2001:db8:1:2:bbbb::9" }, path + "/apple"));
        await first.PageAsync(path);
        await ExecuteAsync("UPDATE pass_usage SET used_at = used_at - interval '11 minutes' " +
            $"WHERE organization_id = '{issuer.OrganizationId}'");
        Assert.Equal(HttpStatusCode.Gone, await StatusAsync(first, path + "/apple"));
        await first.PageAsync(path, HttpStatusCode.Gone);
        Assert.DoesNotContain(
            "2001", await fixture.Passes.ScalarAsync<string>(
            $"SELECT string_agg(u::text, '') FROM pass_usage u WHERE organization_id = '{issuer.OrganizationId}'")
            ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_concurrent_visitors_one_gets_the_pass()
    {
        var issuer = await PageTests.NewIssuerAsync(fixture, PageTests.Rich(new { singleUse = true }));
        var path = PageTests.PathOf(await PageTests.IssueAsync(issuer, new { })) + "/apple";

        var answers = await Task.WhenAll(
            Enumerable.Range(1, 12).Select(i => StatusAsync(new Visitor(fixture) { Address = $"198.51.100.{i}" }, path)));

        Assert.Single(answers, HttpStatusCode.OK);
        Assert.Equal(11, answers.Count(answer => answer == HttpStatusCode.Gone));
    }

    [Fact]
    public async Task Pages_of_a_template_can_be_turned_off()
    {
        var issuer = await PageTests.NewIssuerAsync(fixture, PageTests.Rich(new { enabled = false }));
        var path = PageTests.PathOf(await PageTests.IssueAsync(issuer, new { }));

        Assert.Contains("has no page", await new Visitor(fixture).PageAsync(path, HttpStatusCode.NotFound), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(new Visitor(fixture), path + "/apple"));
    }

    [Fact]
    public async Task An_invalid_pass_flow_is_rejected_with_the_template()
    {
        var issuer = await fixture.NewIssuerAsync();
        var problem = await issuer.Templates.CallAsync(
            HttpMethod.Post, "/api/v1/templates", PageTests.Rich(new
            {
                expiresAfter = "30 days",
                form = new
                {
                    limitPerAddressPerHour = 0,
                    fields = new object[]
                    {
                        new { key = "points", label = "Points" }, new { key = "since", label = "Since", type = "text" },
                            new { key = "x", label = "" },
                        new { key = "x", label = "X", type = "select" },
                        new { key = "message", label = "M", maxLength = 501, options = new[] { "a" } },
                    },
                },
            }), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [
                "/passFlow/expiresAfter", "/passFlow/form/fields/0/key", "/passFlow/form/fields/1/type", "/passFlow/form/fields/2/label",
                "/passFlow/form/fields/3/key", "/passFlow/form/fields/3/options",
                "/passFlow/form/fields/4/key", "/passFlow/form/fields/4/maxLength", "/passFlow/form/fields/4/options",
                "/passFlow/form/limitPerAddressPerHour",
            ],
            problem.Pointers().Order(StringComparer.Ordinal));
    }

    private static async Task<HttpStatusCode> StatusAsync(Visitor visitor, string path)
    {
        using var response = await visitor.GetAsync(path);
        return response.StatusCode;
    }

    private Task BackdateAsync(JsonElement pass, string by) =>
        ExecuteAsync($"UPDATE passes SET created_at = created_at - interval '{by}' WHERE serial_number = '{pass.Text("serialNumber")}'");

    private async Task ExecuteAsync(string sql)
    {
        await using var command = fixture.Passes.Database.CreateCommand(sql);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }
}
