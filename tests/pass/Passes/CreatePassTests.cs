using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Passes.Persistence;
using Passinstance.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Templates;
using Passinstance.Templates.Persistence;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Integration")]
public sealed class CreatePassTests(PassFixture fixture)
{
    [Fact]
    public async Task A_pass_is_created_from_a_template_whose_event_has_not_arrived()
    {
        var issuer = await fixture.NewIssuerAsync();

        var pass = await issuer.IssueAsync("ORDER-1001");

        Assert.StartsWith("pas_", pass.Text("id"), StringComparison.Ordinal);
        Assert.Equal(issuer.TemplateId, pass.Text("templateId"));
        Assert.Equal("ORDER-1001", pass.Text("serialNumber"));
        Assert.Equal("active", pass.Text("status"));
        Assert.Equal(1, pass.GetProperty("version").GetInt32());
        Assert.Equal("Gold", pass.GetProperty("fields").GetProperty("tier").Text("value"));
        Assert.Equal("2026-12-15T19:00:00Z", pass.Text("relevantDate"));
        Assert.Contains("development_certificate", pass.GetProperty("warnings").EnumerateArray().Select(warning => warning.Text("code")));
        var read = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{pass.Text("id")}");
        Assert.Equal(pass.GetRawText(), read.GetRawText());
    }

    [Fact]
    public async Task The_older_name_of_fields_is_accepted_and_their_order_is_kept()
    {
        var issuer = await fixture.NewIssuerAsync("eventTicket");

        var pass = await issuer.Passes.CreateAsync("/api/v1/passes", $$"""
            { "templateId": "{{issuer.TemplateId}}", "serialNumber": "VIP2024-001",
              "customFields": { "seat": { "value": "Section A", "label": "Seat" }, "a": { "value": "1", "label": "One" } } }
            """);

        Assert.Equal(["seat", "a"], pass.GetProperty("fields").EnumerateObject().Select(field => field.Name));
        Assert.False(pass.TryGetProperty("customFields", out _));
    }

    [Fact]
    public async Task A_serial_number_is_unique_within_an_organization()
    {
        var issuer = await fixture.NewIssuerAsync();
        var other = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("SERIAL-1");

        var problem = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", issuer.Pass("SERIAL-1"), HttpStatusCode.Conflict);

        Assert.Equal("duplicate_serial_number", problem.Text("code"));
        Assert.Contains("SERIAL-1", problem.Text("message"), StringComparison.Ordinal);
        await other.IssueAsync("SERIAL-1");
    }

    [Fact]
    public async Task Of_concurrent_requests_with_one_serial_number_exactly_one_succeeds()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("WARM-UP");

        var statuses = await Task.WhenAll(Enumerable.Range(0, 12).Select(async _ =>
        {
            using var response = await issuer.Passes.PostAsync("/api/v1/passes", JsonContent.Create(issuer.Pass("RACE")));
            return response.StatusCode;
        }));

        Assert.Single(statuses, HttpStatusCode.Created);
        Assert.Equal(11, statuses.Count(status => status == HttpStatusCode.Conflict));
    }

    [Fact]
    public async Task An_unknown_template_is_422_at_its_pointer()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        foreach (var templateId in (string[])[
            "tpl_abcdef1234567890", TypeId.Format(IdPrefixes.Template, Guid.CreateVersion7()), stranger.TemplateId])
        {
            var problem = await issuer.Passes.CallAsync(
                HttpMethod.Post, "/api/v1/passes", new { templateId, serialNumber = "S" }, HttpStatusCode.UnprocessableEntity);

            Assert.Equal(["/templateId"], problem.Pointers());
            Assert.Equal("Unprocessable Entity", problem.Text("error"));
            Assert.Contains(templateId, problem.Text("message"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{", HttpStatusCode.BadRequest, null)]
    [InlineData("""{ "unknown": 1 """, HttpStatusCode.BadRequest, null)]
    [InlineData("", HttpStatusCode.BadRequest, null)]
    [InlineData("""{ "unknown": 1 }""", HttpStatusCode.UnprocessableEntity, "/unknown")]
    [InlineData("""{ "serialNumber": 5 }""", HttpStatusCode.UnprocessableEntity, "/serialNumber")]
    [InlineData("""{ "fields": { "tier": { "value": [] } } }""", HttpStatusCode.UnprocessableEntity, "/fields/tier/value")]
    [InlineData("""{ "fields": [] }""", HttpStatusCode.UnprocessableEntity, "/fields")]
    [InlineData("""{ "barcodeFormat": "stripes" }""", HttpStatusCode.UnprocessableEntity, "/barcodeFormat")]
    [InlineData("""{ "relevantDate": "tomorrow" }""", HttpStatusCode.UnprocessableEntity, "/relevantDate")]
    [InlineData("""{ "expirationDate": "2026-12-15T19:00:00" }""", HttpStatusCode.UnprocessableEntity, "/expirationDate")]
    [InlineData("[]", HttpStatusCode.UnprocessableEntity, "")]
    public async Task An_unreadable_body_is_rejected_with_what_is_wrong_and_where(string body, HttpStatusCode expected, string? pointer)
    {
        var issuer = await fixture.NewIssuerAsync();

        var problem = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", body, expected);

        Assert.NotEmpty(problem.Text("message"));
        Assert.NotEmpty(problem.Text("requestId"));
        if (pointer is not null)
            Assert.Equal([pointer], problem.Pointers());
    }

    [Fact]
    public async Task All_missing_values_are_reported_at_once()
    {
        var issuer = await fixture.NewIssuerAsync();

        var problem = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", new { }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/templateId", "/serialNumber"], problem.Pointers());
    }

    [Fact]
    public async Task Every_create_leaves_exactly_one_event_with_the_pass_as_in_the_API()
    {
        var deployment = await TestDeployment.CreateAsync("amqp://nobody:nothing@127.0.0.1:1/none");
        // Without a broker there are no queues to declare: only the tables.
        await using var templates = await RunningService.StartAsync(
            TemplateHost.Build, DatabaseRegistration.MigrateAsync<TemplatesDbContext>, deployment);
        await using var passes = await RunningService.StartAsync(
            PassHost.Build, DatabaseRegistration.MigrateAsync<PassesDbContext>, deployment,
            new Dictionary<string, string?> { ["Services:Template"] = templates.Url.ToString() });
        var organization = Guid.CreateVersion7();
        var template = await templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("coupon"));

        // Without a broker a pass can still be created from a template that was created a millisecond ago.
        var pass = await passes.ClientOf(organization)
            .CreateAsync("/api/v1/passes", new { templateId = template.Text("id"), serialNumber = "NO-BROKER" });

        Assert.Equal(1L, await passes.ScalarAsync<long>("SELECT count(*) FROM outbox_messages"));
        using var body = JsonDocument.Parse(
            (await passes.ScalarAsync<string>("SELECT body FROM outbox_messages WHERE type = 'V1.PassCreated'"))!);
        // As in the API, except that links are sealed apart from it.
        var resource = System.Text.Json.Nodes.JsonNode.Parse(pass.GetRawText())!.AsObject();
        (resource["downloadUrl"], resource["passFlowUrl"]) = (null, null);
        Assert.True(System.Text.Json.Nodes.JsonNode.DeepEquals(
            resource, System.Text.Json.Nodes.JsonNode.Parse(body.RootElement.GetProperty("resource").GetRawText())));
        Assert.NotEmpty(body.RootElement.Text("encryptedLinks"));
        Assert.Equal("V1.TemplateCreated", await templates.ScalarAsync<string>("SELECT type FROM outbox_messages"));
        var probe = passes.AnonymousClient();
        await Eventually.TrueAsync(
            async token => (await probe.GetAsync("/health/ready", token)).IsSuccessStatusCode, TimeSpan.FromSeconds(30), "it is ready");
        Assert.Contains("Degraded", await probe.GetStringAsync("/health/ready"), StringComparison.Ordinal);
    }
}
