using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Persistence.Restores;
using Passinstance.Templates.Tests.Templates;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests;

/// <summary>What the template service does after its database was restored.</summary>
[Trait("Category", "Integration")]
public sealed class RestoreTests
{
    [Fact]
    public async Task A_version_number_is_not_used_twice_and_the_restored_design_is_published_again()
    {
        await using var service = await TemplateFixture.StartAsync();
        var organization = service.ClientOf(Guid.CreateVersion7());
        var published = await organization.CreateAsync("/api/v1/templates", JsonNode.Parse(CreateTemplateTests.Documented)!);
        var path = $"/api/v1/templates/{published.Text("id")}";
        // A change that is saved and not published stays that.
        await organization.CallAsync(HttpMethod.Put, path, new { logoText = "Saved" });
        var request = JsonNode.Parse(CreateTemplateTests.Documented)!;
        request["status"] = "draft";
        var draft = await organization.CreateAsync("/api/v1/templates", request);

        var lines = await OperatorCommand.RunAsync(RestoreCommand.Create(() => service.App.Services));
        var number = lines[^1].GetProperty("restore").GetInt32();

        var again = await organization.CallAsync(HttpMethod.Get, path);
        Assert.Equal((number + 1, true), (again.GetProperty("version").GetInt32(), again.GetProperty("unpublishedChanges").GetBoolean()));
        var first = await organization.CallAsync(HttpMethod.Get, $"{path}/versions/1");
        var version = await organization.CallAsync(HttpMethod.Get, $"{path}/versions/{number + 1}");
        Assert.Equal(first.Text("backgroundColor"), version.Text("backgroundColor"));
        Assert.False(version.TryGetProperty("logoText", out var logo) && logo.GetString() == "Saved");
        await organization.CallAsync(HttpMethod.Get, $"{path}/versions/2", null, HttpStatusCode.NotFound);
        var body = JsonElement.Parse((await service.ScalarAsync<string>("""
            SELECT body FROM (SELECT body, type FROM outbox_messages UNION ALL SELECT body, type FROM outbox_history) m
            WHERE type = 'V1.TemplateUpdated'
            """))!);
        Assert.Equal(number + 1, body.GetProperty("version").GetInt32());
        Assert.False(body.GetProperty("definition").TryGetProperty("logoText", out logo) && logo.GetString() == "Saved");

        var next = await organization.CallAsync(HttpMethod.Post, $"{path}/publish");
        Assert.Equal(number + 2, next.GetProperty("version").GetInt32());
        // A draft may have been published and lost.
        var unpublished = await organization.CallAsync(HttpMethod.Get, $"/api/v1/templates/{draft.Text("id")}");
        Assert.Equal(("draft", 0), (unpublished.Text("status"), unpublished.GetProperty("version").GetInt32()));
        var late = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{draft.Text("id")}/publish");
        Assert.Equal(number + 1, late.GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Another_database_was_restored_and_no_template_changes()
    {
        await using var service = await TemplateFixture.StartAsync();
        var organization = service.ClientOf(Guid.CreateVersion7());
        var template = await organization.CreateAsync("/api/v1/templates", JsonNode.Parse(CreateTemplateTests.Documented)!);

        var lines = await OperatorCommand.RunAsync(RestoreCommand.Create(() => service.App.Services), "--other");

        Assert.Equal(["history", "wallet-identities"], lines.Select(line => line.Text("step")));
        var same = await organization.CallAsync(HttpMethod.Get, $"/api/v1/templates/{template.Text("id")}");
        Assert.Equal(1, same.GetProperty("version").GetInt32());
    }
}
