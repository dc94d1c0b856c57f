using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests.WalletIdentities;

[Trait("Category", "Integration")]
public sealed class GoogleIdentityTests(TemplateFixture fixture)
{
    private const string Path = "/api/v1/wallet-identities";

    [Fact]
    public async Task A_service_account_is_accepted_as_an_object_or_a_text_and_shown_without_its_key()
    {
        var organization = fixture.NewOrganization();
        using var key = RSA.Create(2048);
        var file = KeyFile(key.ExportPkcs8PrivateKeyPem());

        var created = await organization.CreateAsync($"{Path}/google", new { issuerId = "3388000000012345678", serviceAccountKey = file });
        var renewed = await organization.CallAsync(HttpMethod.Post, $"{Path}/google",
            new { issuerId = "3388000000012345678", serviceAccountKey = JsonSerializer.Serialize(file) });

        Assert.Equal(("google", "3388000000012345678", "wallet@example.iam.gserviceaccount.com"),
            (created.Text("kind"), created.Text("issuerId"), created.Text("clientEmail")));
        Assert.Equal(created.Text("id"), renewed.Text("id"));
        var listed = await organization.CallAsync(HttpMethod.Get, $"{Path}/google");
        Assert.Single(listed.GetProperty("data").EnumerateArray());
        Assert.DoesNotContain("PRIVATE", listed.GetRawText(), StringComparison.OrdinalIgnoreCase);
        var row = await fixture.Service.ScalarAsync<string>("SELECT i::text FROM wallet_identities i WHERE name = '3388000000012345678'");
        Assert.DoesNotContain("PRIVATE KEY", row!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_not_a_service_account_key_is_rejected()
    {
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var small = RSA.Create(1024);
        using var good = RSA.Create(2048);
        var pem = good.ExportPkcs8PrivateKeyPem();
        foreach (var (issuerId, file) in ((object?, object?)[])[
            ("1", null), (null, KeyFile(pem)), ("12 34", KeyFile(pem)), ("1", "not JSON"), ("1", "[]"), ("1", 5), ("1", new { }),
            ("1", KeyFile("no PEM")),
            ("1", KeyFile(elliptic.ExportPkcs8PrivateKeyPem())), ("1", KeyFile(small.ExportPkcs8PrivateKeyPem())),
            ("1", KeyFile(good.ExportSubjectPublicKeyInfoPem())),
            ("1", new { type = "authorized_user", client_email = "a@b", private_key = pem }),
            ("1", new { type = "service_account", client_email = "nobody", private_key = pem }),
            ("1", new { type = "service_account", client_email = 5, private_key = pem }),
            ("1", new { type = "service_account", client_email = "a@b" }),
            ("1", new { type = "service_account", client_email = "a\0@b", private_key = pem }),
            ("1", new { type = "service_account", client_email = "a@b", private_key = pem, private_key_id = "\0" })])
        {
            var organization = fixture.NewOrganization();
            await organization.CallAsync(HttpMethod.Post, $"{Path}/google", new { issuerId, serviceAccountKey = file },
                HttpStatusCode.UnprocessableEntity);
            Assert.Empty((await organization.CallAsync(HttpMethod.Get, Path)).GetProperty("data").EnumerateArray());
        }
    }

    internal static object KeyFile(string privateKey) => new
    {
        type = "service_account",
        project_id = "example",
        private_key_id = "0123456789abcdef",
        private_key = privateKey,
        client_email = "wallet@example.iam.gserviceaccount.com",
        token_uri = "https://oauth2.googleapis.com/token",
    };
}
