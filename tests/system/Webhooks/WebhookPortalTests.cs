using System.Text.Json;
using Passinstance.LocalServers;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Webhooks;

namespace Passinstance.System.Tests.Webhooks;

/// <summary>The page about one webhook, through the real gateway, as somebody without an API key opens it from a link.</summary>
[Trait("Category", "System")]
public sealed class WebhookPortalTests(RunningSystem system)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_person_with_a_link_sees_and_retries_deliveries_through_the_gateway()
    {
        var programs = new NodeFolder(Path.Combine(Repository.Root, "tests", "webhook-dispatch", "Verifiers"));
        await programs.InstallAsync();
        using var api = await system.NewOrganizationAsync();
        await using var endpoint = await EndpointServer.StartAsync();
        var webhook = await api.CreateAsync("/api/v1/webhooks",
            new { url = new Uri(endpoint.Url, "/hooks"), events = new[] { "template.created" } });
        await api.CreateAsync("/api/v1/templates", Template("Delivered"));
        await endpoint.WaitForCountAsync(1, Deadline);
        // The next attempt is four minutes away: the delivery is still pending when the browser gets there.
        endpoint.AnswerNext(WebhookAnswer.WithStatus(503) with { Headers = new Dictionary<string, string> { ["Retry-After"] = "240" } });
        await api.CreateAsync("/api/v1/templates", Template("Refused"));
        await endpoint.WaitForCountAsync(2, Deadline);
        var link = await api.CreateAsync("/api/v1/webhooks/portal-links",
            new { webhookId = webhook.Text("id"), canWrite = true, theme = new { title = "Example Coffee", accentColor = "#8a3ffc" } });

        var seen = JsonElement.Parse(Assert.Single(
            await programs.RunAsync("portal.mjs", "", link.Text("url"),
            Environment.GetEnvironmentVariable("PASSINSTANCE_SCREENSHOTS") ?? "")));

        Assert.Equal(system.Gateway.Authority, new Uri(link.Text("url")).Authority);
        Assert.Equal([system.Gateway.Authority], seen.GetProperty("hosts").EnumerateArray().Select(host => host.GetString()));
        Assert.Equal("Example Coffee", seen.Text("title"));
        Assert.Equal("rgb(138, 63, 252)", seen.Text("accent"));
        Assert.Equal(2, seen.GetProperty("rows").GetInt32());
        Assert.Contains("HTTP 503", seen.Text("attempt"), StringComparison.Ordinal);
        Assert.Equal("template.created", JsonElement.Parse(seen.Text("payload")).Text("type"));
        Assert.Equal(0, seen.GetProperty("pendingAfterResend").GetInt32());
        Assert.Contains("expired", seen.Text("failure"), StringComparison.Ordinal);
        Assert.False(seen.GetProperty("shownToStranger").GetBoolean());
        Assert.Empty(seen.GetProperty("leaks").EnumerateArray());
        Assert.Empty(seen.GetProperty("problems").EnumerateArray());
    }

    private static object Template(string name) => new
    {
        name,
        description = "Member card",
        passType = "storeCard",
        organizationName = "Example Coffee",
        teamIdentifier = "A1B2C3D4E5",
        passTypeIdentifier = "pass.test.portal",
    };
}
