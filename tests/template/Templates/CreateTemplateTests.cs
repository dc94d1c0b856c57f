using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Passinstance.Testing;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests.Templates;

[Trait("Category", "Integration")]
public sealed class CreateTemplateTests(TemplateFixture fixture)
{
    // One pixel, transparent.
    private const string Png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    // The request of the older documentation; its Team ID has 13 characters.
    internal const string Documented = """
        {
          "name": "VIP Event Ticket",
          "description": "Exclusive access ticket template",
          "passType": "eventTicket",
          "organizationName": "Passinstance Events",
          "teamIdentifier": "TEAM123456789",
          "passTypeIdentifier": "pass.com.passinstance.event",
          "backgroundColor": "#1f2937",
          "foregroundColor": "#ffffff",
          "labelColor": "#9ca3af"
        }
        """;

    [Fact]
    public async Task The_documented_request_creates_a_template_with_the_values_sent()
    {
        var organization = fixture.NewOrganization();

        var created = await organization.CreateAsync("/api/v1/templates", Documented);

        Assert.StartsWith("tpl_", created.Text("id"), StringComparison.Ordinal);
        Assert.Equal(1, created.GetProperty("version").GetInt32());
        foreach (var (member, value) in JsonNode.Parse(Documented)!.AsObject())
            Assert.Equal(value!.GetValue<string>(), created.Text(member));
        var read = await organization.CallAsync(HttpMethod.Get, $"/api/v1/templates/{created.Text("id")}");
        Assert.Equal(created.GetRawText(), read.GetRawText());
        var list = await organization.CallAsync(HttpMethod.Get, "/api/v1/templates");
        Assert.Equal(created.GetRawText(), Assert.Single(list.GetProperty("data").EnumerateArray()).GetRawText());
    }

    [Theory]
    [InlineData("""{"localizations":{"de":null}}""", "/localizations/de", "an object")]
    [InlineData("""{"localizations":{"de":{"a":null}}}""", "/localizations/de/a", "a string")]
    [InlineData("""{"localizations":{"de":{"a":"b"},"de":{"a":"c"}}}""", "/localizations/de", "more than once")]
    [InlineData("""{"localizations":{"de":{"a":"b","a":"c"}}}""", "/localizations/de/a", "more than once")]
    [InlineData("""{"preferredStyleSchemes":[null]}""", "/preferredStyleSchemes/0", "a string")]
    public async Task What_a_map_or_list_cannot_hold_is_named_where_it_stands(string members, string pointer, string text)
    {
        var problem = await fixture.NewOrganization().CallAsync(
            HttpMethod.Post, "/api/v1/templates", Documented.TrimEnd()[..^1] + "," + members[1..], HttpStatusCode.UnprocessableEntity);

        Assert.Equal([pointer], problem.Pointers());
        Assert.Contains(text, problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layout_and_images_are_stored_with_the_template()
    {
        var organization = fixture.NewOrganization();
        var request = JsonNode.Parse(Documented)!;
        request["layout"] = JsonNode.Parse(
            """
            {
              "primaryFields": [{ "key": "event", "label": "Event", "value": "Concert" }],
              "backFields": [{ "key": "terms", "label": "Terms" }]
            }
            """);
        request["images"] = JsonNode.Parse(
            $$"""
            [
              { "name": "icon", "content": "{{Png}}" },
              { "name": "logo", "language": "fr", "content": "data:image/png;base64,{{Png}}" }
            ]
            """);

        var created = await organization.CreateAsync("/api/v1/templates", request);

        Assert.Equal("event", created.GetProperty("layout").GetProperty("primaryFields")[0].Text("key"));
        var images = created.GetProperty("images").EnumerateArray().ToList();
        Assert.Equal(["icon", "logo"], images.Select(image => image.Text("name")));
        Assert.Equal("fr", images[1].Text("language"));
        using var content = await organization.GetAsync($"/internal/images/{images[0].Text("sha256")}");
        Assert.Equal(images[0].Text("sha256"),
            Convert.ToHexStringLower(SHA256.HashData(await content.Content.ReadAsByteArrayAsync())));
    }

    [Fact]
    public async Task All_invalid_values_are_reported_at_once_with_their_pointers()
    {
        var organization = fixture.NewOrganization();

        var problem = await organization.CallAsync(HttpMethod.Post, "/api/v1/templates", """
            { "passType": "eventTicket", "description": "d", "organizationName": "o",
              "teamIdentifier": "T", "passTypeIdentifier": "pass.x", "backgroundColor": "blueish",
              "images": [{ "name": "icon", "content": "no base64" }] }
            """, HttpStatusCode.UnprocessableEntity);

        var pointers = problem.Pointers().ToList();
        Assert.Contains("/name", pointers);
        Assert.Contains("/backgroundColor", pointers);
        Assert.Contains("/images/0/content", pointers);
        Assert.Equal(0, (await organization.CallAsync(HttpMethod.Get, "/api/v1/templates")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task An_image_that_is_not_a_PNG_is_rejected()
    {
        var organization = fixture.NewOrganization();
        var request = JsonNode.Parse(Documented)!;
        request["images"] = JsonNode.Parse($$"""[{ "name": "icon", "content": "{{Convert.ToBase64String("GIF89a"u8)}}" }]""");

        var problem = await organization.CallAsync(HttpMethod.Post, "/api/v1/templates", request, HttpStatusCode.UnprocessableEntity);

        Assert.StartsWith("/images/0", Assert.Single(problem.Pointers()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("""{ "passType": "poster" }""", HttpStatusCode.UnprocessableEntity)]
    [InlineData("""{ "nmae": "VIP" }""", HttpStatusCode.UnprocessableEntity)]
    public async Task A_body_that_cannot_be_read_is_a_clear_error(string body, HttpStatusCode expected)
    {
        var problem = await fixture.NewOrganization().CallAsync(HttpMethod.Post, "/api/v1/templates", body, expected);

        Assert.NotEmpty(problem.Text("message"));
    }

    [Fact]
    public async Task Another_organizations_template_does_not_exist()
    {
        var created = await fixture.NewOrganization().CreateAsync("/api/v1/templates", Documented);
        var stranger = fixture.NewOrganization();

        var problem = await stranger.CallAsync(HttpMethod.Get, $"/api/v1/templates/{created.Text("id")}", null, HttpStatusCode.NotFound);

        Assert.Equal("Not Found", problem.Text("error"));
        Assert.Equal(0, (await stranger.CallAsync(HttpMethod.Get, "/api/v1/templates")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_token_with_the_right_scope_is_required()
    {
        var organization = Guid.CreateVersion7();

        await fixture.Service.AnonymousClient().CallAsync(HttpMethod.Get, "/api/v1/templates", null, HttpStatusCode.Unauthorized);
        await fixture.Service.AnonymousClient()
            .CallAsync(HttpMethod.Get, $"/internal/templates/{Guid.NewGuid()}", null, HttpStatusCode.Unauthorized);
        await fixture.Service.ClientOf(organization, "templates:read")
            .CallAsync(HttpMethod.Post, "/api/v1/templates", Documented, HttpStatusCode.Forbidden);
        await fixture.Service.ClientOf(organization, "templates:write")
            .CallAsync(HttpMethod.Get, "/api/v1/templates", null, HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task The_event_is_in_the_queue_of_every_subscriber_and_has_left_the_outbox()
    {
        await using var service = await TemplateFixture.StartAsync();
        await service.ClientOf(Guid.CreateVersion7()).CreateAsync("/api/v1/templates", Documented);
        var servers = await TestServers.GetAsync();

        await Eventually.TrueAsync(async token =>
        {
            var queues = (await servers.GetQueuesAsync(service.Deployment.RabbitMq, token))
                .ToDictionary(queue => queue.Name, queue => queue.Messages);
            return queues["pass"] == 1 && queues["webhook-dispatch"] == 1 && queues["notification"] == 0;
        }, TimeSpan.FromSeconds(30), "the event in both queues");
        // The broker has it before the relay has recorded that.
        await Eventually.TrueAsync(async token => await service.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", token) == 0,
            TimeSpan.FromSeconds(30), "an empty outbox");
    }
}
