using System.Net;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Tests.Authentication.AccessTokens;

[Trait("Category", "Integration")]
public sealed class ExternalIssuerTests
{
    [Fact]
    public async Task A_token_of_a_configured_issuer_acts_for_its_organization_and_any_other_is_401()
    {
        var stranger = new IssuerKey("key-1", isStranger: true);
        await using var issuer = await IdentityProvider.StartAsync();
        await using var gateway = await StartAsync(issuer);
        var organization = await gateway.CreateOrganizationAsync();

        var genuine = issuer.Key.Token(issuer.Authority, "passinstance", organization);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, genuine)).StatusCode);
        var arrival = Assert.Single(gateway.Backend.Arrivals);
        Assert.Equal(organization, TypeId.Format("org", arrival.Caller.OrganizationId));
        // A scope that does not exist is not forwarded.
        Assert.Equal(["passes:read"], arrival.Caller.Scopes);
        await ProblemAssert.IsAsync(
            HttpStatusCode.Forbidden, "missing_scope",
            await gateway.GetAsync("/api/v1/templates", apiKey: null, ("Authorization", $"Bearer {genuine}")));

        foreach (var forged in (string[])
            [
                stranger.Token(issuer.Authority, "passinstance", organization),
                issuer.Key.Token(issuer.Authority, "another-api", organization),
                issuer.Key.Token($"{issuer.Authority}/other", "passinstance", organization),
                issuer.Key.Token(issuer.Authority, "passinstance", TypeId.Format("org", Guid.CreateVersion7())),
                issuer.Key.Token(issuer.Authority, "passinstance", "not an organization"),
                issuer.Key.Token(issuer.Authority, "passinstance", organization, lifetime: TimeSpan.FromMinutes(-5)),
            ])
        {
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await GetAsync(gateway, forged));
        }

        Assert.Single(gateway.Backend.Arrivals);
        // Forged tokens do not cause requests to the issuer.
        Assert.InRange(issuer.Requests, 2, 4);
    }

    [Fact]
    public async Task A_key_that_the_issuer_adds_is_accepted_at_once()
    {
        var added = new IssuerKey("key-2", isStranger: true);
        await using var issuer = await IdentityProvider.StartAsync();
        await using var gateway = await StartAsync(issuer);
        var organization = await gateway.CreateOrganizationAsync();
        var known = issuer.Key.Token(issuer.Authority, "passinstance", organization);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, known)).StatusCode);

        issuer.Published = [issuer.Key, added];

        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, added.Token(issuer.Authority, "passinstance", organization))).StatusCode);
    }

    [Fact]
    public async Task Unknown_key_ids_cause_few_requests_to_the_issuer()
    {
        await using var issuer = await IdentityProvider.StartAsync();
        await using var gateway = await StartAsync(issuer);
        var organization = await gateway.CreateOrganizationAsync();
        var unknown = new IssuerKey("key-2", isStranger: true);
        for (var i = 0; i < 20; i++)
        {
            var token = unknown.Token(issuer.Authority, "passinstance", organization, keyId: $"unknown-{i}");
            var response = await GetAsync(gateway, token);
            await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", response);
        }

        // The first read, and one refresh: metadata and keys each.
        Assert.InRange(issuer.Requests, 2, 4);
    }

    [Fact]
    public async Task While_the_issuer_does_not_respond_its_last_keys_stay_in_use()
    {
        var unknown = new IssuerKey("key-2", isStranger: true);
        await using var issuer = await IdentityProvider.StartAsync();
        await using var gateway = await StartAsync(issuer);
        var organization = await gateway.CreateOrganizationAsync();
        var known = issuer.Key.Token(issuer.Authority, "passinstance", organization);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, known)).StatusCode);

        issuer.IsDown = true;

        await ProblemAssert.IsAsync(
            HttpStatusCode.Unauthorized, "unauthorized",
            await GetAsync(gateway, unknown.Token(issuer.Authority, "passinstance", organization)));
        var another = issuer.Key.Token(issuer.Authority, "passinstance", organization, lifetime: TimeSpan.FromMinutes(6));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync(gateway, another)).StatusCode);
    }

    [Fact]
    public async Task Keys_whose_metadata_names_another_issuer_are_not_used()
    {
        await using var issuer = await IdentityProvider.StartAsync();
        issuer.NamedIssuer = "https://elsewhere.example";
        await using var gateway = await StartAsync(issuer);
        var token = issuer.Key.Token(issuer.Authority, "passinstance", await gateway.CreateOrganizationAsync());
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await GetAsync(gateway, token));
    }

    [Fact]
    public async Task Metadata_larger_than_256_KB_is_not_read()
    {
        await using var issuer = await IdentityProvider.StartAsync();
        issuer.Padding = new string('x', 300 * 1024);
        await using var gateway = await StartAsync(issuer);
        var token = issuer.Key.Token(issuer.Authority, "passinstance", await gateway.CreateOrganizationAsync());
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await GetAsync(gateway, token));
    }

    [Fact]
    public async Task An_issuer_that_cannot_be_reached_means_401_and_no_error()
    {
        var key = new IssuerKey("key-1");
        await using var gateway = await StartAsync("http://127.0.0.1:9");
        var token = key.Token("http://127.0.0.1:9", "passinstance", await gateway.CreateOrganizationAsync());
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await GetAsync(gateway, token));
    }

    [Fact]
    public async Task Outside_local_deployments_an_issuer_must_have_an_https_address()
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayFixture.StartAsync(new()
        {
            ["Deployment:Environment"] = "staging",
            ["ExternalIssuers:0:Authority"] = "http://issuer.example",
            ["ExternalIssuers:0:Audience"] = "passinstance",
        }));
        Assert.Contains("ExternalIssuers", exception.Message, StringComparison.Ordinal);
    }

    private static Task<GatewayFixture> StartAsync(IdentityProvider issuer) => StartAsync(issuer.Authority);

    private static Task<GatewayFixture> StartAsync(string authority) => GatewayFixture.StartAsync(
        new()
        {
            ["ExternalIssuers:0:Authority"] = authority,
            ["ExternalIssuers:0:Audience"] = "passinstance",
            ["ExternalIssuers:0:OrganizationClaim"] = IssuerKey.OrganizationClaim,
        });

    private static Task<HttpResponseMessage> GetAsync(GatewayFixture gateway, string token) =>
        gateway.GetAsync("/api/v1/passes", apiKey: null, ("Authorization", $"Bearer {token}"));
}
