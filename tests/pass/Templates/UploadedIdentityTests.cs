using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text.Json;
using Passinstance.Messaging.Bus;
using Passinstance.Passes.Persistence;
using Passinstance.Templates;
using Passinstance.Templates.Persistence;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Templates;

[Trait("Category", "Integration")]
public sealed class UploadedIdentityTests(PassFixture fixture) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);
    private readonly AppleTestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task In_production_a_pass_can_be_created_as_soon_as_its_certificate_is_uploaded()
    {
        var deployment = await TestDeployment.CreateAsync();
        var (templates, passes) = await PassFixture.StartAsync(deployment, new() { ["Deployment:Environment"] = "production" });
        await using var _ = templates;
        await using var __ = passes;
        var organization = Guid.CreateVersion7();
        var template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("generic"));
        var body = new { templateId = template.Text("id"), serialNumber = "P-1" };
        await passes.ClientOf(organization).CallAsync(HttpMethod.Post, "/api/v1/passes", body, HttpStatusCode.UnprocessableEntity);

        await UploadAsync(templates.ClientOf(organization), "pass.test.members");
        var pass = await passes.ClientOf(organization).CreateAsync("/api/v1/passes", body);

        Assert.Equal("not_apple_root", Assert.Single(pass.GetProperty("warnings").EnumerateArray()).Text("code"));
        var file = PkpassReader.Read(await passes.AnonymousClient().GetByteArrayAsync(PathOf(pass, "downloadUrl")));
        await OpenSsl.VerifySmimeAsync(file.Signature, file.Manifest, _authority.RootPem);
        // Another organization's certificate for the same identifier signs nothing here.
        var stranger = Guid.CreateVersion7();
        var strangers = await templates.ClientOf(stranger).CreateAsync("/api/v1/templates", Issuer.Template("generic"));
        await passes.ClientOf(stranger)
            .CallAsync(HttpMethod.Post, "/api/v1/passes", new { templateId = strangers.Text("id"), serialNumber = "P-1" },
            HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_renewed_certificate_signs_also_while_the_template_service_is_down()
    {
        var deployment = await TestDeployment.CreateAsync();
        var templates = await RunningService.StartAsync(
            TemplateHost.Build, ServiceCommand.MigrateServiceAsync<TemplatesDbContext>, deployment);
        await using var passes = await RunningService.StartAsync(
            PassHost.Build, ServiceCommand.MigrateServiceAsync<PassesDbContext>, deployment,
            new Dictionary<string,
            string?>
            { ["Services:Template"] = templates.Url.ToString(), ["Deployment:Environment"] = "production" });
        var organization = Guid.CreateVersion7();
        string first, second;
        JsonElement template, pass;
        await using (templates)
        {
            template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("generic"));
            first = await UploadAsync(templates.ClientOf(organization), "pass.test.members", DateTimeOffset.UtcNow.AddDays(-300));
            pass = await passes.ClientOf(organization)
                .CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "P-1" });
            Assert.Contains("certificate_expires_soon", (await IssueWithExpiringAsync(templates, passes)).GetProperty("warnings")
                .EnumerateArray().Select(warning => warning.Text("code")));
            Assert.Equal(first, await SignerAsync(passes, pass));
            second = await UploadAsync(templates.ClientOf(organization), "pass.test.members");
            await Eventually.TrueAsync(async _ => await SignerAsync(passes, pass) == second, Soon, "the new certificate signs");
        }

        Assert.Equal(second, await SignerAsync(passes, pass));
        await passes.ClientOf(organization).CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "P-2" });
        var row = await passes.ScalarAsync<string>("SELECT string_agg(w::text, '') FROM wallet_identity_replicas w");
        Assert.DoesNotContain("PRIVATE KEY", row!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_development_certificate_signs_while_the_template_service_is_down_also_after_a_restart()
    {
        var deployment = await TestDeployment.CreateAsync();
        var (templates, passes) = await PassFixture.StartAsync(deployment);
        var organization = Guid.CreateVersion7();
        JsonElement template, pass;
        string signer;
        await using (templates)
        await using (passes)
        {
            template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("generic"));
            pass = await passes.ClientOf(organization)
                .CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "P-1" });
            signer = await SignerAsync(passes, pass);
        }

        await using var restarted = await PassFixture.StartPassesAsync(
            deployment, new Uri("http://127.0.0.1:9"), postgres: passes.Postgres);
        Assert.Equal(signer, await SignerAsync(restarted, pass));
        await restarted.ClientOf(organization)
            .CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "P-2" });
        var row = await restarted.ScalarAsync<string>(
            "SELECT string_agg(w::text, '') FROM wallet_identity_replicas w WHERE is_development");
        Assert.DoesNotContain("PRIVATE KEY", row!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_identity_signs_no_more()
    {
        var issuer = await fixture.NewIssuerAsync();
        var fingerprint = await UploadAsync(issuer.Templates, "pass.test.members");
        var pass = await issuer.IssueAsync("DEL-1");
        Assert.DoesNotContain(
            "development_certificate", pass.GetProperty("warnings").EnumerateArray().Select(warning => warning.Text("code")));
        Assert.Equal(fingerprint, await SignerAsync(fixture.Passes, pass));
        var identity = (await issuer.Templates.CallAsync(HttpMethod.Get, "/api/v1/wallet-identities")).GetProperty("data")[0];

        await issuer.Templates.CallAsync(
            HttpMethod.Delete, $"/api/v1/wallet-identities/{identity.Text("id")}", null, HttpStatusCode.NoContent);

        // Outside production the development certificate takes over.
        await Eventually.TrueAsync(
            async _ => await SignerAsync(fixture.Passes, pass) != fingerprint, Soon, "the deleted certificate signs no more");
        await using var command = fixture.Passes.Database.CreateCommand(
            "SELECT count(*) FROM wallet_identity_replicas WHERE organization_id = $1 AND sealed_secret IS NOT NULL " +
            "AND NOT is_development");
        command.Parameters.Add(new() { Value = issuer.OrganizationId });
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_certificate_of_another_team_is_reported_at_the_template()
    {
        var issuer = await fixture.NewIssuerAsync();
        using var certificate = _authority.Issue("pass.test.members", "ANOTHERTEAM");
        await issuer.Templates.CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12 = _authority.Pkcs12(certificate, null) });

        var problem = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/passes", issuer.Pass("TEAM"), HttpStatusCode.UnprocessableEntity);

        Assert.Equal("template_invalid", problem.GetProperty("errors")[0].Text("code"));
        Assert.Contains("ANOTHERTEAM", problem.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_Google_issuer_a_pass_has_a_link_to_a_signed_save_link()
    {
        var issuer = await fixture.NewIssuerAsync();
        using var key = RSA.Create(2048);
        var before = await issuer.IssueAsync("G-0");
        Assert.Equal(JsonValueKind.Null, before.GetProperty("googleSaveUrl").ValueKind);
        await issuer.Templates.CreateAsync("/api/v1/wallet-identities/google", new
        {
            issuerId = "3388000000012345678",
            serviceAccountKey = new
            {
                type = "service_account",
                client_email = "wallet@example.iam.gserviceaccount.com",
                private_key_id = "k-1",
                private_key = key.ExportPkcs8PrivateKeyPem()
            },
        });

        var pass = await Eventually.ValueAsync(
            async _ => await issuer.IssueAsync($"G-{Guid.NewGuid()}") is { } issued &&
            issued.GetProperty("googleSaveUrl").ValueKind == JsonValueKind.String ? issued.ToString() : null, Soon, "passes have a link");
        var updated = await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{before.Text("id")}", new { barcodeMessage = "new" });

        Assert.StartsWith("http://wallet.test/p/", updated.Text("googleSaveUrl"), StringComparison.Ordinal);
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler) { BaseAddress = fixture.Passes.Url };
        using var redirect = await browser.GetAsync(PathOf(JsonElement.Parse(pass), "googleSaveUrl"));
        Assert.Equal(HttpStatusCode.Redirect, redirect.StatusCode);
        var token = redirect.Headers.Location!.ToString().Split('/')[^1].Split('.');
        Assert.True(key.VerifyData(
            System.Text.Encoding.ASCII.GetBytes($"{token[0]}.{token[1]}"), System.Buffers.Text.Base64Url.DecodeFromChars(token[2]),
            HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal("wallet@example.iam.gserviceaccount.com", JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token[1]))
            .Text("iss"));
        var forged = PathOf(updated, "googleSaveUrl").Replace("/p/A", "/p/B", StringComparison.Ordinal);
        Assert.Equal("unknown_link",
            (await fixture.Passes.AnonymousClient().CallAsync(HttpMethod.Get, forged, null, HttpStatusCode.NotFound)).Text("code"));
    }

    private async Task<JsonElement> IssueWithExpiringAsync(RunningService templates, RunningService passes)
    {
        var organization = Guid.CreateVersion7();
        using var certificate = _authority.Issue("pass.test.members", notAfter: DateTimeOffset.UtcNow.AddDays(10));
        await templates.ClientOf(organization)
            .CreateAsync("/api/v1/wallet-identities/apple", new { pkcs12 = _authority.Pkcs12(certificate, null) });
        var template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("generic"));
        return await passes.ClientOf(organization)
            .CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "E-1" });
    }

    /// <returns>The certificate's fingerprint.</returns>
    private async Task<string> UploadAsync(HttpClient templates, string passTypeIdentifier, DateTimeOffset? notBefore = null)
    {
        using var certificate = _authority.Issue(passTypeIdentifier, notBefore: notBefore);
        using var response = await templates.PostAsync(
            "/api/v1/wallet-identities/apple",
            System.Net.Http.Json.JsonContent.Create(new { pkcs12 = _authority.Pkcs12(certificate, null) }));
        return JsonElement.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync()).Text("fingerprint");
    }

    private static async Task<string> SignerAsync(RunningService passes, JsonElement pass)
    {
        var file = PkpassReader.Read(await passes.AnonymousClient().GetByteArrayAsync(PathOf(pass, "downloadUrl")));
        var signed = new SignedCms(new(file.Manifest.ToArray()), detached: true);
        signed.Decode(file.Signature.Span);
        return signed.SignerInfos[0].Certificate!.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant();
    }

    private static string PathOf(JsonElement pass, string member) => new Uri(pass.Text(member)).AbsolutePath;
}
