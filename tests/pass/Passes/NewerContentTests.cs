using System.Net;
using System.Text.Json.Nodes;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

/// <summary>A newer release has stored content, and this one runs again: during an upgrade, or after a rollback.</summary>
[Trait("Category", "Integration")]
public sealed class NewerContentTests(PassFixture fixture)
{
    [Fact]
    public async Task A_pass_with_newer_content_is_read_and_changed_and_keeps_what_is_newer()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("NEWER-1");
        var path = $"/api/v1/passes/{pass.Text("id")}";
        await WriteAsync(pass.Text("id"), """{"mood":{"is":["good"]}}""");

        var read = await issuer.Passes.CallAsync(HttpMethod.Get, path);
        Assert.Equal(pass.GetRawText(), read.GetRawText());
        var changed = await issuer.Passes.CallAsync(HttpMethod.Put, path, """{ "fields": { "tier": { "value": "Platinum" } } }""");

        Assert.Equal("Platinum", changed.GetProperty("fields").GetProperty("tier").Text("value"));
        Assert.False(changed.TryGetProperty("mood", out _));
        Assert.Equal("good", (await ContentAsync(pass.Text("id")))["mood"]!["is"]![0]!.GetValue<string>());
        var problem = await issuer.Passes.CallAsync(
            HttpMethod.Put, path, """{ "mood": null, "mode": 1 }""", HttpStatusCode.UnprocessableEntity);
        Assert.Contains("/mode", problem.Pointers());
        await issuer.Passes.CallAsync(HttpMethod.Post, $"{path}/void");
    }

    [Fact]
    public async Task An_item_of_a_batch_that_a_newer_program_took_in_is_executed()
    {
        var issuer = await fixture.NewIssuerAsync();
        await fixture.Passes.ScalarAsync<object>("""
            CREATE OR REPLACE FUNCTION newer_item() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                NEW.items = replace(NEW.items, '"NEWER-BATCH"', '"NEWER-BATCH","mood":{"is":["good"]}');
                RETURN NEW;
            END $$;
            CREATE OR REPLACE TRIGGER newer_item BEFORE INSERT ON batch_units FOR EACH ROW EXECUTE FUNCTION newer_item();
            """);

        var batch = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/batch",
            new { operation = "create", items = new[] { new { templateId = issuer.TemplateId, serialNumber = "NEWER-BATCH" } } },
            HttpStatusCode.Accepted);

        await Eventually.TrueAsync(async _ => await HasSucceededAsync(), TimeSpan.FromMinutes(1), "the item has succeeded");
        var stored = await fixture.Passes.ScalarAsync<string>(
            $"SELECT content::text FROM passes WHERE serial_number = 'NEWER-BATCH' AND organization_id = '{issuer.OrganizationId}'");
        Assert.Equal("good", JsonNode.Parse(stored!)!["mood"]!["is"]![0]!.GetValue<string>());

        async Task<bool> HasSucceededAsync()
        {
            var now = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/batch/{batch.Text("id")}");
            return now.Text("status") == "completed" && now.GetProperty("succeeded").GetInt32() == 1;
        }
    }

    private async Task<JsonObject> ContentAsync(string passId) => JsonNode.Parse((await fixture.Passes.ScalarAsync<string>(
        $"SELECT content::text FROM passes WHERE id = '{IdOf(passId)}'"))!)!.AsObject();

    private async Task WriteAsync(string passId, string members)
    {
        var content = await ContentAsync(passId);
        foreach (var (name, value) in JsonNode.Parse(members)!.AsObject())
            content[name] = value!.DeepClone();
        await using var command = fixture.Passes.Database.CreateCommand("UPDATE passes SET content = $1::json WHERE id = $2");
        command.Parameters.AddWithValue(content.ToJsonString());
        command.Parameters.AddWithValue(IdOf(passId));
        await command.ExecuteNonQueryAsync();
    }

    private static Guid IdOf(string passId) =>
        TypeId.TryParse(IdPrefixes.Pass, passId, out var id) ? id : throw new FormatException(passId);
}
