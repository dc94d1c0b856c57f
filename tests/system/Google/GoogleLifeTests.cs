using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Passinstance.Simulators.Google;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.Google;

/// <summary>The life of a pass in a simulated Google Wallet, through the real gateway and the five real processes.</summary>
[Trait("Category", "System")]
public sealed class GoogleLifeTests(RunningSystem system)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_pass_is_saved_changed_voided_and_removed_and_each_step_is_reported()
    {
        using var api = await system.NewOrganizationAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        await api.CreateAsync("/api/v1/webhooks", new { url = endpoint.Url, events = new[] { "pass.installed", "pass.uninstalled" } });
        var template = await PrepareAsync(api);
        var pass = await IssueAsync(api, template, "ORDER 10/01 ä", "Gold");

        var (objectId, answered) = await system.Google.SaveAsync(await SaveLinkAsync(pass));
        Assert.Equal(200, answered);
        var installed = await ReceivedAsync(endpoint, "pass.installed");
        Assert.Equal((pass.Text("id"), 1), (installed.Text("id"), installed.GetProperty("installs").GetInt32()));

        await api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}",
            new { fields = new { tier = new { label = "Tier", value = "Platinum" } } });
        await Eventually.TrueAsync(() => system.Google.FindObject(objectId)!.ToJsonString().Contains("Platinum", StringComparison.Ordinal),
            Deadline, "Google shows the new tier");
        Assert.Equal("ACTIVE", (string?)system.Google.FindObject(objectId)!["state"]);

        var notification = await api.CallAsync(
            HttpMethod.Post, "/api/v1/push-notifications",
                new { target = new { passIds = new[] { pass.Text("id") } }, title = "News", message = "You are {tier} now." },
                global::System.Net.HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            () => system.Google.FindObject(objectId)!["messages"]?.AsArray()
                .Any(message => (string?)message!["body"] == "You are Platinum now.") == true, Deadline, "Google shows the message");
        Assert.Contains(system.Google.Notices, notice => notice == new GoogleNotice(objectId, notification.Text("id")));

        await api.CallAsync(HttpMethod.Post, $"/api/v1/passes/{pass.Text("id")}/void");
        await Eventually.TrueAsync(() => (string?)system.Google.FindObject(objectId)!["state"] == "INACTIVE", Deadline,
            "Google shows the pass as void");

        Assert.Equal(200, await system.Google.RemoveAsync(objectId));
        Assert.Equal(0, (await ReceivedAsync(endpoint, "pass.uninstalled")).GetProperty("installs").GetInt32());

        await api.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{pass.Text("id")}", null, global::System.Net.HttpStatusCode.NoContent);
        await Eventually.TrueAsync(() => !system.Google.FindObject(objectId)!.ToJsonString()
            .Contains("Platinum", StringComparison.Ordinal), Deadline, "nothing personal is left");
        Assert.All(system.Google.Calls.Where(call => call.Path.Contains(objectId, StringComparison.Ordinal)),
            call => Assert.Equal(200, call.Status));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', system.Google.Calls));
    }

    [Fact]
    public async Task A_pass_whose_link_would_be_too_long_is_stored_first_and_then_saved_by_a_short_link()
    {
        using var api = await system.NewOrganizationAsync();
        var template = await PrepareAsync(api);
        var pass = await IssueAsync(api, template, "LONG", new string('x', 2000));

        var link = await Eventually.ValueAsync(
            async _ => await SaveLinkAsync(pass) is { } found && found.Segments[^1].Length <= 1800 ? found : null, Deadline,
                "the link is short");
        var (objectId, answered) = await system.Google.SaveAsync(link);

        Assert.Equal(200, answered);
        Assert.Contains("xxxx", system.Google.FindObject(objectId)!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(1, (await api.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}")).GetProperty("installs").GetInt32());
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
                private_key = key.ExportPkcs8PrivateKeyPem()
            },
        });
        var template = await api.CreateAsync("/api/v1/templates", new
        {
            name = "Members",
            description = "Membership card",
            passType = "storeCard",
            organizationName = "Passinstance",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.google",
            backgroundColor = "#1f2937",
            layout = new { secondaryFields = new[] { new { key = "tier", label = "Tier" } } },
        });
        return template.Text("id");
    }

    // The account comes to the pass service by an event: until then passes have no link.
    private static async Task<JsonElement> IssueAsync(HttpClient api, string templateId, string serialNumber, string tier)
    {
        var attempt = 0;
        var issued = await Eventually.ValueAsync(
            async token =>
            {
                var pass = await api.CreateAsync("/api/v1/passes", new
                {
                    templateId,
                    serialNumber = attempt++ == 0 ? serialNumber : $"{serialNumber} {attempt}",
                    fields = new { tier = new { label = "Tier", value = tier } },
                }, token);
                return pass.GetProperty("googleSaveUrl").ValueKind == JsonValueKind.String ? pass.GetRawText() : null;
            }, Deadline, "passes have a save link");
        return JsonElement.Parse(issued);
    }

    private static async Task<Uri> SaveLinkAsync(JsonElement pass)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var browser = new HttpClient(handler);
        using var redirect = await browser.GetAsync(new Uri(pass.Text("googleSaveUrl")));
        return redirect.Headers.Location!;
    }

    private static async Task<JsonElement> ReceivedAsync(EndpointServer endpoint, string type) =>
        JsonElement.Parse((await endpoint.WaitForAsync(request => JsonElement.Parse(request.Text).Text("type") == type, Deadline)).Text)
            .GetProperty("data");
}
