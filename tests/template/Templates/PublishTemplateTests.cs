using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests.Templates;

[Trait("Category", "Integration")]
public sealed class PublishTemplateTests(TemplateFixture fixture)
{
    [Fact]
    public async Task A_change_is_a_draft_until_it_is_published_and_versions_never_change()
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);

        var changed = await organization.CallAsync(HttpMethod.Put, path, new { backgroundColor = "#000000", logoText = "Night" });

        Assert.Equal("#000000", changed.Text("backgroundColor"));
        Assert.Equal("#ffffff", changed.Text("foregroundColor"));
        Assert.Equal((1, true, "published"),
            (changed.GetProperty("version").GetInt32(), changed.GetProperty("unpublishedChanges").GetBoolean(), changed.Text("status")));
        var published = await organization.CallAsync(HttpMethod.Post, $"{path}/publish");
        Assert.Equal((2, false), (published.GetProperty("version").GetInt32(), published.GetProperty("unpublishedChanges").GetBoolean()));
        Assert.False(published.TryGetProperty("passesAffected", out _));
        Assert.Equal("#1f2937", (await organization.CallAsync(HttpMethod.Get, $"{path}/versions/1")).Text("backgroundColor"));
        var second = await organization.CallAsync(HttpMethod.Get, $"{path}/versions/2");
        Assert.Equal(("#000000", "Night"), (second.Text("backgroundColor"), second.Text("logoText")));
        await organization.CallAsync(HttpMethod.Get, $"{path}/versions/3", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Publishing_without_changes_creates_no_version()
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);
        await organization.CallAsync(HttpMethod.Put, path, new { name = "Another name only" });

        var published = await organization.CallAsync(HttpMethod.Post, $"{path}/publish");

        Assert.Equal(1, published.GetProperty("version").GetInt32());
        Assert.Single((await organization.CallAsync(HttpMethod.Get, $"{path}/versions")).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_draft_has_no_version_until_it_is_published()
    {
        var organization = fixture.NewOrganization();
        var request = JsonNode.Parse(CreateTemplateTests.Documented)!;
        request["status"] = "draft";
        var draft = await organization.CreateAsync("/api/v1/templates", request);
        var path = $"/api/v1/templates/{draft.Text("id")}";

        Assert.Equal(("draft", 0), (draft.Text("status"), draft.GetProperty("version").GetInt32()));
        Assert.Equal(0, (await organization.CallAsync(HttpMethod.Get, $"{path}/versions")).GetProperty("data").GetArrayLength());
        await organization.CallAsync(HttpMethod.Put, path, new { passTypeIdentifier = "pass.of.a.draft" });
        var published = await organization.CallAsync(HttpMethod.Post, $"{path}/publish");
        Assert.Equal(("published", 1), (published.Text("status"), published.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Invalid_values_are_rejected_at_their_pointers_and_change_nothing()
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);
        var before = await organization.CallAsync(HttpMethod.Get, path);

        foreach (var (body, pointer) in ((string, string)[])[
            ("""{ "backgroundColor": "blueish" }""", "/backgroundColor"),
            ("""{ "passTypeIdentifier": "pass.other" }""", "/passTypeIdentifier"),
            ("""{ "description": null }""", "/description"), ("""{ "nmae": "x" }""", "/nmae"), ("""{ "version": 7 }""", "/version"),
            ("""{ "name": 5 }""", "/name"),
            ("""{ "name": "\u0000" }""", "/name"), ("""{ "teamIdentifier": "T\u0000" }""", "/teamIdentifier"),
            ("""{ "layout": { "primaryFields": {} } }""", "/layout/primaryFields"),
            ("""{ "images": [{ "name": "icon", "content": "-" }] }""", "/images/0/content")])
        {
            var problem = await organization.CallAsync(HttpMethod.Put, path, body, HttpStatusCode.UnprocessableEntity);
            Assert.Contains(pointer, problem.Pointers());
        }

        Assert.Equal(before.GetRawText(), (await organization.CallAsync(HttpMethod.Get, path)).GetRawText());
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    [InlineData("""{ "description": "\ud800" }""")]
    [InlineData("""{ "\ud800": 1 }""")]
    [InlineData("""{ "userInfo": { "\ud800": "\udc00" } }""")]
    [InlineData("""{ "name": "a", "name": "b" }""")]
    public async Task A_body_that_cannot_be_read_is_a_client_error(string body)
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);

        foreach (var (method, to) in ((HttpMethod, string)[])[(HttpMethod.Put, path), (HttpMethod.Post, "/api/v1/templates")])
        {
            using var request = new HttpRequestMessage(method, to) { Content = new StringContent(body, null, "application/json") };
            using var response = await organization.SendAsync(request);
            Assert.InRange((int)response.StatusCode, 400, 422);
        }
    }

    [Fact]
    public async Task An_outdated_If_Match_is_a_412_and_an_unchanged_template_is_a_304()
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);
        using var read = await organization.GetAsync(path);
        var tag = read.Headers.ETag!;
        Assert.False(tag.IsWeak);

        using var first = await PutAsync(organization, path, tag, """{ "logoText": "One" }""");
        using var second = await PutAsync(organization, path, tag, """{ "logoText": "Two" }""");

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, second.StatusCode);
        Assert.Contains(first.Headers.ETag!.Tag, JsonElement.Parse(await second.Content.ReadAsStringAsync()).Text("message"),
            StringComparison.Ordinal);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, path);
        conditional.Headers.IfNoneMatch.Add(first.Headers.ETag);
        using var unchanged = await organization.SendAsync(conditional);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        using var any = await PutAsync(organization, path, EntityTagHeaderValue.Any, """{ "logoText": "Three" }""");
        Assert.Equal(HttpStatusCode.OK, any.StatusCode);
    }

    [Fact]
    public async Task A_copy_is_an_independent_draft()
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);

        var copy = await organization.CreateAsync($"{path}/copy", "{}");
        var named = await organization.CreateAsync($"{path}/copy", new { name = "Spring" });

        Assert.Equal(("Copy of VIP Event Ticket", "draft"), (copy.Text("name"), copy.Text("status")));
        Assert.Equal("Spring", named.Text("name"));
        await organization.CallAsync(HttpMethod.Put, $"/api/v1/templates/{copy.Text("id")}", new { logoText = "Only here" });
        Assert.False((await organization.CallAsync(HttpMethod.Get, path)).TryGetProperty("logoText", out _));
        using var bodyless = await organization.PostAsync($"{path}/copy", null);
        Assert.Equal(HttpStatusCode.Created, bodyless.StatusCode);
    }

    [Fact]
    public async Task A_deleted_template_is_a_404_and_can_be_deleted_again()
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);

        await organization.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        await organization.CallAsync(HttpMethod.Delete, path, null, HttpStatusCode.NoContent);

        await organization.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.NotFound);
        await organization.CallAsync(HttpMethod.Put, path, "{}", HttpStatusCode.NotFound);
        await organization.CallAsync(HttpMethod.Post, $"{path}/publish", null, HttpStatusCode.NotFound);
        await organization.CallAsync(HttpMethod.Get, $"{path}/versions/1", null, HttpStatusCode.NotFound);
        Assert.Equal(0, (await organization.CallAsync(HttpMethod.Get, "/api/v1/templates")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Another_organization_cannot_reach_a_template_by_any_route()
    {
        var path = await CreateAsync(fixture.NewOrganization());
        var stranger = fixture.NewOrganization();

        foreach (var (method, below) in ((HttpMethod, string)[])[
            (HttpMethod.Get, ""), (HttpMethod.Put, ""), (HttpMethod.Delete, ""), (HttpMethod.Post, "/publish"), (HttpMethod.Post, "/copy"),
            (HttpMethod.Get, "/versions"),
            (HttpMethod.Get, "/versions/1"), (HttpMethod.Get, "/images/icon"), (HttpMethod.Put, "/images/icon"),
            (HttpMethod.Delete, "/images/icon")])
        {
            var problem = await stranger.CallAsync(method, path + below, method == HttpMethod.Get ? null : "{}", HttpStatusCode.NotFound);
            Assert.Equal("not_found", problem.Text("code"));
        }
    }

    private static async Task<string> CreateAsync(HttpClient organization) =>
        $"/api/v1/templates/{(await organization.CreateAsync("/api/v1/templates", CreateTemplateTests.Documented)).Text("id")}";

    private static async Task<HttpResponseMessage> PutAsync(HttpClient organization, string path, EntityTagHeaderValue tag, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(body, null, "application/json") };
        request.Headers.IfMatch.Add(tag);
        return await organization.SendAsync(request);
    }
}
