using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests.Templates;

[Trait("Category", "Integration")]
public sealed class ListTemplatesTests(TemplateFixture fixture)
{
    [Fact]
    public async Task Paging_returns_every_template_once_while_others_are_added()
    {
        var organization = fixture.NewOrganization();
        var expected = new List<string>();
        for (var i = 0; i < 7; i++)
            expected.Add(await CreateAsync(organization));

        var found = new List<string>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await organization.CallAsync(HttpMethod.Get, "/api/v1/templates?limit=2" +
                (cursor.Length == 0 ? "" : $"&cursor={cursor}"));
            found.AddRange(page.GetProperty("data").EnumerateArray().Select(template => template.Text("id")));
            cursor = page.GetProperty("nextCursor").GetString();
            await CreateAsync(organization);
        }

        Assert.Equal(Enumerable.Reverse(expected), found);
    }

    [Fact]
    public async Task Templates_are_filtered_by_status_and_creation_time()
    {
        var organization = fixture.NewOrganization();
        var first = await CreateAsync(organization);
        var draft = await CreateAsync(organization, "draft");
        var last = await organization.CallAsync(HttpMethod.Get, $"/api/v1/templates/{await CreateAsync(organization)}");
        var lastAt = Uri.EscapeDataString(last.GetProperty("createdAt").GetDateTimeOffset().ToString("O", CultureInfo.InvariantCulture));

        Assert.Equal(Ids(draft), await ListAsync(organization, "status=draft"));
        Assert.Equal(Ids(last.Text("id"), first), await ListAsync(organization, "status=published"));
        Assert.Equal(Ids(draft, first), await ListAsync(organization, $"createdBefore={lastAt}"));
        Assert.Equal(Ids(last.Text("id")), await ListAsync(organization, $"createdAfter={lastAt}"));
        Assert.Equal(Ids(first), await ListAsync(organization, $"createdBefore={lastAt}&status=published"));
        await organization.CallAsync(HttpMethod.Get, "/api/v1/templates?status=other", null, HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Versions_are_listed_newest_first_in_pages()
    {
        var organization = fixture.NewOrganization();
        var path = $"/api/v1/templates/{await CreateAsync(organization)}";
        for (var i = 2; i <= 5; i++)
        {
            await organization.CallAsync(HttpMethod.Put, path, new { logoText = $"Version {i}" });
            await organization.CallAsync(HttpMethod.Post, $"{path}/publish");
        }

        var versions = new List<int>();
        for (var cursor = ""; cursor is not null;)
        {
            var page = await organization.CallAsync(HttpMethod.Get, $"{path}/versions?limit=2" +
                (cursor.Length == 0 ? "" : $"&cursor={cursor}"));
            versions.AddRange(page.GetProperty("data").EnumerateArray().Select(version => version.GetProperty("version").GetInt32()));
            cursor = page.GetProperty("nextCursor").GetString();
        }

        Assert.Equal([5, 4, 3, 2, 1], versions);
    }

    [Theory]
    [InlineData("t.version = 0 AND t.deleted_at IS NULL ORDER BY t.id DESC LIMIT 21", "ix_templates_drafts")]
    [InlineData("t.version > 0 AND t.deleted_at IS NULL ORDER BY t.id DESC LIMIT 21", "ix_templates_published")]
    [InlineData("t.deleted_at IS NULL AND t.created_at > now() - interval '1 minute'", "created_at")]
    public async Task Each_filter_has_its_index(string condition, string index)
    {
        await using var connection = await fixture.Service.Database.OpenConnectionAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            SET enable_seqscan = off;
            EXPLAIN (FORMAT JSON) SELECT t.id FROM templates t WHERE t.organization_id = gen_random_uuid() AND {condition}
            """;

        var plan = JsonElement.Parse((string)(await command.ExecuteScalarAsync())!).GetRawText();

        Assert.Contains(index, plan, StringComparison.Ordinal);
    }

    private static async Task<string> CreateAsync(HttpClient organization, string? status = null)
    {
        var request = JsonNode.Parse(CreateTemplateTests.Documented)!;
        if (status is not null)
            request["status"] = status;
        return (await organization.CreateAsync("/api/v1/templates", request)).Text("id");
    }

    private static string Ids(params string[] ids) => string.Join(',', ids);

    private static async Task<string> ListAsync(HttpClient organization, string filter) =>
        string.Join(',', (await organization.CallAsync(HttpMethod.Get, $"/api/v1/templates?{filter}")).GetProperty("data").EnumerateArray()
            .Select(template => template.Text("id")));
}
