using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Simulators.Google;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests.WalletIdentities;

/// <summary>An issuer is checked by a real call when it is uploaded; a simulator plays Google.</summary>
[Trait("Category", "Integration")]
public sealed class GoogleCheckTests
{
    private const string Path = "/api/v1/wallet-identities/google";
    private const string IssuerId = "3388000000012345678";
    private const string Account = "wallet@example.iam.gserviceaccount.com";

    [Fact]
    public async Task Each_missing_step_is_named_and_nothing_is_stored()
    {
        await using var google = await GoogleSimulator.StartAsync();
        await using var service = await StartAsync(google.Url, google.TokenUrl);
        using var key = RSA.Create(2048);
        using var other = RSA.Create(2048);
        var organization = service.ClientOf(Guid.CreateVersion7());

        await RejectedAsync(organization, key, "/serviceAccountKey", "google_key_rejected", "account not found");
        google.Register(IssuerId, Account, other.ExportSubjectPublicKeyInfoPem());
        await RejectedAsync(organization, key, "/serviceAccountKey", "google_key_rejected", "Invalid JWT Signature");
        google.Register("3388000000099999999", Account, key.ExportSubjectPublicKeyInfoPem());
        await RejectedAsync(organization, key, "/issuerId", "google_issuer_not_shared", "Users");
        google.Register(IssuerId, Account, key.ExportSubjectPublicKeyInfoPem());
        google.AnswerNext(new GoogleScript { Status = 403, Reason = "accessNotConfigured" });
        await RejectedAsync(organization, key, "/serviceAccountKey", "google_api_disabled", "not enabled");
        google.AnswerNext(new GoogleScript { Status = 503, Reason = "backendError" });
        var busy = await organization.CallAsync(HttpMethod.Post, Path, Body(key), HttpStatusCode.ServiceUnavailable);
        Assert.Equal("google_unreachable", busy.Text("code"));
        Assert.Empty((await organization.CallAsync(HttpMethod.Get, Path)).GetProperty("data").EnumerateArray());

        var created = await organization.CreateAsync(Path, Body(key));

        Assert.True(created.GetProperty("demoMode").GetBoolean());
        Assert.Contains("publishingAccess", created.Text("nextStep"), StringComparison.Ordinal);
        google.Revoke(Account);
        await RejectedAsync(organization, key, "/serviceAccountKey", "google_key_rejected", "disabled or deleted");
        Assert.Equal(created.GetRawText(),
            Assert.Single((await organization.CallAsync(HttpMethod.Get, Path)).GetProperty("data").EnumerateArray()).GetRawText());
    }

    [Fact]
    public async Task An_unreachable_Google_is_said_and_the_check_can_be_turned_off()
    {
        using var key = RSA.Create(2048);
        // Nothing listens there.
        var nowhere = new Uri("http://127.0.0.1:9");
        await using (var service = await StartAsync(nowhere, nowhere))
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, Path)
            {
                Content = new StringContent(JsonSerializer.Serialize(Body(key)), null, "application/json"),
            };
            using var response = await service.ClientOf(Guid.CreateVersion7()).SendAsync(request);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
        }

        await using var unchecked_ = await StartAsync(nowhere, nowhere, "false");
        await unchecked_.ClientOf(Guid.CreateVersion7()).CreateAsync(Path, Body(key));
    }

    [Fact]
    public async Task Publishing_access_ends_demo_mode_and_stays_when_a_key_is_renewed()
    {
        await using var google = await GoogleSimulator.StartAsync();
        await using var service = await StartAsync(google.Url, google.TokenUrl);
        using var key = RSA.Create(2048);
        using var renewed = RSA.Create(2048);
        var organization = service.ClientOf(Guid.CreateVersion7());
        google.Register(IssuerId, Account, key.ExportSubjectPublicKeyInfoPem());
        await organization.CreateAsync(Path, Body(key));

        var granted = await organization.CallAsync(HttpMethod.Post, Path, Body(key, publishingAccess: true));
        google.Register(IssuerId, Account, renewed.ExportSubjectPublicKeyInfoPem());
        var after = await organization.CallAsync(HttpMethod.Post, Path, Body(renewed));

        Assert.False(granted.GetProperty("demoMode").GetBoolean());
        Assert.Equal("Nothing to do.", granted.Text("nextStep"));
        Assert.False(after.GetProperty("demoMode").GetBoolean());
    }

    private static async Task RejectedAsync(HttpClient organization, RSA key, string pointer, string code, string phrase)
    {
        var problem = await organization.CallAsync(HttpMethod.Post, Path, Body(key), HttpStatusCode.UnprocessableEntity);
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal((pointer, code), (error.Text("pointer"), error.Text("code")));
        Assert.Contains(phrase, error.Text("detail"), StringComparison.Ordinal);
    }

    private static object Body(RSA key, bool? publishingAccess = null) => new
    {
        issuerId = IssuerId,
        serviceAccountKey = GoogleIdentityTests.KeyFile(key.ExportPkcs8PrivateKeyPem()),
        publishingAccess,
    };

    private static Task<RunningService> StartAsync(Uri url, Uri tokenUrl, string check = "true") => TemplateFixture.StartAsync(new()
    {
        ["GoogleWallet:CheckUploads"] = check,
        ["GoogleWallet:Url"] = url.ToString(),
        ["GoogleWallet:TokenUrl"] = tokenUrl.ToString(),
    });
}
