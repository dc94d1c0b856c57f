using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Gateway.Tests.SignIn;

namespace Passinstance.Gateway.Tests.SelfService;

[Trait("Category", "Integration")]
public sealed class OrganizationTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task An_owner_makes_renames_and_deletes_an_organization()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var created = await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/organizations", await owner.AccessTokenAsync(), new { name = "  Kino Özil " },
            HttpStatusCode.Created);
        var id = created.GetProperty("id").GetString()!;
        Assert.Equal(("Kino Özil", "active"), (created.GetProperty("name").GetString(), created.GetProperty("status").GetString()));

        var token = (await owner.TokensAsync(id)).GetProperty("access_token").GetString()!;
        var list = await owner.ReadAsync(HttpMethod.Get, "/api/v1/organizations", token);
        Assert.Equal(
            [id, owner.OrganizationId],
            list.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString()));
        var renamed = await owner.ReadAsync(HttpMethod.Put, $"/api/v1/organizations/{id}", token, new { name = "Kino" });
        Assert.Equal("Kino", renamed.GetProperty("name").GetString());
        var read = renamed.GetProperty("limits").EnumerateArray().Single(one => one.GetProperty("class").GetString() == "read");
        Assert.Equal(10_000, read.GetProperty("keyRate").GetDouble());

        var key = await _gateway.CreateKeyAsync(id);
        foreach (var wrong in (string[])["", "?confirm=Kin", "?confirm=kino"])
        {
            await ProblemAssert.IsAsync(
                HttpStatusCode.UnprocessableEntity, "invalid_request",
                await owner.CallAsync(HttpMethod.Delete, $"/api/v1/organizations/{id}{wrong}", token));
        }

        var deleted = await owner.CallAsync(HttpMethod.Delete, $"/api/v1/organizations/{id}?confirm=Kino", token);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await owner.GetAsync("/api/v1/account", token)).StatusCode);
        var (code, _, errors) = await _gateway.RunAdministrationAsync(["create-key", "--organization", id, "--name", "x"], true);
        Assert.Equal(1, code);
        Assert.Contains("There is no organization", errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("a\u0007b")]
    public async Task A_name_that_is_none_is_refused(string name)
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var token = await owner.AccessTokenAsync();
        foreach (var (method, path) in ((HttpMethod, string)[])
            [(HttpMethod.Post, "/api/v1/organizations"), (HttpMethod.Put, $"/api/v1/organizations/{owner.OrganizationId}")])
        {
            await ProblemAssert.IsAsync(
                HttpStatusCode.UnprocessableEntity, "invalid_request", await owner.CallAsync(method, path, token, new { name }));
        }
    }

    [Fact]
    public async Task Another_organization_is_not_found_and_only_an_owner_changes_their_own()
    {
        var (owner, stranger) = (await TestPerson.SignedInAsync(_gateway), await TestPerson.SignedInAsync(_gateway));
        var admin = await TestPerson.SignedInAsync(_gateway, owner.OrganizationId, "admin");
        var path = $"/api/v1/organizations/{owner.OrganizationId}";
        var (strange, administering) = (await stranger.AccessTokenAsync(), await admin.AccessTokenAsync());
        foreach (var (method, suffix) in ((HttpMethod, string)[])
            [
                (HttpMethod.Get, ""), (HttpMethod.Put, ""), (HttpMethod.Post, "/suspend"), (HttpMethod.Post, "/resume"),
                (HttpMethod.Delete, "?confirm=Acme"),
            ])
        {
            var body = method == HttpMethod.Put ? new { name = "Mine" } : null;
            await ProblemAssert.IsAsync(
                HttpStatusCode.NotFound, "not_found", await stranger.CallAsync(method, path + suffix, strange, body));
            if (method != HttpMethod.Get)
            {
                await ProblemAssert.IsAsync(
                    HttpStatusCode.Forbidden, "missing_scope", await admin.CallAsync(method, path + suffix, administering, body));
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await admin.GetAsync(path, administering)).StatusCode);
    }

    [Fact]
    public async Task A_suspended_organization_can_do_nothing_but_resume_on_every_gateway_within_5_seconds()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        await using var elsewhere = await GatewayFixture.StartAsync(deployment: gateway.Deployment, backend: gateway.Backend, time: time);
        var owner = await TestPerson.SignedInAsync(gateway);
        var token = await owner.AccessTokenAsync();
        var key = await gateway.CreateKeyAsync(owner.OrganizationId);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        var suspended = await owner.ReadAsync(HttpMethod.Post, $"/api/v1/organizations/{owner.OrganizationId}/suspend", token);
        Assert.Equal("suspended", suspended.GetProperty("status").GetString());

        time.Advance(TimeSpan.FromSeconds(5));
        foreach (var place in (GatewayFixture[])[gateway, elsewhere])
        {
            await ProblemAssert.IsAsync(
                HttpStatusCode.Forbidden, "organization_suspended", await place.GetAsync("/api/v1/passes", key.Text));
        }

        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "organization_suspended", await owner.GetAsync("/api/v1/members", token));
        Assert.Equal(HttpStatusCode.OK, (await owner.GetAsync("/api/v1/account", token)).StatusCode);
        await owner.ReadAsync(HttpMethod.Post, $"/api/v1/organizations/{owner.OrganizationId}/resume", token);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        // What the operator suspended, only the operator resumes.
        await gateway.AdministerAsync("suspend-organization", "--organization", owner.OrganizationId);
        await ProblemAssert.IsAsync(
            HttpStatusCode.Conflict, "suspended_by_operator",
            await owner.CallAsync(HttpMethod.Post, $"/api/v1/organizations/{owner.OrganizationId}/resume", token));
        await gateway.AdministerAsync("resume-organization", "--organization", owner.OrganizationId);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    [Fact]
    public async Task A_key_makes_no_organization_and_sees_its_own()
    {
        var key = await _gateway.CreateKeyAsync(null, "--scopes", "organizations:read,organizations:write");
        using var body = JsonContent.Create(new { name = "x" });
        await ProblemAssert.IsAsync(
            HttpStatusCode.Forbidden, "people_only", await _gateway.SendAsync(HttpMethod.Post, "/api/v1/organizations", key.Text, body));
        var list = await (await _gateway.GetAsync("/api/v1/organizations", key.Text)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(key.OrganizationId, Assert.Single(list.GetProperty("data").EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_request_with_an_idempotency_key_takes_effect_once()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var token = await owner.AccessTokenAsync();
        async Task<HttpResponseMessage> CreateAsync(string name)
        {
            using var body = JsonContent.Create(new { name });
            return await _gateway.SendAsync(
                HttpMethod.Post, "/api/v1/organizations", apiKey: null, body, ("Authorization", $"Bearer {token}"),
                ("Idempotency-Key", "k1"));
        }

        var (first, second) = (await CreateAsync("Once"), await CreateAsync("Once"));

        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.Equal(["true"], second.Headers.GetValues("Idempotent-Replayed"));
        Assert.Equal(await first.Content.ReadAsStringAsync(), await second.Content.ReadAsStringAsync());
        await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "idempotency_key_reused", await CreateAsync("Twice"));
        var list = await owner.ReadAsync(HttpMethod.Get, "/api/v1/organizations", token);
        Assert.Equal(2, list.GetProperty("data").GetArrayLength());
    }
}
