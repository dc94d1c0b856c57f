using System.Net;
using System.Text.Json;
using Passinstance.Simulators.Phone;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.Phone;

/// <summary>A message to holders, from the API to a phone's screen, through the real gateway and the five real processes.</summary>
[Trait("Category", "System")]
public sealed class PushNotificationTests(RunningSystem system)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_notification_to_a_template_is_shown_once_on_each_phone_and_its_counts_and_completion_are_reported()
    {
        using var api = await system.NewOrganizationAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        await api.CreateAsync("/api/v1/webhooks", new { url = endpoint.Url, events = new[] { "notification.completed", "pass.updated" } });
        var template = await TemplateAsync(api);
        var (jane, amelie, _) = (await IssueAsync(api, template, "Jane"), await IssueAsync(api, template, "Amélie"),
            await IssueAsync(api, template, "Nobody"));
        await using var english = await NewPhoneAsync("en-GB");
        await using var french = await NewPhoneAsync("fr-FR,fr;q=0.9,en;q=0.8");
        await english.AddAsync(new Uri(jane.Text("downloadUrl")));
        await french.AddAsync(new Uri(amelie.Text("downloadUrl")));

        var notification = await SendAsync(api, template);

        await Eventually.TrueAsync(() => Shown(english).Contains("Sale\nHello Jane, 20 % off") && Shown(french)
            .Contains("Soldes\nBonjour Amélie, -20 %"), Deadline,
            $"both phones show it. {string.Join(" | ", english.Life.Concat(french.Life))}");
        var ended = await EndedAsync(api, notification);
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal(
            "{\"targeted\":3,\"notFound\":0,\"pushed\":2,\"accepted\":2,\"rejected\":0,\"withoutDevice\":1," +
            "\"apple\":{\"pushed\":2,\"accepted\":2,\"rejected\":0}," +
            "\"google\":{\"pushed\":0,\"accepted\":0,\"rejected\":0,\"silent\":0}}",
            ended.GetProperty("counts").GetRawText());
        var notified = JsonElement.Parse((await endpoint.WaitForAsync(request => JsonElement.Parse(request.Text)
            .Text("type") == "notification.completed", Deadline)).Text);
        Assert.Equal(ended.GetRawText(), notified.GetProperty("data").GetRawText());

        // The same once more is notified once more.
        await EndedAsync(api, await SendAsync(api, template));
        await Eventually.TrueAsync(() => Shown(english).Count == 2 && Shown(french).Count == 2, Deadline, "both phones show it again");
        Assert.Single(Shown(english).Distinct());
        Assert.Equal(["notification.completed", "notification.completed"], (await WebhooksAsync(endpoint, 2)).Select(type => type));
        var list = await api.CallAsync(HttpMethod.Get, "/api/v1/push-notifications?status=completed");
        Assert.Equal(2, list.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_notification_to_passes_of_another_organization_fails_as_for_unknown_ones()
    {
        using var owner = await system.NewOrganizationAsync();
        using var stranger = await system.NewOrganizationAsync();
        var template = await TemplateAsync(owner);
        var pass = await IssueAsync(owner, template, "Jane");

        var byTemplate = await EndedAsync(stranger, await SendAsync(stranger, template));
        var byPass = await EndedAsync(stranger, await stranger.CallAsync(
            HttpMethod.Post, "/api/v1/push-notifications",
                new { target = new { passIds = new[] { pass.Text("id") } }, title = "Sale", message = "Hello" }, HttpStatusCode.Accepted));

        Assert.Equal(("failed", "unknown_template"), (byTemplate.Text("status"), byTemplate.Text("reason")));
        Assert.Equal(("failed", "unknown_passes"), (byPass.Text("status"), byPass.Text("reason")));
        Assert.Equal(1, (await owner.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}")).GetProperty("version").GetInt32());
    }

    // Without the invisible number that distinguishes one message from the next.
    private static List<string> Shown(SimulatedPhone phone) => [.. phone.Messages.Select(message => message.TrimEnd('\u200B', '\u200C'))];

    private static async Task<IReadOnlyList<string>> WebhooksAsync(EndpointServer endpoint, int count)
    {
        await Eventually.TrueAsync(() => endpoint.Requests.Count >= count, Deadline, "the webhooks came");
        return [.. endpoint.Requests.Select(request => JsonElement.Parse(request.Text).Text("type"))];
    }

    private async Task<SimulatedPhone> NewPhoneAsync(string language)
    {
        using var anonymous = new HttpClient();
        var root = await anonymous.GetStringAsync(new Uri(system.Gateway, "/wallet/apple/development-root.pem"));
        system.Apns.Trust(root);
        return new SimulatedPhone(system.Apns, root) { Language = language };
    }

    private static Task<JsonElement> SendAsync(HttpClient api, string template) =>
        api.CallAsync(HttpMethod.Post, "/api/v1/push-notifications", new
        {
            target = new { templateId = template },
            title = "Sale",
            message = "Hello {memberName}, 20 % off",
            localized = new { fr = new { title = "Soldes", message = "Bonjour {memberName}, -20 %" } },
        }, HttpStatusCode.Accepted);

    private static async Task<JsonElement> EndedAsync(HttpClient api, JsonElement notification) =>
        JsonElement.Parse(await Eventually.ValueAsync(async token =>
    {
        var read = await api.CallAsync(HttpMethod.Get, $"/api/v1/push-notifications/{notification.Text("id")}", cancellationToken: token);
        return read.TryGetProperty("completedAt", out _) ? read.GetRawText() : null;
    }, Deadline, "the notification ends"));

    private static async Task<string> TemplateAsync(HttpClient api) => (await api.CreateAsync("/api/v1/templates", new
    {
        name = "Members",
        description = "Membership card",
        passType = "storeCard",
        organizationName = "Café Zürich",
        teamIdentifier = "TEAM123456",
        passTypeIdentifier = $"pass.test.p{Guid.NewGuid():N}",
    })).Text("id");

    private static Task<JsonElement> IssueAsync(HttpClient api, string template, string name) => api.CreateAsync("/api/v1/passes", new
    {
        templateId = template,
        serialNumber = $"S-{name}",
        fields = new { memberName = new { label = "Member", value = name } },
    });
}
