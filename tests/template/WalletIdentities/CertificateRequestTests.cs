using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

/// <summary>A key that is made here, and the certificate from an authority that plays Apple.</summary>
[Trait("Category", "Integration")]
public sealed class CertificateRequestTests(TemplateFixture fixture) : IDisposable
{
    private const string Path = "/api/v1/wallet-identities";
    private readonly AppleTestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_request_becomes_a_certificate_that_signs()
    {
        var organization = await NewOrganizationAsync();

        var requested = await organization.CreateAsync($"{Path}/apple/requests", new { });

        Assert.Equal("requested", requested.Text("status"));
        Assert.Contains($"/wallet-identities/{requested.Text("id")}/certificate", requested.Text("nextStep"), StringComparison.Ordinal);
        var pem = requested.Text("certificateRequest");
        await OpenSsl.CheckRequestAsync(pem);
        using var file = await organization.GetAsync($"{Path}/{requested.Text("id")}/request");
        Assert.Equal("application/x-pem-file", file.Content.Headers.ContentType!.MediaType);
        Assert.Equal("pass.certSigningRequest", file.Content.Headers.ContentDisposition!.FileName);
        Assert.Equal(pem, await file.Content.ReadAsStringAsync());
        var der = await organization.GetByteArrayAsync($"{Path}/{requested.Text("id")}/request?format=der");
        Assert.Equal(
            CertificateRequest.LoadSigningRequestPem(pem, HashAlgorithmName.SHA256).PublicKey.ExportSubjectPublicKeyInfo(),
            CertificateRequest.LoadSigningRequest(der, HashAlgorithmName.SHA256).PublicKey.ExportSubjectPublicKeyInfo());

        var active = await PutAsync(organization, requested, _authority.IssueFor(pem, "pass.request.first"));

        Assert.Equal((requested.Text("id"), "active", "pass.request.first", "TEAM123456789"),
            (active.Text("id"), active.Text("status"), active.Text("passTypeIdentifier"), active.Text("teamIdentifier")));
        Assert.False(active.TryGetProperty("certificateRequest", out _));
        Assert.Contains("Nothing to do", active.Text("nextStep"), StringComparison.Ordinal);
        Assert.NotEmpty(active.Text("serialNumber"));
        Assert.Contains("pass.request.first", active.Text("subject"), StringComparison.Ordinal);
        await organization.CallAsync(HttpMethod.Get, $"{Path}/{requested.Text("id")}/request", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_certificate_is_taken_in_every_form_that_people_send()
    {
        Func<byte[], HttpContent>[] forms =
        [
            der => Content(der, "application/pkix-cert"),
            der => Content(der, "application/x-x509-ca-cert"),
            der => Content(der, "application/octet-stream"),
            der => Content(System.Text.Encoding.ASCII.GetBytes("\uFEFF" + Pem(der) + "\r\n" + _authority.IntermediatePem), "text/plain"),
            der => new MultipartFormDataContent { { new ByteArrayContent(der), "file", "pass.cer" } },
            der => Content(JsonSerializer.SerializeToUtf8Bytes(new { certificate = Pem(der) }), "application/json"),
            der => Content(JsonSerializer.SerializeToUtf8Bytes(new { certificate = Convert.ToBase64String(der) }), "application/json"),
        ];
        foreach (var send in forms)
        {
            var organization = await NewOrganizationAsync();
            var requested = await organization.CreateAsync($"{Path}/apple/requests", new { });
            using var content = send(_authority.IssueFor(requested.Text("certificateRequest"), "pass.request.forms"));
            using var response = await organization.PutAsync($"{Path}/{requested.Text("id")}/certificate", content);
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_certificate_that_is_uploaded_without_a_key_finds_its_request()
    {
        var organization = await NewOrganizationAsync();
        var requested = await organization.CreateAsync($"{Path}/apple/requests", new { passTypeIdentifier = "pass.request.found" });
        var certificate = _authority.IssueFor(requested.Text("certificateRequest"), "pass.request.found");

        using var form = new MultipartFormDataContent { { new ByteArrayContent(certificate), "file", "pass.cer" } };
        using var response = await organization.PostAsync($"{Path}/apple", form);

        var active = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((requested.Text("id"), "active"), (active.Text("id"), active.Text("status")));
    }

    [Fact]
    public async Task A_renewal_is_in_place_and_the_old_certificate_signs_until_then()
    {
        var organization = await NewOrganizationAsync();
        using var old = _authority.Issue(
            "pass.request.renewed", notBefore: DateTimeOffset.UtcNow.AddDays(-350), notAfter: DateTimeOffset.UtcNow.AddDays(15));
        var first = await organization.CreateAsync($"{Path}/apple", new { pkcs12 = _authority.Pkcs12(old, null) });
        Assert.Equal("expiring", first.Text("status"));
        Assert.Contains("Renew the certificate before", first.Text("nextStep"), StringComparison.Ordinal);

        var requested = await organization.CallAsync(
            HttpMethod.Post, $"{Path}/apple/requests", new { passTypeIdentifier = "pass.request.renewed" });
        Assert.Equal((first.Text("id"), first.Text("fingerprint"), "expiring"),
            (requested.Text("id"), requested.Text("fingerprint"), requested.Text("status")));
        var again = await organization.CallAsync(
            HttpMethod.Post, $"{Path}/apple/requests", new { passTypeIdentifier = "pass.request.renewed" });
        Assert.Equal(requested.Text("certificateRequest"), again.Text("certificateRequest"));

        var renewed = await PutAsync(
            organization, requested, _authority.IssueFor(requested.Text("certificateRequest"), "pass.request.renewed"));

        Assert.Equal((first.Text("id"), "active"), (renewed.Text("id"), renewed.Text("status")));
        Assert.NotEqual(first.Text("fingerprint"), renewed.Text("fingerprint"));
        Assert.False(renewed.TryGetProperty("certificateRequest", out _));
        // Apple makes a further certificate from the same request: the key stays.
        var further = _authority.IssueFor(requested.Text("certificateRequest"), "pass.request.renewed",
            notAfter: DateTimeOffset.UtcNow.AddDays(500));
        Assert.NotEqual(renewed.Text("fingerprint"), (await PutAsync(organization, requested, further)).Text("fingerprint"));
        var older = _authority.IssueFor(requested.Text("certificateRequest"), "pass.request.renewed",
            notBefore: DateTimeOffset.UtcNow.AddDays(-30));
        Assert.Equal("older_certificate", (await PutAsync(organization, requested, older, HttpStatusCode.Conflict)).Text("code"));
    }

    [Fact]
    public async Task A_request_without_a_name_renews_the_certificate_in_use()
    {
        var organization = await NewOrganizationAsync();
        using var old = _authority.Issue("pass.request.unnamed", notBefore: DateTimeOffset.UtcNow.AddDays(-100));
        var first = await organization.CreateAsync($"{Path}/apple", new { pkcs12 = _authority.Pkcs12(old, null) });
        var requested = await organization.CreateAsync($"{Path}/apple/requests", new { });

        var renewed = await PutAsync(
            organization, requested, _authority.IssueFor(requested.Text("certificateRequest"), "pass.request.unnamed"));

        Assert.Equal(first.Text("id"), renewed.Text("id"));
        await organization.CallAsync(HttpMethod.Get, $"{Path}/{requested.Text("id")}", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_was_not_made_from_the_request_is_rejected_with_what_to_do()
    {
        var organization = await NewOrganizationAsync();
        var requested = await organization.CreateAsync($"{Path}/apple/requests", new { passTypeIdentifier = "pass.request.strict" });
        var other = await organization.CreateAsync($"{Path}/apple/requests", new { passTypeIdentifier = "pass.request.other" });
        var pem = requested.Text("certificateRequest");
        using var ownKey = _authority.Issue("pass.request.strict");
        using var stranger = new AppleTestAuthority();
        using var push = _authority.IssueOther("Apple Push Services: com.example", "com.example");
        foreach (var (phrase, code, file) in ((string, string, byte[])[])[
            ("another key", "wrong_key", ownKey.Export(X509ContentType.Cert)),
            (other.Text("id"), "wrong_key", _authority.IssueFor(other.Text("certificateRequest"), "pass.request.strict")),
            ("\"pass.request.mistaken\"", "certificate_differs", _authority.IssueFor(pem, "pass.request.mistaken")),
            ("WWDR", "invalid_identity", stranger.IssueFor(pem, "pass.request.strict")),
            ("expired", "certificate_expired", _authority.IssueFor(pem, "pass.request.strict",
                notBefore: DateTimeOffset.UtcNow.AddDays(-400), notAfter: DateTimeOffset.UtcNow.AddDays(-35))),
            ("valid from", "certificate_not_yet_valid", _authority.IssueFor(pem, "pass.request.strict",
                notBefore: DateTimeOffset.UtcNow.AddDays(1))),
            ("APNs", "not_a_pass_certificate", push.Export(X509ContentType.Cert)),
            ("certificate request", "invalid_identity", System.Text.Encoding.ASCII.GetBytes(pem)),
            (".p12", "required", Convert.FromBase64String(_authority.Pkcs12(ownKey, null))),
            ("private key", "required", ownKey.GetRSAPrivateKey()!.ExportPkcs8PrivateKey()),
            ("authority", "required", System.Text.Encoding.ASCII.GetBytes(_authority.IntermediatePem)),
            ("empty", "invalid_identity", [])])
        {
            var problem = await PutAsync(organization, requested, file, HttpStatusCode.UnprocessableEntity);
            Assert.True(
                problem.GetProperty("errors")[0].Text("code") == code
                    && problem.Text("message").Contains(phrase, StringComparison.Ordinal),
                $"{phrase} {code}: {problem.GetRawText()}");
        }

        var unchanged = await organization.CallAsync(HttpMethod.Get, $"{Path}/{requested.Text("id")}");
        Assert.Equal("requested", unchanged.Text("status"));
        Assert.Equal(pem, unchanged.Text("certificateRequest"));
        var another = fixture.NewOrganization();
        var good = _authority.IssueFor(pem, "pass.request.strict");
        await PutAsync(another, requested, good, HttpStatusCode.NotFound);
        await another.CallAsync(HttpMethod.Get, $"{Path}/{requested.Text("id")}/request", null, HttpStatusCode.NotFound);
        using var large = Content(new byte[100_000], "application/octet-stream");
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            (await organization.PutAsync($"{Path}/{requested.Text("id")}/certificate", large)).StatusCode);
        await PutAsync(organization, requested, good);
    }

    [Fact]
    public async Task Requests_are_limited_and_a_wrong_identifier_is_rejected()
    {
        await using var service = await TemplateFixture.StartAsync(new() { ["Quotas:CertificateRequests"] = "2" });
        var organization = service.ClientOf(Guid.CreateVersion7());
        foreach (var wrong in (object[])["com.example.loyalty", "pass.with blank", "pass.\u0001", ""])
        {
            var problem = await organization.CallAsync(HttpMethod.Post, $"{Path}/apple/requests", new { passTypeIdentifier = wrong },
                HttpStatusCode.UnprocessableEntity);
            Assert.Equal(["/passTypeIdentifier"], problem.Pointers());
        }

        var first = await organization.CreateAsync($"{Path}/apple/requests", new { });
        await organization.CreateAsync($"{Path}/apple/requests", new { passTypeIdentifier = "pass.request.limit" });
        var exceeded = await organization.CallAsync(
            HttpMethod.Post, $"{Path}/apple/requests", new { }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal("quota_exceeded", exceeded.Text("code"));
        await organization.CallAsync(HttpMethod.Delete, $"{Path}/{first.Text("id")}", null, HttpStatusCode.NoContent);
        await organization.CreateAsync($"{Path}/apple/requests", new { });
        // What was never used has no event: no other service knew it.
        Assert.Equal(0L, await service.ScalarAsync<long>("""
            SELECT count(*) FROM (SELECT type FROM outbox_messages UNION ALL SELECT type FROM outbox_history) e
            WHERE type = 'V1.WalletIdentityChanged'
            """));
        Assert.Equal(0L, await service.ScalarAsync<long>(
            "SELECT count(*) FROM wallet_identities WHERE deleted_at IS NOT NULL AND length(sealed_request_key) > 0"));
    }

    [Fact]
    public async Task The_key_is_sealed_and_in_no_response_and_no_event()
    {
        var organization = await NewOrganizationAsync();
        var requested = await organization.CreateAsync($"{Path}/apple/requests", new { passTypeIdentifier = "pass.request.sealed" });
        Assert.DoesNotContain("PRIVATE", requested.GetRawText(), StringComparison.Ordinal);

        var row = await fixture.Service.ScalarAsync<string>(
            "SELECT i::text FROM wallet_identities i WHERE requested_for = 'pass.request.sealed'");
        var active = await PutAsync(
            organization, requested, _authority.IssueFor(requested.Text("certificateRequest"), "pass.request.sealed"));

        Assert.DoesNotContain("PRIVATE KEY", row!, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", active.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, await fixture.Service.ScalarAsync<int>(
            "SELECT length(sealed_request_key) FROM wallet_identities WHERE name = 'pass.request.sealed'"));
    }

    [Fact]
    public async Task Templates_and_certificates_are_compared_in_both_directions()
    {
        var organization = await NewOrganizationAsync();
        object Template(string passType, string team) => new
        {
            name = $"Card of {team}",
            description = "Card",
            passType = "generic",
            organizationName = "Example",
            teamIdentifier = team,
            passTypeIdentifier = passType,
        };
        var before = await organization.CreateAsync("/api/v1/templates", Template("pass.request.team", "OTHERTEAM1"));
        var requested = await organization.CreateAsync($"{Path}/apple/requests", new { passTypeIdentifier = "pass.request.team" });

        var active = await PutAsync(
            organization, requested, _authority.IssueFor(requested.Text("certificateRequest"), "pass.request.team"));

        Assert.Equal(before.Text("id"), Assert.Single(active.GetProperty("usedBy").EnumerateArray()).Text("id"));
        var warning = Assert.Single(active.GetProperty("warnings").EnumerateArray(), one => one.Text("code") == "certificate_differs");
        Assert.Contains(before.Text("id"), warning.Text("message"), StringComparison.Ordinal);

        var wrongTeam = await organization.CreateAsync("/api/v1/templates", Template("pass.request.team", "OTHERTEAM2"));
        var wrongType = await organization.CreateAsync("/api/v1/templates", Template("pass.request.typo", "TEAM123456789"));
        var right = await organization.CreateAsync("/api/v1/templates", Template("pass.request.team", "TEAM123456789"));
        Assert.Equal(("/teamIdentifier", "certificate_differs"), Only(wrongTeam));
        Assert.Equal(("/passTypeIdentifier", "no_certificate"), Only(wrongType));
        Assert.Empty(right.GetProperty("warnings").EnumerateArray());
        var changed = await organization.CallAsync(
            HttpMethod.Put, $"/api/v1/templates/{right.Text("id")}", new { teamIdentifier = "OTHERTEAM3" });
        Assert.Equal(("/teamIdentifier", "certificate_differs"), Only(changed));
        var published = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{right.Text("id")}/publish");
        Assert.Equal(("/teamIdentifier", "certificate_differs"), Only(published));
        // An organization without certificates is signed for by the development authority, and gets no warning.
        Assert.Empty((await fixture.NewOrganization().CreateAsync("/api/v1/templates", Template("pass.x", "T1")))
            .GetProperty("warnings").EnumerateArray());
    }

    private static (string, string) Only(JsonElement template)
    {
        var warning = Assert.Single(template.GetProperty("warnings").EnumerateArray());
        return (warning.Text("pointer"), warning.Text("code"));
    }

    private static string Pem(byte[] der) => PemEncoding.WriteString("CERTIFICATE", der);

    // An organization that has uploaded the authority's intermediate before, as Apple's is known.
    private async Task<HttpClient> NewOrganizationAsync()
    {
        var organization = fixture.NewOrganization();
        using var known = _authority.Issue("pass.request.known");
        await organization.CreateAsync($"{Path}/apple", new { pkcs12 = _authority.Pkcs12(known, null) });
        return organization;
    }

    private static ByteArrayContent Content(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return content;
    }

    private static async Task<JsonElement> PutAsync(
        HttpClient organization, JsonElement identity, byte[] certificate, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(certificate), "file", "pass.cer" } };
        using var response = await organization.PutAsync($"{Path}/{identity.Text("id")}/certificate", form);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {body}");
        return body.Length == 0 ? default : JsonElement.Parse(body);
    }
}
