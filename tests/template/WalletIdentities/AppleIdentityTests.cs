using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

[Trait("Category", "Integration")]
public sealed class AppleIdentityTests(TemplateFixture fixture) : IDisposable
{
    private const string Path = "/api/v1/wallet-identities";
    private readonly AppleTestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_PKCS12_file_is_stored_and_shown_without_its_key()
    {
        var organization = fixture.NewOrganization();
        using var certificate = _authority.Issue("pass.test.p12");

        var created = await organization.CreateAsync($"{Path}/apple",
            new { pkcs12 = _authority.Pkcs12(certificate, "öffne dich"), password = "öffne dich" });

        Assert.StartsWith("crt_", created.Text("id"), StringComparison.Ordinal);
        Assert.Equal(("apple", "pass.test.p12", "TEAM123456789"),
            (created.Text("kind"), created.Text("passTypeIdentifier"), created.Text("teamIdentifier")));
        Assert.Equal(certificate.GetCertHashString(HashAlgorithmName.SHA256).ToLowerInvariant(), created.Text("fingerprint"));
        Assert.Equal(certificate.NotAfter.ToUniversalTime(), created.GetProperty("notAfter").GetDateTimeOffset().UtcDateTime);
        foreach (var list in (string[])[Path, $"{Path}/apple"])
            Assert.Equal(created.GetRawText(),
                Assert.Single((await organization.CallAsync(HttpMethod.Get, list)).GetProperty("data").EnumerateArray()).GetRawText());
        Assert.Equal(created.GetRawText(), (await organization.CallAsync(HttpMethod.Get, $"{Path}/{created.Text("id")}")).GetRawText());
        Assert.Empty((await organization.CallAsync(HttpMethod.Get, $"{Path}/google")).GetProperty("data").EnumerateArray());
        Assert.DoesNotContain("PRIVATE", created.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task PEM_texts_are_accepted_with_the_intermediate_separate_or_after_the_certificate()
    {
        var organization = fixture.NewOrganization();
        using var beside = _authority.Issue("pass.test.beside");
        using var behind = _authority.Issue("pass.test.behind");

        await organization.CreateAsync($"{Path}/apple",
            new { certificate = beside.ExportCertificatePem(), privateKey = KeyOf(beside), intermediates = _authority.IntermediatePem });
        await organization.CreateAsync($"{Path}/apple",
            new { certificate = behind.ExportCertificatePem() + "\n" + _authority.IntermediatePem, privateKey = KeyOf(behind) });

        Assert.Equal(2, (await organization.CallAsync(HttpMethod.Get, $"{Path}/apple")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_newer_certificate_replaces_an_older_one_and_never_the_other_way_round()
    {
        var organization = fixture.NewOrganization();
        using var older = _authority.Issue("pass.test.renewed", notBefore: DateTimeOffset.UtcNow.AddMonths(-11));
        using var newer = _authority.Issue("pass.test.renewed");
        var first = await organization.CreateAsync($"{Path}/apple", new { pkcs12 = _authority.Pkcs12(older, null) });

        var renewed = await organization.CallAsync(HttpMethod.Post, $"{Path}/apple", new { pkcs12 = _authority.Pkcs12(newer, null) });
        var again = await organization.CallAsync(HttpMethod.Post, $"{Path}/apple", new { pkcs12 = _authority.Pkcs12(newer, null) });
        var rejected = await organization.CallAsync(HttpMethod.Post, $"{Path}/apple", new { pkcs12 = _authority.Pkcs12(older, null) },
            HttpStatusCode.Conflict);

        Assert.Equal(first.Text("id"), renewed.Text("id"));
        Assert.NotEqual(first.Text("fingerprint"), renewed.Text("fingerprint"));
        Assert.Equal(renewed.GetRawText(), again.GetRawText());
        Assert.Equal("older_certificate", rejected.Text("code"));
    }

    [Fact]
    public async Task Parts_that_do_not_fit_together_are_rejected()
    {
        using var good = _authority.Issue("pass.test.good");
        using var other = _authority.Issue("pass.test.other");
        using var expired = _authority.Issue("pass.test.expired", notBefore: DateTimeOffset.UtcNow.AddYears(-2));
        using var early = _authority.Issue("pass.test.early", notBefore: DateTimeOffset.UtcNow.AddDays(2));
        using var website = _authority.Issue("com.example.website");
        using var stranger = new AppleTestAuthority();
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = good.ExportCertificatePem();
        foreach (var (what, body) in ((string, object)[])[
            ("nothing", new { }),
            ("both", new { pkcs12 = _authority.Pkcs12(good, null), certificate = pem, privateKey = KeyOf(good) }),
            ("certificate alone", new { certificate = pem }),
            ("wrong password", new { pkcs12 = _authority.Pkcs12(good, "right"), password = "wrong" }),
            ("no base64", new { pkcs12 = "not base64!" }),
            ("no PKCS#12", new { pkcs12 = Convert.ToBase64String(RandomNumberGenerator.GetBytes(3000)) }),
            ("no intermediate", new { pkcs12 = _authority.Pkcs12(good, null, withIntermediate: false) }),
            ("another authority's intermediate",
                new { pkcs12 = _authority.Pkcs12(good, null, withIntermediate: false), intermediates = stranger.IntermediatePem }),
            ("another key", new { certificate = pem, privateKey = KeyOf(other), intermediates = _authority.IntermediatePem }),
            ("elliptic key",
                new { certificate = pem, privateKey = elliptic.ExportPkcs8PrivateKeyPem(), intermediates = _authority.IntermediatePem }),
            ("key with a password",
                new { certificate = pem, privateKey = EncryptedKeyOf(good), intermediates = _authority.IntermediatePem }),
            ("no PEM", new { certificate = "certificate", privateKey = "key" }),
            ("broken intermediates",
                new { pkcs12 = _authority.Pkcs12(good, null), intermediates = PemEncoding.WriteString("CERTIFICATE", [0, 0, 0]) }),
            ("expired", new { pkcs12 = _authority.Pkcs12(expired, null) }),
            ("not yet valid", new { pkcs12 = _authority.Pkcs12(early, null) }),
            ("no pass certificate", new { pkcs12 = _authority.Pkcs12(website, null) }),
            ("signed by itself", new { certificate = SelfSigned(out var key), privateKey = key }),
            ("a damaged key", new { certificate = pem, privateKey = Damaged(good), intermediates = _authority.IntermediatePem }),
            ("a bomb", new { pkcs12 = Bomb(good) }),
            ("too long", new { pkcs12 = new string('A', 100_000) })])
        {
            var organization = fixture.NewOrganization();
            try
            {
                var problem = await organization.CallAsync(HttpMethod.Post, $"{Path}/apple", body, HttpStatusCode.UnprocessableEntity);
                Assert.NotEmpty(problem.Pointers());
            }
            catch (InvalidOperationException exception)
            {
                Assert.Fail($"{what}: {exception.Message}");
            }

            Assert.Empty((await organization.CallAsync(HttpMethod.Get, Path)).GetProperty("data").EnumerateArray());
        }
    }

    [Theory]
    [InlineData("\uFEFF{0}")]
    [InlineData(" \t{0}\r\n\r\n")]
    [InlineData("\"{0}\"")]
    public async Task PEM_texts_are_accepted_as_they_are_pasted(string form)
    {
        using var certificate = _authority.Issue("pass.test.pasted");
        foreach (var lineEnd in (string[])["\n", "\r\n", "\\n", "\\r\\n", " "])
        {
            string Pasted(string pem) => string.Format(form, pem.ReplaceLineEndings("\n").Replace("\n", lineEnd, StringComparison.Ordinal));
            var organization = fixture.NewOrganization();
            var created = await organization.CreateAsync($"{Path}/apple", new
            {
                certificate = Pasted(certificate.ExportCertificatePem()),
                privateKey = Pasted(KeyOf(certificate)),
                intermediates = Pasted(_authority.IntermediatePem),
            });
            Assert.Equal("pass.test.pasted", created.Text("passTypeIdentifier"));
        }
    }

    [Theory]
    [InlineData("\uFEFF{0}")]
    [InlineData("data:application/x-pkcs12;base64,{0}")]
    [InlineData("{0}\r\n")]
    public async Task A_PKCS12_file_is_accepted_as_it_is_pasted(string form)
    {
        using var certificate = _authority.Issue("pass.test.pasted12");
        var lines = string.Join("\r\n", _authority.Pkcs12(certificate, null).Chunk(76).Select(line => new string(line)));

        var created = await fixture.NewOrganization().CreateAsync($"{Path}/apple", new { pkcs12 = string.Format(form, lines) });

        Assert.Equal("pass.test.pasted12", created.Text("passTypeIdentifier"));
    }

    [Fact]
    public async Task Each_error_is_at_the_member_that_it_is_in()
    {
        using var good = _authority.Issue("pass.test.good");
        using var other = _authority.Issue("pass.test.other");
        using var stranger = new AppleTestAuthority();
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var large = RSA.Create(2048);
        var pem = good.ExportCertificatePem();
        var intermediates = _authority.IntermediatePem;
        var request = new CertificateRequest("CN=x", large, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        foreach (var (pointer, phrase, body) in ((string, string, object)[])[
            ("/privateKey", "encrypted", new { certificate = pem, privateKey = EncryptedKeyOf(good), intermediates }),
            ("/privateKey", "EC key", new { certificate = pem, privateKey = elliptic.ExportPkcs8PrivateKeyPem(), intermediates }),
            ("/privateKey", "EC key", new { certificate = pem, privateKey = elliptic.ExportECPrivateKeyPem(), intermediates }),
            ("/privateKey", "does not belong", new { certificate = pem, privateKey = KeyOf(other), intermediates }),
            ("/privateKey", "public key", new { certificate = pem, privateKey = large.ExportSubjectPublicKeyInfoPem(), intermediates }),
            ("/privateKey", "certificate", new { certificate = pem, privateKey = pem, intermediates }),
            ("/intermediates", "WWDR", new { certificate = pem, privateKey = KeyOf(good), intermediates = stranger.IntermediatePem }),
            ("/intermediates", "PEM", new { certificate = pem, privateKey = KeyOf(good), intermediates = "x" }),
            ("/certificate", "PEM", new { certificate = "x", privateKey = KeyOf(good), intermediates }),
            ("/certificate", "request",
                new { certificate = request.CreateSigningRequestPem(), privateKey = KeyOf(good), intermediates }),
            ("/password", "password", new { pkcs12 = _authority.Pkcs12(good, "right"), password = "wrong" }),
            ("/password", "password", new { pkcs12 = _authority.Pkcs12(good, "right") }),
            ("/pkcs12", "damaged", new { pkcs12 = Convert.ToBase64String(RandomNumberGenerator.GetBytes(3000)) }),
            ("/intermediates", "WWDR", new { pkcs12 = _authority.Pkcs12(good, null, withIntermediate: false) })])
        {
            var problem = await fixture.NewOrganization().CallAsync(
                HttpMethod.Post, $"{Path}/apple", body, HttpStatusCode.UnprocessableEntity);
            Assert.True(problem.Pointers().SequenceEqual([pointer]), $"{pointer} {phrase}: {problem.GetRawText()}");
            Assert.Contains(phrase, problem.Text("message"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_deleted_identity_loses_its_key_and_its_name_is_free_again()
    {
        var organization = fixture.NewOrganization();
        using var certificate = _authority.Issue("pass.test.deleted");
        var created = await organization.CreateAsync($"{Path}/apple", new { pkcs12 = _authority.Pkcs12(certificate, null) });
        var path = $"{Path}/{created.Text("id")}";

        await organization.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        await organization.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);

        await organization.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound);
        Assert.Equal(0L, await fixture.Service.ScalarAsync<long>(
            "SELECT count(*) FROM wallet_identities WHERE name = 'pass.test.deleted' AND length(sealed_secret) > 0"));
        var again = await organization.CreateAsync($"{Path}/apple", new { pkcs12 = _authority.Pkcs12(certificate, null) });
        Assert.NotEqual(created.Text("id"), again.Text("id"));
    }

    [Fact]
    public async Task Another_organization_cannot_see_or_reach_an_identity()
    {
        using var certificate = _authority.Issue("pass.test.mine");
        var created = await fixture.NewOrganization().CreateAsync($"{Path}/apple", new { pkcs12 = _authority.Pkcs12(certificate, null) });
        var stranger = fixture.NewOrganization();

        foreach (var list in (string[])[Path, $"{Path}/apple", $"{Path}/google"])
            Assert.Empty((await stranger.CallAsync(HttpMethod.Get, list)).GetProperty("data").EnumerateArray());
        await stranger.CallAsync(HttpMethod.Get, $"{Path}/{created.Text("id")}", null, HttpStatusCode.NotFound);
        await stranger.CallAsync(HttpMethod.Delete, $"{Path}/{created.Text("id")}", null, HttpStatusCode.NotFound);
        // Another organization may upload the same certificate.
        await stranger.CreateAsync($"{Path}/apple", new { pkcs12 = _authority.Pkcs12(certificate, null) });
    }

    [Fact]
    public async Task Scopes_are_required_and_no_user_can_read_the_sealed_key()
    {
        var organization = Guid.CreateVersion7();
        using var certificate = _authority.Issue("pass.test.scopes");
        var body = new { pkcs12 = _authority.Pkcs12(certificate, null) };
        await fixture.Service.ClientOf(organization).CreateAsync($"{Path}/apple", body);
        var id = await fixture.Service.ScalarAsync<Guid>("SELECT id FROM wallet_identities WHERE name = 'pass.test.scopes'");

        await fixture.Service.ClientOf(organization, "wallet-identities:read")
            .CallAsync(HttpMethod.Post, $"{Path}/apple", body, HttpStatusCode.Forbidden);
        await fixture.Service.ClientOf(organization, "wallet-identities:write")
            .CallAsync(HttpMethod.Get, Path, null, HttpStatusCode.Forbidden);
        await fixture.Service.AnonymousClient().CallAsync(HttpMethod.Get, Path, null, HttpStatusCode.Unauthorized);
        await fixture.Service.AnonymousClient()
            .CallAsync(HttpMethod.Get, $"/internal/wallet-identities/{id}", null, HttpStatusCode.Unauthorized);
        await fixture.Service.ClientOf(organization)
            .CallAsync(HttpMethod.Get, $"/internal/wallet-identities/{id}", null, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task No_open_key_is_in_the_database_and_no_key_is_in_an_event()
    {
        var organization = fixture.NewOrganization();
        using var certificate = _authority.Issue("pass.test.secret");
        var pkcs12 = _authority.Pkcs12(certificate, "very secret password");
        await organization.CreateAsync($"{Path}/apple", new { pkcs12, password = "very secret password" });

        var dump = await fixture.Service.ScalarAsync<string>("""
            SELECT string_agg(row, E'\n') FROM (
              SELECT i::text AS row FROM wallet_identities i WHERE name = 'pass.test.secret'
              UNION ALL SELECT body::text FROM outbox_messages UNION ALL SELECT body::text FROM outbox_history) rows
            """);
        var sealedKey = Convert.ToHexStringLower(
            (await fixture.Service.ScalarAsync<byte[]>("SELECT sealed_secret FROM wallet_identities WHERE name = 'pass.test.secret'"))!);
        var events = await fixture.Service.ScalarAsync<string>(
            """
            SELECT string_agg(body, '')
            FROM (SELECT body::text AS body FROM outbox_messages UNION ALL SELECT body::text FROM outbox_history) e
            """);

        Assert.Contains("pass.test.secret", events!, StringComparison.Ordinal);
        foreach (var secret in (string[])["PRIVATE KEY", "very secret password", pkcs12[100..200],
            Convert.ToBase64String(certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKey())[100..160]])
            Assert.DoesNotContain(secret, dump!, StringComparison.Ordinal);
        Assert.DoesNotContain(sealedKey[40..120], events!, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(Convert.ToBase64String(Convert.FromHexString(sealedKey))[60..120], events!, StringComparison.Ordinal);
    }

    private static string KeyOf(X509Certificate2 certificate) => certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private static string EncryptedKeyOf(X509Certificate2 certificate) => certificate.GetRSAPrivateKey()!
        .ExportEncryptedPkcs8PrivateKeyPem("x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));

    // The certificate's modulus with a wrong private exponent.
    private static string Damaged(X509Certificate2 certificate)
    {
        var writer = new System.Formats.Asn1.AsnWriter(System.Formats.Asn1.AsnEncodingRules.DER);
        var parts = certificate.GetRSAPrivateKey()!.ExportParameters(true);
        byte[][] numbers = [[0], parts.Modulus!, parts.Exponent!, parts.D!, parts.P!, parts.Q!, parts.DP!, parts.DQ!, parts.InverseQ!];
        numbers[3][^1] ^= 2;
        numbers[6][^1] ^= 2;
        using (writer.PushSequence())
        {
            foreach (var number in numbers)
                writer.WriteInteger(new System.Numerics.BigInteger(number, isUnsigned: true, isBigEndian: true));
        }

        return PemEncoding.WriteString("RSA PRIVATE KEY", writer.Encode());
    }

    private static string SelfSigned(out string privateKey)
    {
        using var key = RSA.Create(2048);
        var name = new X500DistinguishedNameBuilder();
        name.Add("0.9.2342.19200300.100.1.1", "pass.test.self");
        name.AddOrganizationalUnitName("TEAM");
        using var certificate = new CertificateRequest(name.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        privateKey = key.ExportPkcs8PrivateKeyPem();
        return certificate.ExportCertificatePem();
    }

    // A file that asks for more iterations than a loader should make.
    private static string Bomb(X509Certificate2 certificate)
    {
        var builder = new Pkcs12Builder();
        var contents = new Pkcs12SafeContents();
        contents.AddCertificate(certificate);
        builder.AddSafeContentsUnencrypted(contents);
        builder.SealWithMac("", HashAlgorithmName.SHA256, 1_500_000);
        return Convert.ToBase64String(builder.Encode());
    }
}
