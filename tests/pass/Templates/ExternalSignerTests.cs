using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Passinstance.ExternalSigners;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Simulators.Kms;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Tls;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Templates;

/// <summary>Passes that are signed by a key which is not here: in SoftHSM by PKCS#11, and in a simulated AWS KMS.</summary>
[Trait("Category", "Integration")]
public sealed class ExternalSignerTests : IDisposable
{
    private const string Apple = "/api/v1/wallet-identities/apple";
    private const string PassType = "pass.test.members";
    private readonly AppleTestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task A_key_in_a_hardware_module_signs_passes_and_wrong_keys_are_named()
    {
        var hsm = await SoftHsm.GetAsync();
        using var certificate = _authority.Issue(PassType);
        using var other = RSA.Create(2048);
        using var elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await hsm.ImportAsync("wallet", "pass-key", "a1", certificate.GetRSAPrivateKey()!);
        await hsm.ImportAsync("wallet", "other-key", "b2", other);
        await hsm.ImportAsync("wallet", "curve-key", "c3", elliptic);
        await hsm.ImportAsync("wallet", "twice", "d4", other);
        await hsm.ImportAsync("wallet", "twice", "d5", other);
        var organization = Guid.CreateVersion7();
        var (templates, passes) = await StartAsync(organization, Module("wallet", SoftHsm.Pin));
        await using var _ = templates;
        await using var __ = passes;
        var api = templates.ClientOf(organization);

        await RejectedAsync(templates, organization, certificate, "missing-key", "/signer/key", "no private key");
        await RejectedAsync(templates, organization, certificate, "twice", "/signer/key", "2 private keys");
        await RejectedAsync(templates, organization, certificate, "curve-key", "/signer/key", "no RSA key");
        await RejectedAsync(templates, organization, certificate, "other-key", "/signer/key", "own key");
        await RejectedAsync(templates, organization, certificate, "id:xyz", "/signer/key", "hexadecimal");
        // Another organization knows the certificate, which is in every pass, and has no signer of that name.
        await RejectedAsync(templates, Guid.CreateVersion7(), certificate, "pass-key", "/signer/name", "not configured");
        var none = await api.CallAsync(HttpMethod.Get, "/api/v1/wallet-identities", null, HttpStatusCode.OK);
        Assert.Empty(none.GetProperty("data").EnumerateArray());

        var identity = await AssertSignsAsync(templates, passes, organization, certificate, "pass-key", "pkcs11");
        // The same again changes nothing; the same key by its id is another reference, and signs.
        var again = await api.CallAsync(HttpMethod.Post, Apple, Body(certificate, "pass-key"), HttpStatusCode.OK);
        Assert.Equal(identity.Text("updatedAt"), again.Text("updatedAt"));
        await api.CallAsync(HttpMethod.Post, Apple, Body(certificate, "id:a1"), HttpStatusCode.OK);

        // A newer certificate for the same key needs no reference.
        using var renewed = _authority.Issue(
            PassType, notAfter: DateTimeOffset.UtcNow.AddYears(2), privateKey: certificate.GetRSAPrivateKey());
        var put = await api.CallAsync(
            HttpMethod.Put, $"/api/v1/wallet-identities/{identity.Text("id")}/certificate",
            new { certificate = renewed.ExportCertificatePem(), intermediates = _authority.IntermediatePem }, HttpStatusCode.OK);
        Assert.Equal("pkcs11", put.Text("keyLocation"));
    }

    [Fact]
    public async Task Sessions_of_a_module_sign_at_the_same_time_and_what_is_wrong_is_said()
    {
        var hsm = await SoftHsm.GetAsync();
        using var key = RSA.Create(2048);
        await hsm.ImportAsync("wallet", "direct", "e6", key);
        var organization = Guid.CreateVersion7();
        using var signers = new ExternalSignerRegistry(Options.Create(new ExternalSignersOptions
        {
            ["vault"] = new()
            {
                Organization = TypeId.Format(IdPrefixes.Organization, organization),
                Pkcs11 = new() { Library = SoftHsm.Library, TokenLabel = "wallet", Pin = SoftHsm.Pin, Sessions = 4 },
            },
        }));
        var hash = SHA256.HashData("Passinstance"u8);
        var signer = signers.Open(organization, new ExternalKey("vault", "direct"));

        var signatures = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(_ => signer.SignHashAsync(hash, CancellationToken.None).AsTask()));

        Assert.All([.. signatures, signer.SignHash(hash)], signature =>
            Assert.True(key.VerifyHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        var missing = await Assert.ThrowsAsync<ExternalSignerException>(
            async () => await signers.Open(organization, new ExternalKey("vault", "nothing")).SignHashAsync(hash, CancellationToken.None));
        Assert.Equal((true, ExternalSignerPart.Key), (missing.IsPermanent, missing.Part));
        Assert.Throws<ExternalSignerException>(() => signers.Open(Guid.CreateVersion7(), new ExternalKey("vault", "direct")));
    }

    [Fact]
    public async Task A_wrong_PIN_is_named_and_tried_once()
    {
        var hsm = await SoftHsm.GetAsync();
        using var certificate = _authority.Issue(PassType);
        await hsm.ImportAsync("wrong-pin", "pass-key", "a1", certificate.GetRSAPrivateKey()!);
        var organization = Guid.CreateVersion7();
        await using var templates = await PassFixture.StartTemplatesAsync(
            await TestDeployment.CreateAsync(), Settings(organization, Module("wrong-pin", "9999")));

        await RejectedAsync(templates, organization, certificate, "pass-key", "/signer/name", "rejects the PIN");
        await RejectedAsync(templates, organization, certificate, "pass-key", "/signer/name", "not tried again");
    }

    [Fact]
    public async Task A_module_or_token_that_is_not_there_is_a_503()
    {
        await SoftHsm.GetAsync();
        using var certificate = _authority.Issue(PassType);
        var organization = Guid.CreateVersion7();
        foreach (var signer in (Dictionary<string, string?>[])[
            Module("no-such-token", "1"), new(Module("wallet", "1")) { ["Pkcs11:Library"] = "/usr/lib/no-such-module.so" }])
        {
            await using var templates = await PassFixture.StartTemplatesAsync(
                await TestDeployment.CreateAsync(), Settings(organization, signer));
            var problem = await templates.ClientOf(organization).CallAsync(
                HttpMethod.Post, Apple, Body(certificate, "pass-key"), HttpStatusCode.ServiceUnavailable);
            Assert.Equal("signer_unavailable", problem.Text("code"));
        }
    }

    [Fact]
    public async Task A_key_in_AWS_KMS_signs_passes_and_an_outage_is_a_503()
    {
        var kms = await KmsSimulator.StartAsync();
        using var certificate = _authority.Issue(PassType);
        using var other = RSA.Create(2048);
        kms.Import("alias/pass", certificate.GetRSAPrivateKey()!);
        kms.Import("alias/other", other);
        kms.CreateElliptic("alias/curve");
        var organization = Guid.CreateVersion7();
        var (templates, passes) = await StartAsync(organization, Kms(kms));
        await using var _ = templates;
        await using var __ = passes;

        await RejectedAsync(templates, organization, certificate, "alias/missing", "/signer/key", "no such key");
        await RejectedAsync(templates, organization, certificate, "alias/curve", "/signer/key", "RSA_2048");
        await RejectedAsync(templates, organization, certificate, "alias/other", "/signer/key", "own key");
        kms.Reject("alias/pass", "AccessDeniedException");
        await RejectedAsync(templates, organization, certificate, "alias/pass", "/signer/key", "kms:Sign");
        kms.Reject("alias/pass", null);

        // What is throttled is asked again.
        kms.Throttle(1);
        await AssertSignsAsync(templates, passes, organization, certificate, "alias/pass", "awsKms");
        var issuer = passes.ClientOf(organization);
        var template = (await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("generic"))).Text("id");

        // The key signs no more: passes are created, and their files wait.
        kms.Reject("alias/pass", "DisabledException");
        var pass = await issuer.CreateAsync("/api/v1/passes", new { templateId = template, serialNumber = "later" });
        var path = new Uri(pass.Text("downloadUrl")).AbsolutePath;
        await UnavailableAsync(passes, path);
        kms.Reject("alias/pass", null);
        // Another key under the alias: no phone would open what it signs.
        kms.Import("alias/pass", other);
        await UnavailableAsync(passes, path);
        kms.Import("alias/pass", certificate.GetRSAPrivateKey()!);
        using (var signed = await passes.AnonymousClient().GetAsync(path))
            Assert.Equal(HttpStatusCode.OK, signed.StatusCode);

        // A bundle is signed together.
        kms.Delay = TimeSpan.FromMilliseconds(500);
        var ids = new List<string>();
        foreach (var number in Enumerable.Range(0, 10))
            ids.Add((await issuer.CreateAsync("/api/v1/passes", new { templateId = template, serialNumber = $"b{number}" })).Text("id"));
        var bundle = await issuer.CreateAsync("/api/v1/bundles", new { name = "All", passIds = ids });
        var began = System.Diagnostics.Stopwatch.GetTimestamp();
        using (var file = await issuer.GetAsync($"/api/v1/bundles/{bundle.Text("id")}/download"))
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        // One after another they take 5 seconds.
        var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(began);
        Assert.True(elapsed < TimeSpan.FromSeconds(3), $"{elapsed}");

        await kms.DisposeAsync();
        await UnavailableAsync(passes, path);
    }

    [Fact]
    public async Task The_certificate_of_a_signing_service_makes_nobody_ask_the_addresses_that_it_names()
    {
        using var server = new AskingServer();
        var organization = Guid.CreateVersion7();
        using var signers = new ExternalSignerRegistry(Options.Create(new ExternalSignersOptions
        {
            ["aws"] = new()
            {
                Organization = TypeId.Format(IdPrefixes.Organization, organization),
                AwsKms = new()
                {
                    Region = "eu-central-1",
                    Endpoint = new Uri($"https://{AskingServer.Name}:{server.Port}/"),
                    AccessKeyId = KmsSimulator.AccessKeyId,
                    SecretAccessKey = "secret",
                },
            },
        }));

        await Assert.ThrowsAsync<ExternalSignerException>(() => signers.Open(organization, new ExternalKey("aws", "key"))
            .SignHashAsync(SHA256.HashData("Passinstance"u8), CancellationToken.None).AsTask());

        Assert.NotEqual(0, server.Handshakes);
        Assert.Equal(0, server.Asked);
    }

    [Fact]
    public async Task Wrong_credentials_of_AWS_are_named()
    {
        await using var kms = await KmsSimulator.StartAsync();
        using var certificate = _authority.Issue(PassType);
        kms.Import("key", certificate.GetRSAPrivateKey()!);
        var organization = Guid.CreateVersion7();
        await using var templates = await PassFixture.StartTemplatesAsync(
            await TestDeployment.CreateAsync(),
            Settings(organization, new(Kms(kms)) { ["AwsKms:AccessKeyId"] = "AKIDOTHER" }));

        await RejectedAsync(templates, organization, certificate, "key", "/signer/name", "rejects the credentials");
    }

    [Fact]
    public void An_incomplete_configuration_is_named_at_the_start()
    {
        var organization = TypeId.Format(IdPrefixes.Organization, Guid.CreateVersion7());
        foreach (var (phrase, options) in ((string, ExternalSignerOptions)[])[
            ("Organization", new() { AwsKms = new() { Region = "x" } }),
            ("either Pkcs11 or AwsKms", new() { Organization = organization }),
            ("Library", new() { Organization = organization, Pkcs11 = new() }),
            ("Concurrency", new() { Organization = organization, AwsKms = new() { Region = "x", Concurrency = 0 } }),
            ("Region", new() { Organization = organization, AwsKms = new() })])
        {
            var result = new ExternalSignersValidation().Validate(null, new ExternalSignersOptions { ["x"] = options });
            Assert.Contains(phrase, Assert.Single(result.Failures!), StringComparison.Ordinal);
        }
    }

    private async Task<JsonElement> AssertSignsAsync(
        RunningService templates, RunningService passes, Guid organization, X509Certificate2 certificate, string key, string location)
    {
        var api = templates.ClientOf(organization);
        var identity = await api.CreateAsync(Apple, Body(certificate, key));
        Assert.Equal((PassType, location, "active"),
            (identity.Text("passTypeIdentifier"), identity.Text("keyLocation"), identity.Text("status")));
        var template = await api.CreateAsync("/api/v1/templates", Issuer.Template("generic"));
        var pass = await passes.ClientOf(organization)
            .CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "signed-elsewhere" });
        var file = PkpassReader.Read(await passes.AnonymousClient().GetByteArrayAsync(new Uri(pass.Text("downloadUrl")).AbsolutePath));
        await OpenSsl.VerifySmimeAsync(file.Signature, file.Manifest, _authority.RootPem);
        Assert.Empty(file.ManifestErrors());
        return identity;
    }

    private async Task RejectedAsync(
        RunningService templates, Guid organization, X509Certificate2 certificate, string key, string pointer, string phrase)
    {
        var problem = await templates.ClientOf(organization).CallAsync(
            HttpMethod.Post, Apple, Body(certificate, key), HttpStatusCode.UnprocessableEntity);
        Assert.Contains(phrase, problem.Text("message"), StringComparison.Ordinal);
        Assert.Equal(pointer, problem.Pointers().Single());
    }

    private static async Task UnavailableAsync(RunningService passes, string path)
    {
        using var response = await passes.AnonymousClient().GetAsync(path);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Contains("signer_unavailable", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private object Body(X509Certificate2 certificate, string key) => new
    {
        certificate = certificate.ExportCertificatePem(),
        intermediates = _authority.IntermediatePem,
        signer = new { name = "vault", key },
    };

    private static Dictionary<string, string?> Module(string token, string pin) => new()
    {
        ["Pkcs11:Library"] = SoftHsm.Library,
        ["Pkcs11:TokenLabel"] = token,
        ["Pkcs11:Pin"] = pin,
    };

    private static Dictionary<string, string?> Kms(KmsSimulator kms) => new()
    {
        ["AwsKms:Region"] = "eu-central-1",
        ["AwsKms:Endpoint"] = kms.Url.ToString(),
        ["AwsKms:AccessKeyId"] = KmsSimulator.AccessKeyId,
        ["AwsKms:SecretAccessKey"] = "secret",
    };

    private static Dictionary<string, string?> Settings(Guid organization, Dictionary<string, string?> signer)
    {
        var settings = signer.ToDictionary(one => $"ExternalSigners:vault:{one.Key}", one => one.Value);
        settings["ExternalSigners:vault:Organization"] = TypeId.Format(IdPrefixes.Organization, organization);
        return settings;
    }

    private static async Task<(RunningService Templates, RunningService Passes)> StartAsync(
        Guid organization, Dictionary<string, string?> signer) =>
        await PassFixture.StartAsync(await TestDeployment.CreateAsync(), Settings(organization, signer));
}
