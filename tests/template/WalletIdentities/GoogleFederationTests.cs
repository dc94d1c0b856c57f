using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Passinstance.Simulators.Google;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Templates.Tests.WalletIdentities;

/// <summary>
/// Google issuers by workload identity federation, checked by a simulated Google. Nothing that an upload names is followed.
/// </summary>
[Trait("Category", "Integration")]
public sealed class GoogleFederationTests
{
    private const string Path = "/api/v1/wallet-identities/google";
    private const string IssuerId = "3388000000012345678";
    private const string Account = "wallet@example.iam.gserviceaccount.com";
    private const string Configuration = "/credentialConfiguration";

    [Fact]
    public async Task Each_missing_step_is_named_and_nothing_is_stored()
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        var id = Guid.CreateVersion7();
        await using var service = await StartAsync(google, workload.SettingsFor(id));
        var organization = service.ClientOf(id);
        var body = Body(workload.Configuration(Account));

        await RejectedAsync(organization, body, Configuration, "google_federation_rejected", "audience");
        google.RegisterFederated(IssuerId, Account, FederatedWorkload.Audience, "another workload");
        await RejectedAsync(organization, body, Configuration, "google_impersonation_denied", "getAccessToken");
        google.RegisterFederated("3388000000099999999", Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
        google.ForbidSigning(Account);
        await RejectedAsync(organization, body, Configuration, "google_impersonation_denied", "not sign");
        google.RegisterFederated("3388000000099999999", Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
        await RejectedAsync(organization, body, "/issuerId", "google_issuer_not_shared", "Users");
        google.RegisterFederated(IssuerId, Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
        workload.WriteToken(TimeSpan.FromMinutes(-5));
        await RejectedAsync(organization, body, Configuration, "google_federation_rejected", "stale");
        workload.WriteToken(TimeSpan.FromHours(1));
        google.AnswerFederationNext(new GoogleScript(), GoogleScript.Of(403, "SERVICE_DISABLED"));
        await RejectedAsync(organization, body, Configuration, "google_api_disabled", "IAM Service Account Credentials API");
        google.AnswerNext(GoogleScript.Of(403, "accessNotConfigured"));
        await RejectedAsync(organization, body, Configuration, "google_api_disabled", "Google Wallet API");
        foreach (var trouble in (GoogleScript[])[GoogleScript.Of(503), GoogleScript.Of(429)])
        {
            foreach (var step in (int[])[0, 1, 2])
            {
                google.AnswerFederationNext([.. Enumerable.Range(0, step).Select(_ => new GoogleScript()), trouble]);
                var busy = await organization.CallAsync(HttpMethod.Post, Path, body, HttpStatusCode.ServiceUnavailable);
                Assert.Equal("google_unreachable", busy.Text("code"));
            }
        }

        File.Delete(workload.TokenFile);
        var missing = await organization.CallAsync(HttpMethod.Post, Path, body, HttpStatusCode.ServiceUnavailable);
        Assert.Equal("google_source_unavailable", missing.Text("code"));
        Assert.Contains(FederatedWorkload.Source, missing.Text("message"), StringComparison.Ordinal);
        Assert.Empty((await organization.CallAsync(HttpMethod.Get, Path)).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task An_issuer_without_a_key_is_stored_without_a_token_and_can_change_to_a_key_and_back()
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        using var key = RSA.Create(2048);
        var id = Guid.CreateVersion7();
        await using var service = await StartAsync(google, workload.SettingsFor(id));
        var organization = service.ClientOf(id);
        google.RegisterFederated(IssuerId, Account, FederatedWorkload.Audience, FederatedWorkload.Subject);

        var created = await organization.CreateAsync(Path, Body(workload.Configuration(Account), publishingAccess: true));

        Assert.Equal(("workloadIdentityFederation", Account), (created.Text("keyLocation"), created.Text("clientEmail")));
        Assert.False(created.TryGetProperty("keyId", out var keyId) && keyId.ValueKind != JsonValueKind.Null);
        Assert.False(created.GetProperty("demoMode").GetBoolean());
        var row = await service.ScalarAsync<string>($"SELECT i::text FROM wallet_identities i WHERE name = '{IssuerId}'");
        Assert.DoesNotContain(File.ReadAllText(workload.TokenFile).Trim(), row!, StringComparison.Ordinal);

        google.Register(IssuerId, Account, key.ExportSubjectPublicKeyInfoPem());
        var withKey = await organization.CallAsync(HttpMethod.Post, Path,
            new { issuerId = IssuerId, serviceAccountKey = GoogleIdentityTests.KeyFile(key.ExportPkcs8PrivateKeyPem()) });
        google.RegisterFederated(IssuerId, Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
        // As a text, as it is pasted.
        var back = await organization.CallAsync(HttpMethod.Post, Path,
            new { issuerId = IssuerId, credentialConfiguration = $"\uFEFF{workload.Configuration(Account).ToJsonString()}\r\n" });

        Assert.Equal((created.Text("id"), "stored"), (withKey.Text("id"), withKey.Text("keyLocation")));
        Assert.Equal((created.Text("id"), "workloadIdentityFederation"), (back.Text("id"), back.Text("keyLocation")));
        Assert.False(back.GetProperty("demoMode").GetBoolean());
    }

    [Fact]
    public async Task Each_wrong_configuration_gets_a_sentence_and_nothing_is_read_or_called()
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        var id = Guid.CreateVersion7();
        await using var service = await StartAsync(google, workload.SettingsFor(id));
        var organization = service.ClientOf(id);
        google.RegisterFederated(IssuerId, Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
        using var key = RSA.Create(2048);

        (string Member, JsonNode? Value, string Pointer, string Phrase)[] members =
        [
            ("type", "authorized_user", "", "person"),
            ("type", "impersonated_service_account", "", "impersonates"),
            ("type", "external_account_authorized_user", "", "person"),
            ("type", "gdch_service_account", "", "gdch_service_account"),
            ("type", null, "", "no type"),
            ("audience", null, "/audience", "missing"),
            ("audience", "//iam.googleapis.com/projects/my-project/locations/global/workloadIdentityPools/pool/providers/prov", "/audience",
                "number"),
            ("audience", "//iam.googleapis.com/locations/global/workforcePools/pool/providers/prov", "/audience", "workforce"),
            ("audience", FederatedWorkload.Audience + "/../x", "/audience", "PROVIDER"),
            ("audience", 5, "/audience", "missing"),
            ("subject_token_type", null, "/subject_token_type", "jwt"),
            ("subject_token_type", "urn:ietf:params:aws:token-type:aws4_request", "/subject_token_type", "aws4_request"),
            ("token_url", null, "/token_url", "sts.googleapis.com"),
            ("token_url", "https://sts.googleapis.com.example.org/v1/token", "/token_url", "no other address"),
            ("token_url", "https://sts.example.org/v1/token", "/token_url", "no other address"),
            ("token_url", "http://sts.googleapis.com/v1/token", "/token_url", "no other address"),
            ("token_url", "https://sts.googleapis.com:8443/v1/token", "/token_url", "no other address"),
            ("token_url", "https://sts.googleapis.com/v1/token?x=1", "/token_url", "no other address"),
            ("token_url", "https://user@sts.googleapis.com/v1/token", "/token_url", "no other address"),
            ("token_url", "http://169.254.169.254/latest", "/token_url", "no other address"),
            ("universe_domain", "example.org", "/universe_domain", "googleapis.com"),
            ("service_account_impersonation_url", null, "/service_account_impersonation_url", "--service-account"),
            ("service_account_impersonation_url", "https://example.org/v1/projects/-/serviceAccounts/a@b:generateAccessToken",
                "/service_account_impersonation_url", "iamcredentials"),
            ("service_account_impersonation_url",
                "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a%2fb@c:generateAccessToken",
                "/service_account_impersonation_url", "EMAIL"),
            ("service_account_impersonation_url", "https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/a@b:signBlob",
                "/service_account_impersonation_url", "EMAIL"),
            ("credential_source", null, "/credential_source", "missing"),
            ("credential_source", "token", "/credential_source", "missing"),
            ("credential_source", new JsonObject(), "/credential_source", "either"),
            ("credential_source", new JsonObject { ["file"] = workload.TokenFile, ["url"] = "http://127.0.0.1/" }, "/credential_source",
                "either"),
            ("credential_source", new JsonObject { ["executable"] = new JsonObject { ["command"] = "/bin/sh -c id" } },
                "/credential_source", "No program"),
            ("credential_source", new JsonObject { ["environment_id"] = "aws1", ["region_url"] = "http://169.254.169.254/" },
                "/credential_source", "AWS"),
            ("credential_source", new JsonObject { ["certificate"] = new JsonObject() }, "/credential_source", "Certificates"),
            ("credential_source", new JsonObject { ["file"] = "/etc/passwd" }, "/credential_source/file", "no token source"),
            ("credential_source", new JsonObject { ["file"] = $"{workload.TokenFile}/../token" }, "/credential_source/file",
                workload.TokenFile),
            ("credential_source", new JsonObject { ["url"] = google.Url.ToString() }, "/credential_source/url", "no token source"),
            ("credential_source", new JsonObject { ["url"] = "http://169.254.169.254/computeMetadata/v1/" }, "/credential_source/url",
                "no token source"),
            ("credential_source", new JsonObject
            {
                ["file"] = workload.TokenFile,
                ["format"] = new JsonObject { ["type"] = "json", ["subject_token_field_name"] = "access_token" },
            }, "/credential_source/format", "as text"),
        ];
        foreach (var (member, value, pointer, phrase) in members)
        {
            var configuration = workload.Configuration(Account);
            configuration[member] = value;
            if (value is null)
                configuration.Remove(member);
            await RejectedAsync(organization, Body(configuration), Configuration + pointer, null, phrase);
        }

        foreach (var (value, phrase) in ((object, string)[])[
            (5, "not JSON"), ("{", "not JSON"), (Array.Empty<int>(), "not JSON"), ("[]", "not JSON"), (new string(' ', 70_000), "not JSON"),
            ("\"\\ud800\"", "JSON"), (new { web = new { client_id = "x" } }, "OAuth client"),
            (GoogleIdentityTests.KeyFile(key.ExportPkcs8PrivateKeyPem()), "serviceAccountKey")])
            await RejectedAsync(organization, new { issuerId = IssuerId, credentialConfiguration = value }, Configuration, null, phrase);

        // In the other's place, both, and all that is wrong together.
        await RejectedAsync(organization, new { issuerId = IssuerId, serviceAccountKey = workload.Configuration(Account) },
            "/serviceAccountKey", "invalid_identity", "credentialConfiguration");
        await RejectedAsync(organization, new
        {
            issuerId = IssuerId,
            credentialConfiguration = workload.Configuration(Account),
            serviceAccountKey = GoogleIdentityTests.KeyFile(key.ExportPkcs8PrivateKeyPem()),
        }, Configuration, "invalid_identity", "not both");
        var all = await organization.CallAsync(HttpMethod.Post, Path,
            new { issuerId = "x", credentialConfiguration = new { type = "external_account" } }, HttpStatusCode.UnprocessableEntity);
        Assert.Equal(
            [
                "/issuerId", $"{Configuration}/audience", $"{Configuration}/subject_token_type", $"{Configuration}/token_url",
                $"{Configuration}/service_account_impersonation_url", $"{Configuration}/credential_source",
            ],
            all.GetProperty("errors").EnumerateArray().Select(error => error.Text("pointer")));
        Assert.Equal((0, 0, 0), (google.Exchanges, google.Signatures, google.Calls.Count));
        Assert.Empty((await organization.CallAsync(HttpMethod.Get, Path)).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Another_organization_cannot_act_with_a_token_source_that_is_not_its_own()
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        var owner = Guid.CreateVersion7();
        await using var service = await StartAsync(google, workload.SettingsFor(owner));
        google.RegisterFederated(IssuerId, Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
        await service.ClientOf(owner).CreateAsync(Path, Body(workload.Configuration(Account)));
        var exchanges = google.Exchanges;

        var stranger = service.ClientOf(Guid.CreateVersion7());
        var problem = await RejectedAsync(stranger, Body(workload.Configuration(Account)), $"{Configuration}/credential_source/file",
            "unknown_token_source", "operator");

        Assert.Equal(exchanges, google.Exchanges);
        Assert.DoesNotContain("Use one of", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_can_come_as_JSON_from_an_address_that_asks_for_a_header()
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var metadata = builder.Build();
        var isRedirected = false;
        metadata.MapGet("/token", (HttpContext http) =>
            isRedirected ? Results.Redirect("/other")
            : http.Request.Headers["Metadata"] == "True"
                ? Results.Json(new
                {
                    access_token = google.CreateSubjectToken(
                    FederatedWorkload.Subject, FederatedWorkload.Audience, TimeSpan.FromHours(1))
                })
                : Results.BadRequest());
        await metadata.StartAsync();
        var address = $"{metadata.Urls.Single()}/token";
        var id = Guid.CreateVersion7();
        var settings = workload.SettingsFor(id);
        settings.Remove($"GoogleFederation:Sources:{FederatedWorkload.Source}:File");
        settings[$"GoogleFederation:Sources:{FederatedWorkload.Source}:Url"] = address;
        settings[$"GoogleFederation:Sources:{FederatedWorkload.Source}:Headers:Metadata"] = "True";
        settings[$"GoogleFederation:Sources:{FederatedWorkload.Source}:JsonField"] = "access_token";
        await using var service = await StartAsync(google, settings);
        var organization = service.ClientOf(id);
        google.RegisterFederated(IssuerId, Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
        var configuration = workload.Configuration(Account);
        configuration["credential_source"] = new JsonObject { ["url"] = address };

        await RejectedAsync(
            organization, Body(configuration), $"{Configuration}/credential_source/format", null,
            "--credential-source-field-name=access_token");
        configuration["credential_source"]!["format"] =
            new JsonObject { ["type"] = "json", ["subject_token_field_name"] = "access_token" };
        isRedirected = true;
        var lost = await organization.CallAsync(HttpMethod.Post, Path, Body(configuration), HttpStatusCode.ServiceUnavailable);
        Assert.Contains("302", lost.Text("message"), StringComparison.Ordinal);
        isRedirected = false;
        var created = await organization.CreateAsync(Path, Body(configuration));

        Assert.Equal("workloadIdentityFederation", created.Text("keyLocation"));
    }

    [Fact]
    public async Task A_test_pass_of_an_issuer_without_a_key_has_a_link_that_Google_takes()
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        var id = Guid.CreateVersion7();
        await using var service = await StartAsync(google, workload.SettingsFor(id));
        var organization = service.ClientOf(id);
        google.RegisterFederated(IssuerId, Account, FederatedWorkload.Audience, FederatedWorkload.Subject);
        await organization.CreateAsync(Path, Body(workload.Configuration(Account)));
        var template = await organization.CreateAsync("/api/v1/templates", new
        {
            name = "Members",
            description = "Membership card",
            passType = "generic",
            organizationName = "Example Coffee",
            teamIdentifier = "TEAM123456",
            passTypeIdentifier = "pass.test.federation",
            layout = new { primaryFields = new[] { new { key = "name", label = "Name" } } },
        });

        var test = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{template.Text("id")}/test-pass");
        var (saved, _) = await google.SaveAsync(new Uri(test.Text("googleSaveUrl")));
        google.AnswerFederationNext(GoogleScript.Of(503));
        var without = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{template.Text("id")}/test-pass");

        Assert.NotNull(google.FindObject(saved));
        Assert.NotEmpty(without.Text("pkpass"));
        Assert.False(without.TryGetProperty("googleSaveUrl", out var link) && link.ValueKind == JsonValueKind.String);
    }

    [Theory]
    [InlineData("Organization", "org_nobody", "Organization")]
    [InlineData("File", "token", "whole path")]
    [InlineData("File", "", "either File or Url")]
    [InlineData("Url", "http://127.0.0.1/", "either File or Url")]
    [InlineData("Headers:Metadata", "True", "for Url only")]
    public async Task A_wrong_source_ends_the_start_with_its_name(string setting, string value, string phrase)
    {
        await using var google = await GoogleSimulator.StartAsync();
        using var workload = new FederatedWorkload(google);
        var settings = workload.SettingsFor(Guid.CreateVersion7());
        settings[$"GoogleFederation:Sources:{FederatedWorkload.Source}:{setting}"] = value;

        var failed = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => TemplateFixture.StartAsync(settings));

        Assert.Contains($"GoogleFederation:Sources:{FederatedWorkload.Source}", failed.Message, StringComparison.Ordinal);
        Assert.Contains(phrase, failed.Message, StringComparison.Ordinal);
    }

    private static async Task<string> RejectedAsync(HttpClient organization, object body, string pointer, string? code, string phrase)
    {
        var problem = await organization.CallAsync(HttpMethod.Post, Path, body, HttpStatusCode.UnprocessableEntity);
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal((pointer, code ?? error.Text("code")), (error.Text("pointer"), error.Text("code")));
        Assert.Contains(phrase, error.Text("detail"), StringComparison.Ordinal);
        return error.Text("detail");
    }

    private static object Body(JsonObject configuration, bool? publishingAccess = null) =>
        new { issuerId = IssuerId, credentialConfiguration = configuration, publishingAccess };

    private static Task<RunningService> StartAsync(GoogleSimulator google, Dictionary<string, string?> settings) =>
        TemplateFixture.StartAsync(new(settings)
        {
            ["GoogleWallet:CheckUploads"] = "true",
            ["GoogleWallet:Url"] = google.Url.ToString(),
            ["GoogleWallet:TokenUrl"] = google.TokenUrl.ToString(),
        });
}
