using System.Net;
using Passinstance.Gateway.Tests.Authentication.AccessTokens;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Gateway.Tests.SignIn;
using Passinstance.ServiceDefaults.Identity;

namespace Passinstance.Gateway.Tests.SelfService;

/// <summary>API keys and OAuth clients that an organization makes for itself.</summary>
[Trait("Category", "Integration")]
public sealed class CredentialTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_developer_makes_rotates_and_revokes_a_key()
    {
        var developer = await TestPerson.SignedInAsync(_gateway, role: "developer");
        var token = await developer.AccessTokenAsync();
        var created = await developer.ReadAsync(
            HttpMethod.Post, "/api/v1/api-keys", token,
            new { name = "Till", scopes = new[] { "passes:read" }, allowedNetworks = new[] { "127.0.0.1" } }, HttpStatusCode.Created);
        var (id, text) = (created.GetProperty("id").GetString()!, created.GetProperty("apiKey").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await _gateway.GetAsync("/api/v1/passes", text)).StatusCode);

        var listed = (await developer.ReadAsync(HttpMethod.Get, "/api/v1/api-keys", token)).GetProperty("data")[0];
        Assert.Equal((id, "active"), (listed.GetProperty("id").GetString(), listed.GetProperty("status").GetString()));
        Assert.Equal(1, listed.GetProperty("liveSecrets").GetInt32());
        Assert.DoesNotContain(text, listed.GetRawText(), StringComparison.Ordinal);

        var rotated = await developer.ReadAsync(HttpMethod.Post, $"/api/v1/api-keys/{id}/rotate", token, new { overlapHours = 0 });
        Assert.Equal(HttpStatusCode.Unauthorized, (await _gateway.GetAsync("/api/v1/passes", text)).StatusCode);
        var second = rotated.GetProperty("apiKey").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await _gateway.GetAsync("/api/v1/passes", second)).StatusCode);

        var revoked = await developer.ReadAsync(HttpMethod.Post, $"/api/v1/api-keys/{id}/revoke", token);
        Assert.Equal(("revoked", 0), (revoked.GetProperty("status").GetString(), revoked.GetProperty("liveSecrets").GetInt32()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _gateway.GetAsync("/api/v1/passes", second)).StatusCode);
        await ProblemAssert.IsAsync(
            HttpStatusCode.Conflict, "key_revoked", await developer.CallAsync(HttpMethod.Post, $"/api/v1/api-keys/{id}/rotate", token));
    }

    [Fact]
    public async Task A_client_that_was_made_gets_tokens()
    {
        var developer = await TestPerson.SignedInAsync(_gateway, role: "developer");
        var token = await developer.AccessTokenAsync();
        var created = await developer.ReadAsync(
            HttpMethod.Post, "/api/v1/oauth-clients", token, new { name = "ERP", scopes = new[] { "passes:read" } },
            HttpStatusCode.Created);
        var client = new TokenClient(
            _gateway, developer.OrganizationId, created.GetProperty("id").GetString()!, created.GetProperty("clientSecret").GetString()!);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/passes", await client.TokenAsync())).StatusCode);

        var rotated = await developer.ReadAsync(HttpMethod.Post, $"/api/v1/oauth-clients/{client.Id}/rotate", token);
        await (client with { Secret = rotated.GetProperty("clientSecret").GetString()! }).TokenAsync();
        var revoked = await developer.ReadAsync(HttpMethod.Post, $"/api/v1/oauth-clients/{client.Id}/revoke", token);
        Assert.Equal("revoked", revoked.GetProperty("status").GetString());
        Assert.Equal(
            HttpStatusCode.Unauthorized, (await client.RequestTokenAsync(("grant_type", "client_credentials"))).StatusCode);
    }

    [Fact]
    public async Task Nobody_gets_a_credential_with_more_than_they_have()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var developer = await TestPerson.SignedInAsync(_gateway, owner.OrganizationId, "developer");
        var (token, owning) = (await developer.AccessTokenAsync(), await owner.AccessTokenAsync());
        var strong = await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/api-keys", owning, new { name = "x", scopes = new[] { "members:write" } }, HttpStatusCode.Created);
        var strongClient = await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/oauth-clients", owning, new { name = "x", scopes = new[] { "members:write" } },
            HttpStatusCode.Created);
        foreach (var (path, body) in ((string, object?)[])
            [
                ("/api/v1/api-keys", new { name = "x", scopes = new[] { "passes:read", "members:write" } }),
                ("/api/v1/oauth-clients", new { name = "x", scopes = new[] { "organizations:write" } }),
                ($"/api/v1/api-keys/{strong.GetProperty("id").GetString()}/rotate", null),
                ($"/api/v1/oauth-clients/{strongClient.GetProperty("id").GetString()}/rotate", null),
            ])
        {
            await ProblemAssert.IsAsync(
                HttpStatusCode.Forbidden, "missing_scope", await developer.CallAsync(HttpMethod.Post, path, token, body));
        }

        // Also a key that makes keys, and a token with less than its person has.
        var maker = await _gateway.CreateKeyAsync(owner.OrganizationId, "--scopes", "api-keys:write,passes:read");
        var narrow = (await owner.TokensAsync(scope: "api-keys:write")).GetProperty("access_token").GetString()!;
        foreach (var credential in (string[])[maker.Text, narrow])
        {
            await ProblemAssert.IsAsync(
                HttpStatusCode.Forbidden, "missing_scope",
                await owner.CallAsync(
                    HttpMethod.Post, "/api/v1/api-keys", credential, new { name = "x", scopes = new[] { "passes:write" } }));
        }

        // Without scopes it gets what its maker has of the default.
        var made = await owner.ReadAsync(HttpMethod.Post, "/api/v1/api-keys", maker.Text, new { name = "x" }, HttpStatusCode.Created);
        Assert.Equal(["passes:read"], made.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
    }

    [Fact]
    public async Task By_default_a_key_gets_no_scope_about_people_and_credentials()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var made = await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/api-keys", await owner.AccessTokenAsync(), new { name = "x" }, HttpStatusCode.Created);
        Assert.Equal(Scopes.Default, made.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()!));
    }

    [Fact]
    public async Task Another_organization_s_credentials_do_not_exist()
    {
        var (owner, stranger) = (await TestPerson.SignedInAsync(_gateway), await TestPerson.SignedInAsync(_gateway));
        var key = await _gateway.CreateKeyAsync(owner.OrganizationId);
        var client = await TokenClient.CreateAsync(_gateway, owner.OrganizationId);
        var token = await stranger.AccessTokenAsync();
        foreach (var path in (string[])[$"/api/v1/api-keys/{key.Id}", $"/api/v1/oauth-clients/{client.Id}"])
        {
            await ProblemAssert.IsAsync(HttpStatusCode.NotFound, "not_found", await stranger.GetAsync(path, token));
            foreach (var action in (string[])["rotate", "revoke"])
            {
                await ProblemAssert.IsAsync(
                    HttpStatusCode.NotFound, "not_found", await stranger.CallAsync(HttpMethod.Post, $"{path}/{action}", token));
            }
        }

        Assert.Equal(HttpStatusCode.OK, (await _gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        await client.TokenAsync();
    }

    [Fact]
    public async Task Wrong_values_are_listed_all_at_once()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var response = await owner.CallAsync(
            HttpMethod.Post, "/api/v1/api-keys", await owner.AccessTokenAsync(),
            new
            {
                name = "",
                scopes = new[] { "passes:eat" },
                expiresAt = "2020-01-01T00:00:00Z",
                allowedNetworks = new[] { "everywhere" },
                allowedOrigins = new[] { "https://shop.example/path" },
            });
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "invalid_request", response);
        Assert.Equal(
            ["/allowedNetworks", "/allowedOrigins", "/allowedOrigins", "/expiresAt", "/name", "/scopes"],
            problem.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("pointer").GetString()!).Order());
    }

    [Fact]
    public async Task A_list_is_paged()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var token = await owner.AccessTokenAsync();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
            made.Add((await _gateway.CreateKeyAsync(owner.OrganizationId)).Id);
        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await owner.ReadAsync(
                HttpMethod.Get, "/api/v1/api-keys?limit=2" + (cursor is null ? "" : $"&cursor={cursor}"), token);
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(key => key.GetProperty("id").GetString()!));
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Reverse(made), seen);
    }
}
