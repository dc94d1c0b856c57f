using System.Net;
using Passinstance.Passes.Tests.GoogleWallet;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>No cache stores what a link gives access to; what never changes is stored for long.</summary>
[Trait("Category", "Integration")]
public sealed class CacheHeaderTests(PassFixture fixture)
{
    [Theory]
    [InlineData("", HttpStatusCode.OK, "no-store, private")]
    [InlineData("/apple", HttpStatusCode.OK, "no-cache, private")]
    [InlineData("/google", HttpStatusCode.Redirect, "no-store, private")]
    [InlineData("x", HttpStatusCode.NotFound, "no-store, private")]
    [InlineData("x/apple", HttpStatusCode.NotFound, "no-store, private")]
    public async Task Every_response_below_a_link_has_its_cache_header(string way, HttpStatusCode status, string expected)
    {
        using var issuer = await new GoogleIssuer(fixture.Templates, fixture.Passes).StartAsync();
        var path = PageTests.PathOf(await issuer.IssueAsync("CACHE"));

        using var response = await new Visitor(fixture).GetAsync(path + way);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(
            expected, string.Join(", ", response.Headers.CacheControl!.ToString().Split(", ").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Both_ways_to_a_file_have_the_same_cache_header_and_a_304_keeps_it()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("CACHE-2");
        foreach (var (client, path) in ((HttpClient, string)[])[
            (issuer.Passes, $"/api/v1/passes/{pass.Text("id")}/download"),
            (fixture.Passes.AnonymousClient(), new Uri(pass.Text("downloadUrl")).AbsolutePath)])
        {
            using var first = await client.GetAsync(new Uri(path, UriKind.Relative));
            using var again = new HttpRequestMessage(HttpMethod.Get, path);
            again.Headers.IfModifiedSince = first.Content.Headers.LastModified;
            using var second = await client.SendAsync(again);

            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (first.StatusCode, second.StatusCode));
            foreach (var response in (HttpResponseMessage[])[first, second])
                Assert.True(response.Headers.CacheControl is { Private: true, NoCache: true, NoStore: false }, path);
        }
    }
}
