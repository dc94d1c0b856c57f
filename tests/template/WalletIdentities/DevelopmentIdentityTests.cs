using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

[Trait("Category", "Integration")]
public sealed class DevelopmentIdentityTests(TemplateFixture fixture)
{
    private const string Root = "/wallet/apple/development-root.pem";

    [Fact]
    public async Task Simultaneous_requests_get_the_same_certificate_and_it_verifies_with_the_root()
    {
        var organization = Guid.CreateVersion7();

        var identities = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ReadAsync(organization, Query("pass.test.new", "TEAM1"))));

        Assert.Single(identities.Select(identity => Opened(organization, identity)).Distinct());
        var identity = identities[0];
        Assert.True(identity.GetProperty("isDevelopment").GetBoolean());
        Assert.Equal(("apple", "pass.test.new", "TEAM1"), (identity.Text("kind"), identity.Text("name"), identity.Text("teamIdentifier")));
        var sealedSecret = identity.GetProperty("sealedSecret").GetBytesFromBase64();
        var key = Encoding.UTF8.GetString(fixture.Box.Open("wallet-identity", organization, sealedSecret));
        using var leaf = X509Certificate2.CreateFromPem(identity.Text("certificate"), key);
        Assert.Contains("OU=TEAM1", leaf.Subject, StringComparison.Ordinal);
        Assert.True(await VerifiesAsync(leaf, identity.Text("intermediates")));
        Assert.ThrowsAny<CryptographicException>(() => fixture.Box.Open("wallet-identity", Guid.CreateVersion7(), sealedSecret));
    }

    [Fact]
    public async Task Each_organization_and_team_has_its_own_certificate()
    {
        var organization = Guid.CreateVersion7();

        var certificates = new[]
        {
            await ReadAsync(organization, Query("pass.test.own", "TEAM1")), await ReadAsync(organization, Query("pass.test.own", "TEAM2")),
            await ReadAsync(Guid.CreateVersion7(), Query("pass.test.own", "TEAM1")),
        };

        Assert.Equal(3, certificates.DistinctBy(identity => identity.Text("certificate")).Count());
        Assert.Equal(
            Opened(organization, certificates[1]), Opened(organization, await ReadAsync(organization, Query("pass.test.own", "TEAM2"))));
    }

    [Fact]
    public async Task Without_a_team_an_existing_certificate_is_found_and_none_is_created()
    {
        var organization = Guid.CreateVersion7();

        using var missing = await fixture.GetAsServiceAsync(organization, Query("pass.test.push", null));
        var created = await ReadAsync(organization, Query("pass.test.push", "TEAM1"));
        var found = await ReadAsync(organization, Query("pass.test.push", null));

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(Opened(organization, created), Opened(organization, found));
    }

    [Fact]
    public async Task An_uploaded_certificate_comes_first_for_every_team_and_the_API_shows_no_development_certificate()
    {
        var organization = Guid.CreateVersion7();
        var api = fixture.Service.ClientOf(organization);
        await ReadAsync(organization, Query("pass.test.both", "TEAM1"));
        Assert.Empty((await api.CallAsync(HttpMethod.Get, "/api/v1/wallet-identities")).GetProperty("data").EnumerateArray());
        using var authority = new AppleTestAuthority();
        using var certificate = authority.Issue("pass.test.both");
        var uploaded = await api.CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12 = authority.Pkcs12(certificate, null) });

        foreach (var team in (string?[])["TEAM1", "TEAM123456789", null])
        {
            var identity = await ReadAsync(organization, Query("pass.test.both", team));
            Assert.False(identity.GetProperty("isDevelopment").GetBoolean());
            Assert.Equal(certificate.ExportCertificatePem(), identity.Text("certificate"));
        }

        await api.CallAsync(HttpMethod.Delete, $"/api/v1/wallet-identities/{uploaded.Text("id")}", null, HttpStatusCode.NoContent);
        Assert.True((await ReadAsync(organization, Query("pass.test.both", "TEAM1"))).GetProperty("isDevelopment").GetBoolean());
    }

    [Fact]
    public async Task An_identifier_with_special_characters_is_found_by_its_query()
    {
        const string identifier = "pass.test.ä&b=c d/e?f#g%2F+";

        var identity = await ReadAsync(Guid.CreateVersion7(), Query(identifier, "T M"));

        Assert.Equal((identifier, "T M"), (identity.Text("name"), identity.Text("teamIdentifier")));
    }

    [Fact]
    public async Task A_production_deployment_has_no_development_certificates_and_no_root()
    {
        await using var service = await TemplateFixture.StartAsync(new() { ["Deployment:Environment"] = "production" });

        using var identity = await TemplateFixture.GetAsServiceAsync(service, Guid.CreateVersion7(), Query("pass.test.live", "TEAM1"));
        using var root = await service.AnonymousClient().GetAsync(Root);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (identity.StatusCode, root.StatusCode));
        Assert.Equal(0L, await service.ScalarAsync<long>("SELECT count(*) FROM development_authorities"));
    }

    [Fact]
    public async Task No_open_key_is_in_the_database()
    {
        await ReadAsync(Guid.CreateVersion7(), Query("pass.test.sealed", "TEAM1"));

        var rows = await fixture.Service.ScalarAsync<string>("""
            SELECT string_agg(row, E'\n')
            FROM (SELECT i::text AS row FROM development_identities i UNION ALL SELECT a::text FROM development_authorities a) rows
            """);

        Assert.Contains("pass.test.sealed", rows!, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", rows!, StringComparison.Ordinal);
    }

    private static string Query(string passTypeIdentifier, string? teamIdentifier) =>
        $"/internal/wallet-identities/apple?passTypeIdentifier={Uri.EscapeDataString(passTypeIdentifier)}" +
        (teamIdentifier is null ? "" : $"&teamIdentifier={Uri.EscapeDataString(teamIdentifier)}");

    // The secret is sealed anew for each response: what it opens to is compared.
    private (string Id, string Certificate, string Key) Opened(Guid organization, JsonElement identity) => (
        identity.Text("id"), identity.Text("certificate"),
        Encoding.UTF8.GetString(
            fixture.Box.Open("wallet-identity", organization, identity.GetProperty("sealedSecret").GetBytesFromBase64())));

    private async Task<JsonElement> ReadAsync(Guid organizationId, string pathAndQuery)
    {
        using var response = await fixture.GetAsServiceAsync(organizationId, pathAndQuery);
        return JsonElement.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
    }

    private async Task<bool> VerifiesAsync(X509Certificate2 leaf, string intermediates)
    {
        using var response = await fixture.Service.AnonymousClient().GetAsync(Root);
        Assert.Equal("application/x-pem-file", response.Content.Headers.ContentType?.MediaType);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(await response.Content.ReadAsStringAsync());
        chain.ChainPolicy.ExtraStore.ImportFromPem(intermediates);
        return chain.Build(leaf);
    }
}
