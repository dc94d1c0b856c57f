using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

/// <summary>Files as people have them, uploaded as <c>curl -F</c> sends them.</summary>
[Trait("Category", "Integration")]
public sealed class AppleFormTests(TemplateFixture fixture) : IDisposable
{
    private const string Path = "/api/v1/wallet-identities/apple";
    private readonly AppleTestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_PKCS12_file_is_uploaded_with_its_password()
    {
        var organization = fixture.NewOrganization();
        using var certificate = _authority.Issue("pass.form.p12");

        var created = await UploadAsync(organization, HttpStatusCode.Created,
            ("file", Convert.FromBase64String(_authority.Pkcs12(certificate, "öffne"))), ("password", Encoding.UTF8.GetBytes("öffne")));

        Assert.Equal("pass.form.p12", created.Text("passTypeIdentifier"));
        Assert.Equal("active", created.Text("status"));
        Assert.Contains("not_apple_root", Codes(created));
        var again = await UploadAsync(organization, HttpStatusCode.OK,
            ("file", Convert.FromBase64String(_authority.Pkcs12(certificate, "öffne"))), ("password", "öffne\r\n"u8.ToArray()));
        Assert.Equal(created.Text("id"), again.Text("id"));
    }

    [Fact]
    public async Task Files_are_known_by_their_content_in_PEM_and_DER_in_any_order()
    {
        using var certificate = _authority.Issue("pass.form.files");
        var key = certificate.GetRSAPrivateKey()!;
        var intermediate = Encoding.ASCII.GetBytes(_authority.IntermediatePem);
        var pem = Encoding.ASCII.GetBytes(certificate.ExportCertificatePem());
        foreach (var files in ((string, byte[])[][])[
            [("file", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem())), ("file", pem), ("file", intermediate)],
            [("file", certificate.Export(X509ContentType.Cert)), ("file", key.ExportPkcs8PrivateKey()), ("file", intermediate)],
            [("file", certificate.Export(X509ContentType.Cert)), ("file", key.ExportRSAPrivateKey()), ("intermediates", intermediate)],
            // One text with everything, authorities first, as openssl pkcs12 writes it; and as an editor on Windows saves it.
            [("file",
                [.. intermediate, .. "\n"u8, .. pem, .. "\n"u8, .. Encoding.ASCII.GetBytes(key.ExportRSAPrivateKeyPem())])],
            [("file", [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(
                _authority.IntermediatePem + "\r\n" + certificate.ExportCertificatePem() + "\r\n" + key.ExportPkcs8PrivateKeyPem())])],
            [("certificate", pem), ("privateKey", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem())),
                ("intermediates", intermediate)]])
        {
            var created = await UploadAsync(fixture.NewOrganization(), HttpStatusCode.Created, files);
            Assert.Equal("pass.form.files", created.Text("passTypeIdentifier"));
        }
    }

    [Fact]
    public async Task A_leaf_alone_is_enough_once_the_intermediate_is_known()
    {
        var organization = fixture.NewOrganization();
        using var first = _authority.Issue("pass.form.first");
        using var second = _authority.Issue("pass.form.second");
        var leafOnly = Convert.FromBase64String(_authority.Pkcs12(second, null, withIntermediate: false));
        var rejected = await UploadAsync(organization, HttpStatusCode.UnprocessableEntity, ("file", leafOnly));
        Assert.Contains("https://www.apple.com/certificateauthority/", rejected.Text("message"), StringComparison.Ordinal);

        await UploadAsync(organization, HttpStatusCode.Created, ("file", Convert.FromBase64String(_authority.Pkcs12(first, null))));

        await UploadAsync(organization, HttpStatusCode.Created, ("file", leafOnly));
    }

    [Fact]
    public async Task Of_several_identities_in_a_PKCS12_file_the_one_for_passes_is_used()
    {
        using var developer = _authority.IssueOther("Apple Development: Jane Doe (ABC)", "ABC");
        using var pass = _authority.Issue("pass.form.several");
        using var other = _authority.Issue("pass.form.other");
        using var intermediate = X509Certificate2.CreateFromPem(_authority.IntermediatePem);

        var created = await UploadAsync(fixture.NewOrganization(), HttpStatusCode.Created,
            ("file", new X509Certificate2Collection { developer, pass, intermediate }.Export(X509ContentType.Pkcs12)!));
        var rejected = await UploadAsync(fixture.NewOrganization(), HttpStatusCode.UnprocessableEntity,
            ("file", new X509Certificate2Collection { pass, other, intermediate }.Export(X509ContentType.Pkcs12)!));

        Assert.Equal("pass.form.several", created.Text("passTypeIdentifier"));
        Assert.Contains("2 Pass Type ID certificates", rejected.Text("message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_else_is_named_as_what_it_is_and_nothing_is_stored()
    {
        using var good = _authority.Issue("pass.form.good");
        using var key = RSA.Create(2048);
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var tls = new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false);
        foreach (var (phrase, file) in ((string, byte[])[])[
            ("certificate request", Encoding.ASCII.GetBytes(request.CreateSigningRequestPem())),
            ("certificate request", request.CreateSigningRequest()),
            ("APNs certificate", P12(_authority.IssueOther("Apple Push Services: com.example.app", "com.example.app"))),
            ("APNs certificate", P12(_authority.IssueOther("Apple Production IOS Push Services: com.example", "com.example"))),
            ("Website Push ID", P12(_authority.IssueOther("Website Push ID: web.com.example", "web.com.example"))),
            ("developer's certificate", P12(_authority.IssueOther("iPhone Distribution: Example Inc. (ABC)", "ABC"))),
            ("developer's certificate", P12(_authority.IssueOther("Developer ID Application: Example Inc.", "ABC"))),
            ("Apple Pay", P12(_authority.IssueOther("Apple Pay Merchant Identity:merchant.com.example", "merchant.com.example"))),
            ("Order Type ID", P12(_authority.IssueOther("Order Type ID: order.com.example", "order.com.example"))),
            ("website", P12(_authority.IssueOther("www.example.com", null, tls))),
            ("authority", Encoding.ASCII.GetBytes(_authority.RootPem)),
            ("private key alone", Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem())),
            ("private key alone", key.ExportPkcs8PrivateKey()),
            ("public key", Encoding.ASCII.GetBytes(key.ExportSubjectPublicKeyInfoPem())),
            ("public key", key.ExportSubjectPublicKeyInfo()),
            ("certificate request of yours", good.Export(X509ContentType.Cert)),
            ("empty", []),
            ("ZIP archive", [.. "PK\u0003\u0004"u8, .. new byte[100]]),
            ("web page", "<!DOCTYPE html><html><title>Sign in</title></html>"u8.ToArray()),
            ("Google service account", Encoding.ASCII.GetBytes(JsonSerializer.Serialize(GoogleIdentityTests.KeyFile("x")))),
            ("OpenSSH", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 jane@example"u8.ToArray()),
            ("Java", [0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2, .. new byte[50]]),
            ("neither a certificate nor a key", RandomNumberGenerator.GetBytes(500)),
            ("neither a certificate nor a key", new byte[500]),
            ("neither a certificate nor a key", [0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[50]])])
        {
            var organization = fixture.NewOrganization();
            var problem = await UploadAsync(organization, HttpStatusCode.UnprocessableEntity, ("file", file));
            Assert.True(problem.GetRawText().Contains(phrase, StringComparison.Ordinal), $"{phrase}: {problem.GetRawText()}");
            Assert.Empty((await organization.CallAsync(HttpMethod.Get, Path)).GetProperty("data").EnumerateArray());
        }
    }

    [Fact]
    public async Task A_key_on_a_curve_or_with_a_password_is_named_beside_a_good_certificate()
    {
        using var good = _authority.Issue("pass.form.good");
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var encrypted = good.GetRSAPrivateKey()!.ExportEncryptedPkcs8PrivateKey(
            "x", new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        foreach (var (phrase, key) in ((string, byte[])[])[
            ("EC key", elliptic.ExportPkcs8PrivateKey()), ("EC key", Encoding.ASCII.GetBytes(elliptic.ExportECPrivateKeyPem())),
            ("encrypted", encrypted)])
        {
            var problem = await UploadAsync(fixture.NewOrganization(), HttpStatusCode.UnprocessableEntity,
                ("file", good.Export(X509ContentType.Cert)), ("file", key));
            Assert.Contains(phrase, problem.Text("message"), StringComparison.Ordinal);
            Assert.Equal(["/file"], problem.Pointers());
        }
    }

    [Fact]
    public async Task A_form_that_is_too_large_damaged_or_has_unknown_fields_is_rejected()
    {
        using var good = _authority.Issue("pass.form.good");
        var file = Convert.FromBase64String(_authority.Pkcs12(good, null));
        var organization = fixture.NewOrganization();

        var tooLong = await UploadAsync(organization, HttpStatusCode.UnprocessableEntity, ("file", new byte[100_000]));
        var unknown = await UploadAsync(organization, HttpStatusCode.UnprocessableEntity, ("file", file), ("pasword", "x"u8.ToArray()));
        var twice = await UploadAsync(organization, HttpStatusCode.UnprocessableEntity, ("file", file), ("file", file));

        Assert.Equal(["/file"], tooLong.Pointers());
        Assert.Equal(["/pasword"], unknown.Pointers());
        Assert.Equal(["/file"], twice.Pointers());
        using var damaged = new ByteArrayContent("--x\r\nno form"u8.ToArray());
        damaged.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=y");
        using var response = await organization.PostAsync(Path, damaged);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        using var huge = new MultipartFormDataContent { { new ByteArrayContent(new byte[600_000]), "file", "pass.p12" } };
        using var tooLarge = await organization.PostAsync(Path, huge);
        Assert.Contains((int)tooLarge.StatusCode, (int[])[400, 413]);
        Assert.Empty((await organization.CallAsync(HttpMethod.Get, Path)).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task The_command_of_the_documentation_uploads_a_file()
    {
        await RequiredPrograms.CurlAsync();
        var organization = Guid.CreateVersion7();
        using var certificate = _authority.Issue("pass.form.curl");
        var folder = Directory.CreateTempSubdirectory("passinstance-curl");
        try
        {
            var file = System.IO.Path.Combine(folder.FullName, "pass.p12");
            await File.WriteAllBytesAsync(file, Convert.FromBase64String(_authority.Pkcs12(certificate, "secret")));
            var start = new ProcessStartInfo("curl",
                ["--silent", "--show-error", "--fail-with-body", "-F", $"file=@{file}", "-F", "password=secret", "--header",
                    $"Authorization: Bearer {fixture.Service.Deployment.Token(organization, [])}",
                    new Uri(fixture.Service.Url, Path).ToString()])
            { RedirectStandardOutput = true, RedirectStandardError = true };
            using var curl = Process.Start(start)!;
            var output = await curl.StandardOutput.ReadToEndAsync();
            await curl.WaitForExitAsync();
            Assert.True(curl.ExitCode == 0, output + await curl.StandardError.ReadToEndAsync());
            Assert.Equal("pass.form.curl", JsonElement.Parse(output).Text("passTypeIdentifier"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private byte[] P12(X509Certificate2 certificate)
    {
        using (certificate)
            return Convert.FromBase64String(_authority.Pkcs12(certificate, null));
    }

    private static IEnumerable<string> Codes(JsonElement identity) =>
        identity.GetProperty("warnings").EnumerateArray().Select(warning => warning.Text("code"));

    private static async Task<JsonElement> UploadAsync(
        HttpClient organization, HttpStatusCode expected, params (string Name, byte[] Content)[] parts)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, content) in parts)
        {
            if (name is "file" or "certificate" or "privateKey" or "intermediates")
                form.Add(new ByteArrayContent(content), name, $"{name}.bin");
            else
                form.Add(new ByteArrayContent(content), name);
        }

        using var response = await organization.PostAsync(Path, form);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {body}");
        return JsonElement.Parse(body);
    }
}
