using System.Net;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Integration")]
public sealed class ReadPassTests(PassFixture fixture)
{
    [Fact]
    public async Task Another_organizations_pass_does_not_exist()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var id = (await issuer.IssueAsync("R-1")).Text("id");

        foreach (var (method, path, body) in (IEnumerable<(HttpMethod, string, object?)>)[
            (HttpMethod.Get, $"/api/v1/passes/{id}", null), (HttpMethod.Get, $"/api/v1/passes/{id}/download", null),
            (HttpMethod.Put, $"/api/v1/passes/{id}", new { })])
        {
            var problem = await stranger.Passes.CallAsync(method, path, body, HttpStatusCode.NotFound);
            Assert.Equal("not_found", problem.Text("code"));
        }

        var list = await stranger.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes");
        Assert.Empty(list.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_request_needs_an_internal_token_and_the_scope()
    {
        var issuer = await fixture.NewIssuerAsync();
        var id = (await issuer.IssueAsync("R-2")).Text("id");
        var anonymous = fixture.Passes.AnonymousClient();
        var reader = fixture.Passes.ClientOf(issuer.OrganizationId, "passes:read");
        var writer = fixture.Passes.ClientOf(issuer.OrganizationId, "passes:write");

        await anonymous.CallAsync(HttpMethod.Get, $"/api/v1/passes/{id}", null, HttpStatusCode.Unauthorized);
        await anonymous.CallAsync(HttpMethod.Get, "/api/v1/nothing", null, HttpStatusCode.Unauthorized);
        await writer.CallAsync(HttpMethod.Get, $"/api/v1/passes/{id}", null, HttpStatusCode.Forbidden);
        var refused = await reader.CallAsync(HttpMethod.Put, $"/api/v1/passes/{id}", new { }, HttpStatusCode.Forbidden);

        Assert.Contains("passes:write", refused.Text("message"), StringComparison.Ordinal);
        Assert.Equal(1, (await reader.CallAsync(HttpMethod.Get, $"/api/v1/passes/{id}")).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task A_list_is_paged_newest_first_without_duplicates_or_gaps_while_passes_are_added()
    {
        var issuer = await fixture.NewIssuerAsync();
        for (var i = 0; i < 7; i++)
            await issuer.IssueAsync($"L-{i}");

        var seen = new List<string>();
        for (string? cursor = "", page = "/api/v1/passes?limit=3"; cursor is not null; page = $"/api/v1/passes?limit=3&cursor={cursor}")
        {
            var list = await issuer.Passes.CallAsync(HttpMethod.Get, page);
            seen.AddRange(list.GetProperty("data").EnumerateArray().Select(pass => pass.Text("serialNumber")));
            cursor = list.GetProperty("nextCursor").GetString();
            Assert.Equal(cursor is not null, list.GetProperty("hasMore").GetBoolean());
            await issuer.IssueAsync($"ADDED-{seen.Count}");
        }

        Assert.Equal(["L-6", "L-5", "L-4", "L-3", "L-2", "L-1", "L-0"], seen);
    }

    [Fact]
    public async Task A_list_is_filtered_by_serial_number_and_template()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("F-1");
        await issuer.IssueAsync("F-2");

        Assert.Single((await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes?serialNumber=F-2")).GetProperty("data")
            .EnumerateArray());
        Assert.Equal(2, (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes?templateId={issuer.TemplateId}"))
            .GetProperty("data").GetArrayLength());
        Assert.Equal(0, (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes?templateId=tpl_00000000000000000000000000"))
            .GetProperty("data").GetArrayLength());
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("cursor=abc")]
    [InlineData("cursor=..%2F..%2Fetc")]
    [InlineData("templateId=nonsense")]
    public async Task An_invalid_list_request_is_422(string query)
    {
        var issuer = await fixture.NewIssuerAsync();

        var problem = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes?{query}", null, HttpStatusCode.UnprocessableEntity);

        Assert.Equal([$"?{query.Split('=')[0]}"], problem.Pointers());
    }

    [Fact]
    public async Task A_parameter_that_is_no_number_is_422()
    {
        var issuer = await fixture.NewIssuerAsync();

        await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes?limit=many", null, HttpStatusCode.UnprocessableEntity);
    }
}
