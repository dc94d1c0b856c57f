using System.Net;
using Passinstance.Passes.Tests.GoogleWallet;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>A link that works once: every way to the pass uses it up, and nothing but a person does.</summary>
[Trait("Category", "Integration")]
public sealed class SingleUseTests(PassFixture fixture)
{
    private static readonly object Template = new
    {
        name = "Once",
        description = "Works once",
        passType = "generic",
        organizationName = "Example Coffee",
        teamIdentifier = "TEAM123456789",
        passTypeIdentifier = "pass.test.once",
        passFlow = new { singleUse = true },
    };

    [Theory]
    [InlineData("/google")]
    [InlineData("/apple")]
    public async Task Each_way_to_a_wallet_uses_the_link_up_for_all(string way)
    {
        var path = await IssueAsync();
        var (holder, other) = (new Visitor(fixture) { Address = "203.0.113.1" }, new Visitor(fixture) { Address = "203.0.113.2" });

        using var taken = await holder.GetAsync(path + way);
        Assert.Equal(way == "/google" ? HttpStatusCode.Redirect : HttpStatusCode.OK, taken.StatusCode);

        foreach (var next in (string[])["/google", "/apple", "", "/barcode.svg"])
        {
            using var late = await other.GetAsync(path + next);
            Assert.True(late.StatusCode == HttpStatusCode.Gone, $"{next}: {(int)late.StatusCode}");
        }
    }

    [Theory]
    [InlineData("WhatsApp/2.24.6.77 A")]
    [InlineData("facebookexternalhit/1.1")]
    [InlineData("TelegramBot (like TwitterBot)")]
    [InlineData("Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)")]
    [InlineData("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)")]
    [InlineData("LinkedInBot/1.0")]
    [InlineData("curl/8.5.0")]
    [InlineData("")]
    public async Task A_machine_does_not_use_the_link_up(string agent)
    {
        var path = await IssueAsync();
        foreach (var way in (string[])["", "/apple", "/google"])
        {
            using var previewed = await new Visitor(fixture) { Agent = agent, Address = "198.51.100.9" }.GetAsync(path + way);
            Assert.True(way.Length == 0 || previewed.StatusCode == HttpStatusCode.Forbidden, $"{way}: {(int)previewed.StatusCode}");
            Assert.NotEqual("application/vnd.apple.pkpass", previewed.Content.Headers.ContentType?.MediaType);
        }

        using var taken = await new Visitor(fixture).GetAsync(path + "/apple");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Purpose", "prefetch;prerender")]
    [InlineData("Purpose", "prefetch")]
    [InlineData("X-Moz", "prefetch")]
    public async Task A_prefetch_does_not_use_the_link_up(string header, string value)
    {
        var path = await IssueAsync();
        foreach (var way in (string[])["/apple", "/google"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path + way);
            request.Headers.TryAddWithoutValidation("User-Agent", Visitor.Desktop);
            request.Headers.Add(header, value);
            using var fetched = await fixture.Passes.AnonymousClient().SendAsync(request);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, fetched.StatusCode);
        }

        using var taken = await new Visitor(fixture).GetAsync(path + "/apple");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task HEAD_has_the_headers_of_the_file_and_uses_nothing_up()
    {
        var path = await IssueAsync();
        using var head = await new Visitor(fixture) { Address = "198.51.100.7" }.HeadAsync(path + "/apple");
        using var headGoogle = await new Visitor(fixture) { Address = "198.51.100.7" }.HeadAsync(path + "/google");
        using var taken = await new Visitor(fixture).GetAsync(path + "/apple");

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Redirect), (head.StatusCode, taken.StatusCode, headGoogle.StatusCode));
        Assert.Equal(taken.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(taken.Content.Headers.ContentDisposition, head.Content.Headers.ContentDisposition);
        Assert.EndsWith(".pkpass", taken.Content.Headers.ContentDisposition?.FileName, StringComparison.Ordinal);
        Assert.NotNull(taken.Content.Headers.ContentLength);
        Assert.NotNull(head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Every_response_with_a_pass_has_a_length()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("LENGTH");
        foreach (var (client, path) in ((HttpClient, string)[])[
            (issuer.Passes, $"/api/v1/passes/{pass.Text("id")}/download"),
            (fixture.Passes.AnonymousClient(), PageTests.PathOf(pass) + "/apple")])
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.NotNull(response.Content.Headers.ContentLength);
            Assert.Equal(response.Content.Headers.ContentLength, (await response.Content.ReadAsByteArrayAsync()).Length);
        }
    }

    private async Task<string> IssueAsync()
    {
        using var issuer = await new GoogleIssuer(fixture.Templates, fixture.Passes).StartAsync(Template);
        return PageTests.PathOf(await issuer.IssueAsync("ONCE"));
    }
}
