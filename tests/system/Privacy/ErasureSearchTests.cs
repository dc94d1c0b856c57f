using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Simulators.Phone;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.Privacy;

/// <summary>
/// A person's pass is used in every way there is, then erased; afterwards the person is searched for in the five databases and in the
/// broker's queues, on the phone and at Google.
/// </summary>
[Trait("Category", "System")]
public sealed class ErasureSearchTests(RunningSystem system, ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);
    private static readonly string[] Programs = ["gateway", "template", "pass", "webhook-dispatch", "notification"];

    [Fact]
    public async Task A_person_is_found_nowhere_a_minute_after_the_erasure()
    {
        using var api = await system.NewOrganizationAsync();
        var person = $"Quillfeather{Guid.NewGuid():N}";
        var (token, code) = ($"tok{Guid.NewGuid():N}", $"code{Guid.NewGuid():N}");
        await using var endpoint = await EndpointServer.StartAsync();
        await api.CreateAsync("/api/v1/webhooks", new { url = endpoint.Url, events = new[] { "pass.*" } });
        var template = await PrepareAsync(api);
        await ProbeAsync(api, template, endpoint);
        // A server that repeats what it receives, from the person's own pass on.
        endpoint.StandingAnswer = new WebhookAnswer { Body = $"Thank you, {person}" };
        var pass = await IssueOneAsync(api, template, "ERASE 1", person, code);
        var id = pass.Text("id");
        await using var phone = await NewPhoneAsync();
        await phone.AddAsync(new Uri(pass.Text("downloadUrl")));
        var (objectId, answered) = await system.Google.SaveAsync(await SaveLinkAsync(pass));
        Assert.Equal(200, answered);
        var (photo, pixels) = await UploadAsync(api);
        await ChangeAsync(api, id, new { images = new { strip = photo } });
        await ChangeAsync(api, id, new { fields = new { tier = new { label = "Tier", value = $"{person} Platinum" } } });
        await api.CallAsync(HttpMethod.Post, "/api/v1/push-notifications",
            new { target = new { passIds = new[] { id } }, title = "News", message = $"Dear {person}: {token}" }, HttpStatusCode.Accepted);
        await api.CallAsync(HttpMethod.Post, "/api/v1/batch",
            new
            {
                operation = "update",
                items = new[] { new { id, fields = new { note = new { label = "Note", value = $"{person} {token}" } } } },
            }, HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            () => system.Google.FindObject(objectId)!.ToJsonString().Contains(token, StringComparison.Ordinal), Deadline,
            "Google shows the message");
        await endpoint.WaitForAsync(request => request.Text.Contains("Platinum", StringComparison.Ordinal), Deadline);
        await Eventually.TrueAsync(
            () => system.Google.FindObject(objectId)!.ToJsonString().Contains(photo, StringComparison.Ordinal), Deadline,
            "Google shows the picture");
        var address = system.Google.FindObject(objectId)!["heroImage"]!["sourceUri"]!["uri"]!.GetValue<string>();
        using var anyone = new HttpClient();
        Assert.NotEmpty(await anyone.GetByteArrayAsync(new Uri(address)));
        string[] texts = [person, token, code, pixels];
        Assert.NotEmpty(await SearchAsync(texts));

        endpoint.StandingAnswer = WebhookAnswer.Ok;
        var erasure = await api.CallAsync(HttpMethod.Post, $"/api/v1/passes/{id}/erase", expected: HttpStatusCode.Accepted);
        var started = TimeProvider.System.GetTimestamp();
        await api.CallAsync(HttpMethod.Get, $"/api/v1/erasures/{erasure.Text("id")}/receipt", expected: HttpStatusCode.Conflict);
        await Eventually.TrueAsync(
            async _ => (await ReadAsync(api, erasure)).Text("status") == "completed", Deadline, "the erasure is complete");
        var left = new List<string>();
        try
        {
            await Eventually.TrueAsync(async _ => (left = await SearchAsync(texts)).Count == 0, Deadline, "the person is found nowhere");
        }
        catch (TimeoutException)
        {
            Assert.Fail($"The person is still found: {string.Join("; ", left)}");
        }

        var took = TimeProvider.System.GetElapsedTime(started);
        Assert.True(took < TimeSpan.FromSeconds(60), $"It took {took}.");

        await Eventually.TrueAsync(() => phone.Find(pass.Text("serialNumber")) is { IsVoid: true } held &&
            !held.PassJson.GetRawText().Contains(person, StringComparison.Ordinal), Deadline, "the phone shows a void and empty pass");
        var stored = system.Google.FindObject(objectId)!.ToJsonString();
        Assert.All([.. texts, photo], text => Assert.DoesNotContain(text, stored, StringComparison.Ordinal));
        using var gone = await anyone.GetAsync(new Uri(address));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.Contains("\"INACTIVE\"", stored, StringComparison.Ordinal);
        using var browser = new HttpClient();
        using var page = await browser.GetAsync(new Uri(pass.Text("passFlowUrl")));
        Assert.DoesNotContain(person, await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        await VerifyReceiptAsync(api, erasure, id);
        output.WriteLine($"Erased everywhere after {took.TotalSeconds:F1} s: {(await ReadAsync(api, erasure)).GetProperty("erased")}");
    }

    // The id, and bytes of the file as a database shows them.
    private static async Task<(string Id, string Pixels)> UploadAsync(HttpClient api)
    {
        using var content = new ByteArrayContent(PngFile.Unique(160, 50));
        content.Headers.ContentType = new("image/png");
        using var response = await api.PostAsync("/api/v1/images", content);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var id = JsonElement.Parse(await response.Content.ReadAsStringAsync()).Text("id");
        var stored = await api.GetByteArrayAsync($"/api/v1/images/{id}");
        return (id, Convert.ToHexStringLower(stored));
    }

    // Rows of every table of every program, and messages of every queue.
    private async Task<List<string>> SearchAsync(string[] texts)
    {
        var (found, broker) = (new List<string>(), "");
        foreach (var program in Programs)
        {
            var environment = await system.EnvironmentOfAsync(program);
            found.AddRange((await DatabaseSearch.FindAsync(environment["ConnectionStrings__Postgres"], texts))
                .Select(table => $"{program}: {table}"));
            if (program == "pass")
                broker = environment["ConnectionStrings__RabbitMq"];
        }

        found.AddRange(await (await TestServers.GetAsync()).FindInQueuesAsync(broker, texts));
        return found;
    }

    private async Task VerifyReceiptAsync(HttpClient api, JsonElement erasure, string passId)
    {
        var receipt = await api.CallAsync(HttpMethod.Get, $"/api/v1/erasures/{erasure.Text("id")}/receipt");
        using var anonymous = new HttpClient();
        var keys = new JsonWebKeySet(await anonymous.GetStringAsync(new Uri(system.Gateway, "/.well-known/jwks.json")));
        var result = await new JsonWebTokenHandler().ValidateTokenAsync(receipt.Text("receipt"), new TokenValidationParameters
        {
            IssuerSigningKeys = keys.GetSigningKeys(),
            ValidTypes = ["erasure-receipt+jwt"],
            ValidateAudience = false,
            ValidateIssuer = false,
            RequireExpirationTime = false,
            ValidateLifetime = false,
        });
        Assert.True(result.IsValid, result.Exception?.Message);
        Assert.Equal(erasure.Text("id"), result.Claims["sub"]);
        var claims = ((JsonWebToken)result.SecurityToken).EncodedPayload;
        var payload = JsonElement.Parse(Base64UrlEncoder.Decode(claims));
        Assert.Equal(passId, payload.GetProperty("passIds")[0].GetString());
        Assert.All((string[])["pass", "notification", "webhook-dispatch"], service =>
            Assert.True(payload.GetProperty("erased").TryGetProperty(service, out _), service));
        Assert.True(payload.GetProperty("erased").GetProperty("webhook-dispatch").GetProperty("events").GetInt32() >= 2);
    }

    private static Task<JsonElement> ReadAsync(HttpClient api, JsonElement erasure) =>
        api.CallAsync(HttpMethod.Get, $"/api/v1/erasures/{erasure.Text("id")}");

    private static Task<JsonElement> ChangeAsync(HttpClient api, string id, object body) =>
        api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{id}", body);

    private async Task<SimulatedPhone> NewPhoneAsync()
    {
        using var anonymous = new HttpClient();
        var root = await anonymous.GetStringAsync(new Uri(system.Gateway, "/wallet/apple/development-root.pem"));
        system.Apns.Trust(root);
        return new SimulatedPhone(system.Apns, root);
    }

    private static async Task<Uri> SaveLinkAsync(JsonElement pass)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler);
        // A long pass is sent to Google first.
        return await Eventually.ValueAsync(async cancellationToken =>
        {
            using var redirect = await browser.GetAsync(new Uri(pass.Text("googleSaveUrl")), cancellationToken);
            return redirect.Headers.Location;
        }, Deadline, "the link leads to Google");
    }

    private async Task<string> PrepareAsync(HttpClient api)
    {
        using var key = RSA.Create(2048);
        var issuerId = RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture);
        var account = $"wallet@project-{issuerId}.iam.gserviceaccount.com";
        system.Google.Register(issuerId, account, key.ExportSubjectPublicKeyInfoPem());
        await api.CreateAsync("/api/v1/wallet-identities/google", new
        {
            issuerId,
            serviceAccountKey = new
            {
                type = "service_account",
                client_email = account,
                private_key_id = "k-1",
                private_key = key.ExportPkcs8PrivateKeyPem(),
            },
        });
        var template = await api.CreateAsync("/api/v1/templates", new
        {
            name = "Members",
            description = "Membership card",
            passType = "storeCard",
            organizationName = "Passinstance",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.erasure",
            backgroundColor = "#1f2937",
            layout = new
            {
                secondaryFields = new[] { new { key = "tier", label = "Tier" } },
                backFields = new[] { new { key = "memberName", label = "Name" }, new { key = "note", label = "Note" } },
            },
        });
        return template.Text("id");
    }

    // The account comes to the pass service by an event: until then passes have no link.
    private static async Task ProbeAsync(HttpClient api, string templateId, EndpointServer endpoint)
    {
        var number = 0;
        await Eventually.TrueAsync(
            async _ => (await IssueOneAsync(api, templateId, $"PROBE {number++}", "probe", "probe"))
                .GetProperty("googleSaveUrl").ValueKind == JsonValueKind.String, Deadline, "passes have a save link");
        for (var probe = 0; probe < number; probe++)
            await endpoint.WaitForAsync(request => request.Text.Contains($"\"PROBE {probe}\"", StringComparison.Ordinal), Deadline);
    }

    private static async Task<JsonElement> IssueOneAsync(
        HttpClient api, string templateId, string serialNumber, string name, string code)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/passes");
        request.Headers.Add("Idempotency-Key", serialNumber);
        request.Content = JsonContent.Create(new
        {
            templateId,
            serialNumber,
            fields = new { tier = new { label = "Tier", value = "Gold" }, memberName = new { label = "Name", value = name } },
            barcodeFormat = "qr",
            barcodeMessage = code,
        });
        using var response = await api.SendAsync(request);
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync());
    }
}
