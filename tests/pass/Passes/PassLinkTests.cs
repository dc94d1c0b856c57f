using System.Net;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

/// <summary>The link of a pass: whoever has it needs no credential.</summary>
[Trait("Category", "Integration")]
public sealed class PassLinkTests(PassFixture fixture)
{
    [Fact]
    public async Task No_event_of_a_pass_or_template_holds_a_link_in_clear()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("L-1");
        var path = $"/api/v1/passes/{pass.Text("id")}";
        await issuer.Passes.CallAsync(HttpMethod.Put, path, new { logoText = "Changed" });
        await issuer.Passes.CallAsync(HttpMethod.Post, $"{path}/void");
        await issuer.Passes.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        var link = new Uri(pass.Text("passFlowUrl")).AbsolutePath.Split('/')[^1];

        var events = await fixture.Passes.ScalarAsync<string>($"""
            SELECT string_agg(body, '|') FROM (SELECT organization_id, body FROM outbox_messages
                UNION ALL SELECT organization_id, body FROM outbox_history) e WHERE organization_id = '{issuer.OrganizationId}'
            """);

        Assert.Contains(pass.Text("id"), events, StringComparison.Ordinal);
        Assert.DoesNotContain(link, events, StringComparison.Ordinal);
        Assert.DoesNotContain("/p/", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rotated_link_replaces_the_one_before_and_devices_keep_the_pass()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("L-2");
        var card = await AppleWallet.Phone.DownloadAsync(fixture, pass);
        var path = $"/api/v1/passes/{pass.Text("id")}/rotate-link";
        await stranger.Passes.CallAsync(HttpMethod.Post, path, null, HttpStatusCode.NotFound);
        await fixture.Passes.ClientOf(issuer.OrganizationId, "passes:read")
            .CallAsync(HttpMethod.Post, path, null, HttpStatusCode.Forbidden);

        var rotated = await issuer.Passes.CallAsync(HttpMethod.Post, path);

        Assert.NotEqual(pass.Text("downloadUrl"), rotated.Text("downloadUrl"));
        Assert.NotEqual(pass.Text("passFlowUrl"), rotated.Text("passFlowUrl"));
        Assert.Equal(2, rotated.GetProperty("version").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(pass.Text("downloadUrl")));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(pass.Text("passFlowUrl")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rotated.Text("downloadUrl")));
        Assert.Equal(rotated.GetRawText(),
            (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}")).GetRawText());
        using var fetched = await new AppleWallet.Phone(fixture, issuer.OrganizationId).FetchAsync(card);
        Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);
        var again = await issuer.Passes.CallAsync(HttpMethod.Post, path);
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(rotated.Text("downloadUrl")));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(again.Text("downloadUrl")));
    }

    private async Task<HttpStatusCode> StatusAsync(string url)
    {
        using var response = await fixture.Passes.AnonymousClient().GetAsync(new Uri(url).AbsolutePath);
        return response.StatusCode;
    }
}
