using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Security.Secrets;
using Passinstance.Security.ServiceCalls;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

[Trait("Category", "Integration")]
public sealed class ServiceCallTests(TemplateFixture fixture)
{
    private const string Query = "/internal/wallet-identities/apple?passTypeIdentifier=pass.test.call";

    [Fact]
    public async Task Only_a_current_credential_for_this_path_and_query_reads_the_sealed_key()
    {
        var organization = Guid.CreateVersion7();
        using var authority = new AppleTestAuthority();
        using var certificate = authority.Issue("pass.test.call");
        await fixture.Service.ClientOf(organization)
            .CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12 = authority.Pkcs12(certificate, null) });
        var id = await fixture.Service.ScalarAsync<Guid>("SELECT id FROM wallet_identities WHERE name = 'pass.test.call'");

        foreach (var path in (string[])[$"/internal/wallet-identities/{id}", Query])
        {
            var good = ServiceCall.Authorization(fixture.Box, organization, path, TimeProvider.System);
            Assert.Equal(HttpStatusCode.OK, await ReadAsync(path, good));
            foreach (var wrong in (string[])[
                ServiceCall.Authorization(fixture.Box, organization, path + "x", TimeProvider.System),
                ServiceCall.Authorization(fixture.Box, organization, path, At(TimeSpan.FromMinutes(-3))),
                ServiceCall.Authorization(fixture.Box, organization, path, At(TimeSpan.FromMinutes(3))),
                ServiceCall.Authorization(StrangersBox(), organization, path, TimeProvider.System),
                good.Replace("org_", "org_0", StringComparison.Ordinal),
                good[..^2] + (good.EndsWith("AA", StringComparison.Ordinal) ? "BB" : "AA"),
                "ServiceCall", "ServiceCall x y", "ServiceCall  ", good + " z"])
                Assert.Equal(HttpStatusCode.Unauthorized, await ReadAsync(path, wrong));
        }
    }

    [Fact]
    public async Task A_credential_for_a_path_is_not_valid_with_another_query()
    {
        var organization = Guid.CreateVersion7();
        var credential = ServiceCall.Authorization(fixture.Box, organization, Query, TimeProvider.System);

        foreach (var other in (string[])[$"{Query}2", $"{Query}&teamIdentifier=TEAM", "/internal/wallet-identities/apple", $"{Query}&"])
            Assert.Equal(HttpStatusCode.Unauthorized, await ReadAsync(other, credential));
    }

    [Fact]
    public async Task Another_organizations_identity_does_not_exist_for_a_service()
    {
        using var authority = new AppleTestAuthority();
        using var certificate = authority.Issue("pass.test.tenant");
        await fixture.NewOrganization().CreateAsync("/api/v1/wallet-identities/apple",
            new { pkcs12 = authority.Pkcs12(certificate, null) });
        var id = await fixture.Service.ScalarAsync<Guid>("SELECT id FROM wallet_identities WHERE name = 'pass.test.tenant'");

        foreach (var path in (string[])[
            $"/internal/wallet-identities/{id}", "/internal/wallet-identities/apple?passTypeIdentifier=pass.test.tenant",
            "/internal/wallet-identities/google/3388"])
        {
            using var response = await fixture.GetAsServiceAsync(Guid.CreateVersion7(), path);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task A_Google_account_is_read_by_its_issuer_with_its_key_sealed()
    {
        var organization = Guid.CreateVersion7();
        using var key = RSA.Create(2048);
        await fixture.Service.ClientOf(organization).CreateAsync("/api/v1/wallet-identities/google",
            new { issuerId = "3388000000099", serviceAccountKey = GoogleIdentityTests.KeyFile(key.ExportPkcs8PrivateKeyPem()) });

        using var response = await fixture.GetAsServiceAsync(organization, "/internal/wallet-identities/google/3388000000099");

        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("PRIVATE KEY", text, StringComparison.Ordinal);
        var identity = JsonElement.Parse(text);
        Assert.Equal(
            ("google", "wallet@example.iam.gserviceaccount.com", "0123456789abcdef"),
            (identity.Text("kind"), identity.Text("clientEmail"), identity.Text("keyId")));
        var sealedSecret = identity.GetProperty("sealedSecret").GetBytesFromBase64();
        using var opened = RSA.Create();
        opened.ImportFromPem(Encoding.UTF8.GetString(fixture.Box.Open("wallet-identity", organization, sealedSecret)));
        Assert.Equal(key.ExportSubjectPublicKeyInfoPem(), opened.ExportSubjectPublicKeyInfoPem());
    }

    [Theory]
    [InlineData("/internal/wallet-identities/apple?passTypeIdentifier=pass.test.user&teamIdentifier=TEAM")]
    [InlineData("/internal/wallet-identities/google/3388")]
    [InlineData("/internal/wallet-identities/01980000-0000-7000-8000-000000000000")]
    public async Task A_user_with_every_scope_reads_no_sealed_key(string path)
    {
        await fixture.NewOrganization().CallAsync(HttpMethod.Get, path, null, HttpStatusCode.Unauthorized);
        await fixture.Service.AnonymousClient().CallAsync(HttpMethod.Get, path, null, HttpStatusCode.Unauthorized);
    }

    private async Task<HttpStatusCode> ReadAsync(string path, string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await fixture.Service.AnonymousClient().SendAsync(request);
        return response.StatusCode;
    }

    private static SecretBox StrangersBox() =>
        new(new EncryptionOptions { CurrentKey = "k1", Keys = { ["k1"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) } });

    private static FakeTimeProvider At(TimeSpan shift) => new(TimeProvider.System.GetUtcNow() + shift);
}
