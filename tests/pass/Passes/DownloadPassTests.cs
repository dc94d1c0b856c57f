using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Integration")]
public sealed class DownloadPassTests(PassFixture fixture)
{
    [Fact]
    public async Task The_download_is_a_signed_pass_with_the_content_that_was_sent()
    {
        var issuer = await fixture.NewIssuerAsync();
        var issued = await issuer.IssueAsync("D 1/ä");

        using var response = await fixture.Passes.AnonymousClient().GetAsync(PathOf(issued));
        var pkpass = PkpassReader.Read(await response.Content.ReadAsByteArrayAsync());

        Assert.Equal("application/vnd.apple.pkpass", response.Content.Headers.ContentType?.MediaType);
        Assert.NotNull(response.Content.Headers.LastModified);
        Assert.Empty(pkpass.ManifestErrors());
        Assert.Contains("icon.png", pkpass.Files.Keys);
        Assert.Contains("logo.png", pkpass.Files.Keys);
        var root = await fixture.Templates.AnonymousClient().GetStringAsync("/wallet/apple/development-root.pem");
        await OpenSsl.VerifySmimeAsync(pkpass.Signature, pkpass.Manifest, root);
        await OpenSsl.VerifyCmsAsync(pkpass.Signature, pkpass.Manifest, root);
        AssertShows(pkpass.PassJson);
    }

    private static void AssertShows(JsonElement pass)
    {
        Assert.Equal(1, pass.GetProperty("formatVersion").GetInt32());
        Assert.Equal("D 1/ä", pass.Text("serialNumber"));
        Assert.Equal("pass.test.members", pass.Text("passTypeIdentifier"));
        Assert.Equal("TEAM123456789", pass.Text("teamIdentifier"));
        Assert.Equal("Café Zürich", pass.Text("organizationName"));
        Assert.Equal("rgb(31, 41, 55)", pass.Text("backgroundColor"));
        Assert.Equal("rgb(255, 255, 255)", pass.Text("foregroundColor"));
        Assert.Equal("rgb(156, 163, 175)", pass.Text("labelColor"));
        Assert.Matches("^http://wallet.test/wallet/apple/org_[0-9a-z]{26}$", pass.Text("webServiceURL"));
        Assert.True(pass.Text("authenticationToken").Length >= 16);
        var barcode = Assert.Single(pass.GetProperty("barcodes").EnumerateArray());
        Assert.Equal("PKBarcodeFormatQR", barcode.Text("format"));
        Assert.Equal("D 1/ä-GOLD", barcode.Text("message"));
        Assert.Equal(barcode.GetRawText(), pass.GetProperty("barcode").GetRawText());
        Assert.Equal(new DateTimeOffset(2026, 12, 15, 19, 0, 0, TimeSpan.Zero), pass.GetProperty("relevantDate").GetDateTimeOffset());
        Assert.Equal(new DateTimeOffset(2099, 12, 16, 2, 0, 0, TimeSpan.Zero), pass.GetProperty("expirationDate").GetDateTimeOffset());
        var fields = pass.GetProperty("storeCard").GetProperty("secondaryFields").EnumerateArray().ToDictionary(field => field.Text("key"));
        Assert.Equal("Jane Doe", fields["memberName"].Text("value"));
        Assert.Equal("Member", fields["memberName"].Text("label"));
        Assert.Equal("Gold", fields["tier"].Text("value"));
    }

    [Fact]
    public async Task The_development_chain_is_a_root_an_intermediate_and_a_leaf_for_the_pass_type()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pkpass = await DownloadAsync(await issuer.IssueAsync("D-2"));

        var signed = new System.Security.Cryptography.Pkcs.SignedCms(new(pkpass.Manifest.ToArray()), detached: true);
        signed.Decode(pkpass.Signature.Span);

        var leaf = signed.SignerInfos[0].Certificate!;
        var userId = leaf.SubjectName.EnumerateRelativeDistinguishedNames()
            .Single(part => part.GetSingleElementType().Value == "0.9.2342.19200300.100.1.1");
        Assert.Equal("pass.test.members", userId.GetSingleElementValue());
        Assert.Contains("OU=TEAM123456789", leaf.Subject, StringComparison.Ordinal);
        var intermediate = Assert.Single(signed.Certificates, certificate => certificate.Subject == leaf.Issuer);
        using var root = X509Certificate2.CreateFromPem(
            await fixture.Templates.AnonymousClient().GetStringAsync("/wallet/apple/development-root.pem"));
        Assert.Equal(root.Subject, intermediate.Issuer);
        Assert.NotEqual(intermediate.Subject, intermediate.Issuer);
    }

    [Fact]
    public async Task The_authentication_token_and_the_link_never_change()
    {
        var issuer = await fixture.NewIssuerAsync();
        var issued = await issuer.IssueAsync("D-3");
        var before = await DownloadAsync(issued);

        var updated = await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{issued.Text("id")}", new { fields = new { tier = new { value = "Black" } } });
        var after = await DownloadAsync(updated);

        Assert.Equal(issued.Text("downloadUrl"), updated.Text("downloadUrl"));
        Assert.Equal(before.PassJson.Text("authenticationToken"), after.PassJson.Text("authenticationToken"));
        Assert.Contains("Black", after.PassJson.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_that_was_changed_anywhere_does_not_work()
    {
        var issuer = await fixture.NewIssuerAsync();
        var link = PathOf(await issuer.IssueAsync("D-4")).Split('/')[2];
        var stranger = PathOf(await (await fixture.NewIssuerAsync()).IssueAsync("D-4")).Split('/')[2];
        var anonymous = fixture.Passes.AnonymousClient();

        foreach (var forged in (string[])[
            (link[0] == 'A' ? 'B' : 'A') + link[1..], link[..30] + (link[30] == 'A' ? 'B' : 'A') + link[31..],
            link[..^4] + (link[^4] == 'A' ? "BBBB" : "AAAA"),
            link[..^1], link + "A", link[..43] + stranger[43..], new string('A', 64), new string('!', 64),
            link[..^1] + "~", "x"])
        {
            var problem = await anonymous.CallAsync(HttpMethod.Get, $"/p/{forged}/apple", null, HttpStatusCode.NotFound);
            Assert.Equal("unknown_link", problem.Text("code"));
        }
    }

    [Fact]
    public async Task An_unchanged_pass_is_not_signed_again()
    {
        var issuer = await fixture.NewIssuerAsync();
        var issued = await issuer.IssueAsync("D-5");
        using var first = await fixture.Passes.AnonymousClient().GetAsync(PathOf(issued));

        using var request = new HttpRequestMessage(HttpMethod.Get, PathOf(issued));
        request.Headers.IfModifiedSince = first.Content.Headers.LastModified;
        using var second = await fixture.Passes.AnonymousClient().SendAsync(request);

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
    }

    [Fact]
    public async Task In_production_a_template_without_a_certificate_is_422_and_says_what_to_upload()
    {
        var (templates, passes) = await PassFixture.StartAsync(
            await TestDeployment.CreateAsync(), new() { ["Deployment:Environment"] = "production" });
        await using var _ = templates;
        await using var __ = passes;
        var organization = Guid.CreateVersion7();
        var template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("generic"));

        var problem = await passes.ClientOf(organization).CallAsync(
            HttpMethod.Post, "/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "P-1" },
            HttpStatusCode.UnprocessableEntity);

        Assert.Contains("pass.test.members", problem.Text("message"), StringComparison.Ordinal);
        Assert.Contains("POST /wallet-identities/apple", problem.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_of_a_pass_or_certificate_is_readable_in_the_database()
    {
        var issuer = await fixture.NewIssuerAsync();
        var issued = await issuer.IssueAsync("D-6");
        var token = (await DownloadAsync(issued)).PassJson.Text("authenticationToken");

        var dump = await fixture.Passes.ScalarAsync<string>("""
            SELECT string_agg(row, E'\n') FROM (
              SELECT p::text AS row FROM passes p UNION ALL SELECT i::text FROM wallet_identity_replicas i) rows
            """);

        Assert.Contains("D-6", dump!, StringComparison.Ordinal);
        Assert.DoesNotContain(token, dump!, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", dump!, StringComparison.Ordinal);
    }

    private static string PathOf(JsonElement pass) => new Uri(pass.Text("downloadUrl")).AbsolutePath;

    private async Task<PkpassReader> DownloadAsync(JsonElement pass) =>
        PkpassReader.Read(await fixture.Passes.AnonymousClient().GetByteArrayAsync(PathOf(pass)));
}
