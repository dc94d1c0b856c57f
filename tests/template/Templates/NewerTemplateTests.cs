using System.Net;
using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests.Templates;

/// <summary>A newer release has stored a design, and this one runs again: during an upgrade, or after a rollback.</summary>
[Trait("Category", "Integration")]
public sealed class NewerTemplateTests(TemplateFixture fixture)
{
    [Fact]
    public async Task A_template_with_a_newer_design_is_read_and_changed_and_keeps_what_is_newer()
    {
        var organization = fixture.NewOrganization();
        var template = await organization.CreateAsync("/api/v1/templates", JsonNode.Parse(CreateTemplateTests.Documented)!);
        var path = $"/api/v1/templates/{template.Text("id")}";
        Assert.True(TypeId.TryParse(IdPrefixes.Template, template.Text("id"), out var id));
        await fixture.Service.ScalarAsync<object>(
            $$$"""
            UPDATE templates SET definition = (definition::jsonb || '{"mood":{"is":["good"]}}')::json WHERE id = '{{{id}}}'
            """);

        await organization.CallAsync(HttpMethod.Get, path);
        var changed = await organization.CallAsync(HttpMethod.Put, path, new { logoText = "Changed" });
        await organization.CallAsync(HttpMethod.Post, $"{path}/publish");

        Assert.Equal("Changed", changed.Text("logoText"));
        Assert.False(changed.TryGetProperty("mood", out _));
        Assert.Equal("good", await fixture.Service.ScalarAsync<string>(
            $"SELECT definition #>> '{{mood,is,0}}' FROM templates WHERE id = '{id}'"));
        Assert.Equal("good", await fixture.Service.ScalarAsync<string>(
            $"SELECT definition #>> '{{mood,is,0}}' FROM template_versions WHERE template_id = '{id}' ORDER BY version DESC LIMIT 1"));
        var problem = await organization.CallAsync(
            HttpMethod.Put, path, new { mode = 1 }, HttpStatusCode.UnprocessableEntity);
        Assert.Contains("/mode", problem.Pointers());
    }
}
