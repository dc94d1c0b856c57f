using System.Net;
using System.Text.Json;
using Passinstance.Simulators.Phone;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.Phone;

/// <summary>The life of a pass on a simulated phone, through the real gateway and the five real processes.</summary>
[Trait("Category", "System")]
public sealed class PassLifeTests(RunningSystem system)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_pass_is_added_changed_voided_and_removed_and_each_step_is_reported()
    {
        using var api = await system.NewOrganizationAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        await api.CreateAsync("/api/v1/webhooks", new { url = endpoint.Url, events = new[] { "pass.installed", "pass.uninstalled" } });
        var pass = await IssueAsync(api, "ORDER 10/01 ä");
        await using var phone = await NewPhoneAsync();

        var card = await phone.AddAsync(new Uri(pass.Text("downloadUrl")));
        var installed = await ReceivedAsync(endpoint, "pass.installed");
        Assert.Equal((pass.Text("id"), 1), (installed.Text("id"), installed.GetProperty("installs").GetInt32()));

        await ChangeAsync(api, pass, "Platinum");
        await ShowsAsync(phone, "Your tier is now Platinum.");

        // A burst: whatever becomes of the pushes, the last value shows.
        for (var i = 1; i <= 10; i++)
            await ChangeAsync(api, pass, $"Tier {i}");
        await ShowsAsync(phone, "Your tier is now Tier 10.");

        phone.ChangePushToken();
        Assert.Equal(HttpStatusCode.OK, await phone.RegisterAsync(card));
        await ChangeAsync(api, pass, "Diamond");
        await ShowsAsync(phone, "Your tier is now Diamond.");

        await api.CallAsync(HttpMethod.Post, $"/api/v1/passes/{pass.Text("id")}/void");
        await Eventually.TrueAsync(() => phone.Find("ORDER 10/01 ä")!.IsVoid, Deadline, "the phone shows the pass as void");
        Assert.Equal(HttpStatusCode.OK, await phone.ComplainAsync(card, "A complaint of Wallet's"));
        Assert.Equal("A complaint of Wallet's",
            (await api.CallAsync(HttpMethod.Get, "/api/v1/passes/device-logs")).GetProperty("data")[0].Text("message"));

        Assert.Equal(HttpStatusCode.OK, await phone.RemoveAsync(card));
        var uninstalled = await ReceivedAsync(endpoint, "pass.uninstalled");
        Assert.Equal(0, uninstalled.GetProperty("installs").GetInt32());
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', phone.Life));
    }

    [Fact]
    public async Task A_phone_that_is_gone_is_not_counted_after_a_rejected_push()
    {
        using var api = await system.NewOrganizationAsync();
        var pass = await IssueAsync(api, "ORDER-2");
        await using var stays = await NewPhoneAsync();
        await stays.AddAsync(new Uri(pass.Text("downloadUrl")));
        await using (var goes = await NewPhoneAsync())
            await goes.AddAsync(new Uri(pass.Text("downloadUrl")));
        Assert.Equal(2, (await ReadAsync(api, pass)).GetProperty("installs").GetInt32());

        await ChangeAsync(api, pass, "Platinum");

        await ShowsAsync(stays, "Your tier is now Platinum.");
        await Eventually.TrueAsync(async _ => (await ReadAsync(api, pass)).GetProperty("installs").GetInt32() == 1, Deadline,
            "the phone that is gone is not counted");
    }

    private async Task<SimulatedPhone> NewPhoneAsync()
    {
        using var anonymous = new HttpClient();
        var root = await anonymous.GetStringAsync(new Uri(system.Gateway, "/wallet/apple/development-root.pem"));
        system.Apns.Trust(root);
        return new SimulatedPhone(system.Apns, root);
    }

    private static Task ShowsAsync(SimulatedPhone phone, string message) =>
        Eventually.TrueAsync(() => phone.Messages.Contains(message), Deadline,
            $"the phone shows \"{message}\". Its life so far: {string.Join(" | ", phone.Life)}");

    private static async Task<JsonElement> ReceivedAsync(EndpointServer endpoint, string type) =>
        JsonElement.Parse((await endpoint.WaitForAsync(request => JsonElement.Parse(request.Text).Text("type") == type, Deadline)).Text)
            .GetProperty("data");

    private static Task<JsonElement> ReadAsync(HttpClient api, JsonElement pass) =>
        api.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}");

    private static Task<JsonElement> ChangeAsync(HttpClient api, JsonElement pass, string tier) =>
        api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}",
            new { fields = new { tier = new { label = "Tier", value = tier } } });

    private static async Task<JsonElement> IssueAsync(HttpClient api, string serialNumber)
    {
        var template = await api.CreateAsync("/api/v1/templates", new
        {
            name = "Members",
            description = "Membership card",
            passType = "storeCard",
            organizationName = "Passinstance",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.life",
            backgroundColor = "#1f2937",
            layout = new { secondaryFields = new[] { new { key = "tier", label = "Tier", changeMessage = "Your tier is now %@." } } },
        });
        return await api.CreateAsync("/api/v1/passes",
            new { templateId = template.Text("id"), serialNumber, fields = new { tier = new { label = "Tier", value = "Gold" } } });
    }
}
