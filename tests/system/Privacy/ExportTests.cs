using System.Net;
using System.Text.Json;
using Passinstance.System.Tests.FirstPass;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.System.Tests.Privacy;

/// <summary>An organization is exported through the gateway, from all programs.</summary>
[Trait("Category", "System")]
public sealed class ExportTests(RunningSystem system)
{
    [Fact]
    public async Task An_export_has_what_every_program_has_and_its_passes_open()
    {
        using var api = await system.NewOrganizationAsync();
        var template = (await api.CreateAsync("/api/v1/templates", new
        {
            name = "Members",
            description = "Membership card",
            passType = "storeCard",
            organizationName = "Passinstance",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.export",
        })).Text("id");
        var pass = await api.CreateAsync(
            "/api/v1/passes",
            new { templateId = template, serialNumber = "EXPORT 1", fields = new { tier = new { label = "Tier", value = "Gold" } } });
        var webhook = await api.CreateAsync("/api/v1/webhooks", new { url = "https://example.com/hook", events = new[] { "pass.*" } });
        var notification = await api.CallAsync(
            HttpMethod.Post, "/api/v1/push-notifications",
            new { target = new { passIds = new[] { pass.Text("id") } }, title = "News", message = "Hello" }, HttpStatusCode.Accepted);
        var bundle = await api.CreateAsync("/api/v1/bundles", new { name = "Both", passIds = new[] { pass.Text("id") } });

        var export = await api.CreateAsync("/api/v1/exports", new { signedPasses = true });
        var later = await api.CreateAsync("/api/v1/passes", new { templateId = template, serialNumber = "EXPORT 2" });
        var text = await api.GetStringAsync($"/api/v1/exports/{export.Text("id")}/download");
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line)).ToList();

        foreach (var (kind, id) in ((string, string)[])[
            ("template", template), ("templateVersion", $"{template}/1"), ("pass", pass.Text("id")), ("webhook", webhook.Text("id")),
            ("pushNotification", notification.Text("id")), ("bundle", bundle.Text("id"))])
        {
            Assert.Equal(id, Assert.Single(lines, line => line.Text("kind") == kind).Text("id"));
        }

        Assert.DoesNotContain(later.Text("id"), text, StringComparison.Ordinal);
        Assert.DoesNotContain(webhook.Text("secret"), text, StringComparison.Ordinal);
        var file = PkpassReader.Read(lines.Find(line => line.Text("kind") == "pass").GetProperty("pkpass").GetBytesFromBase64());
        Assert.Equal("EXPORT 1", file.PassJson.Text("serialNumber"));
        Assert.Contains(lines, line => line.Text("kind") == "auditLogEntry" && line.GetProperty("data").Text("operation") == "createPass");
        Assert.Equal("end", lines[^1].Text("kind"));
        Assert.Equal(1, lines[^1].GetProperty("data").GetProperty("counts").GetProperty("pass").GetInt32());
    }
}
