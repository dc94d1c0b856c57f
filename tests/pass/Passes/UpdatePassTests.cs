using System.Net;
using System.Text.Json;
using Passinstance.Passes.Tests.AppleWallet;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Integration")]
public sealed class UpdatePassTests(PassFixture fixture)
{
    [Fact]
    public async Task An_update_keeps_omitted_members_and_null_removes()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("U-1")).Text("id")}";

        var updated = await issuer.Passes.CallAsync(HttpMethod.Put, path, """
            { "fields": { "tier": { "label": "Tier", "value": "Platinum" }, "memberName": null, "points": { "value": 12.50 } },
              "barcodeMessage": null, "barcodeFormat": null }
            """);

        Assert.Equal(["tier", "points"], updated.GetProperty("fields").EnumerateObject().Select(field => field.Name));
        Assert.Equal("Platinum", updated.GetProperty("fields").GetProperty("tier").Text("value"));
        Assert.Equal("12.50", updated.GetProperty("fields").GetProperty("points").GetProperty("value").GetRawText());
        Assert.False(updated.TryGetProperty("barcodeMessage", out _));
        Assert.Equal("2026-12-15T19:00:00Z", updated.Text("relevantDate"));
        Assert.Equal(2, updated.GetProperty("version").GetInt32());
        Assert.Equal(updated.GetRawText(), (await issuer.Passes.CallAsync(HttpMethod.Get, path)).GetRawText());
    }

    [Fact]
    public async Task Concurrent_updates_are_all_kept()
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("U-2")).Text("id")}";

        await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(i => issuer.Passes.CallAsync(HttpMethod.Put, path, $$"""{ "fields": { "field{{i}}": { "value": "{{i}}" } } }""")));

        var pass = await issuer.Passes.CallAsync(HttpMethod.Get, path);
        Assert.Equal(5, pass.GetProperty("version").GetInt32());
        Assert.Equal(6, pass.GetProperty("fields").EnumerateObject().Count());
    }

    [Theory]
    [InlineData("""{ "serialNumber": "OTHER" }""", HttpStatusCode.UnprocessableEntity, "/serialNumber")]
    [InlineData("""{ "templateId": "tpl_00000000000000000000000000" }""", HttpStatusCode.UnprocessableEntity, "/templateId")]
    [InlineData("""{ "status": "voided" }""", HttpStatusCode.UnprocessableEntity, "/status")]
    [InlineData("""{ "version": 7 }""", HttpStatusCode.UnprocessableEntity, "/version")]
    [InlineData("""{ "expirationDate": 5 }""", HttpStatusCode.UnprocessableEntity, "/expirationDate")]
    [InlineData("""{ "fields": {}, "customFields": {} }""", HttpStatusCode.UnprocessableEntity, "/customFields")]
    [InlineData("{ nonsense", HttpStatusCode.BadRequest, null)]
    public async Task An_invalid_change_is_rejected_and_changes_nothing(string body, HttpStatusCode expected, string? pointer)
    {
        var issuer = await fixture.NewIssuerAsync();
        var issued = await issuer.IssueAsync("U-3");

        var problem = await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{issued.Text("id")}", body, expected);

        if (pointer is not null)
            Assert.Equal([pointer], problem.Pointers());
        Assert.Equal(issued.GetRawText(), (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{issued.Text("id")}"))
            .GetRawText());
    }

    [Fact]
    public async Task An_update_that_changes_nothing_creates_no_version_and_publishes_nothing()
    {
        var issuer = await fixture.NewIssuerAsync();
        var issued = await issuer.IssueAsync("U-5");

        var updated = await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{issued.Text("id")}",
            """{ "fields": { "tier": { "label": "Tier", "value": "Gold" } }, "barcodeMessage": "U-5-GOLD" }""");

        Assert.Equal(issued.GetRawText(), updated.GetRawText());
        Assert.Equal(["V1.PassCreated"], await PublishedAsync(issued));
    }

    [Fact]
    public async Task An_update_that_only_Google_shows_is_published_and_not_listed_for_devices()
    {
        var issuer = await fixture.NewIssuerAsync();
        var issued = await issuer.IssueAsync("U-6");
        var phone = new Phone(fixture, issuer.OrganizationId);
        await phone.RegisterAsync(await Phone.DownloadAsync(fixture, issued));
        var all = (await phone.ListAsync())!.Value;
        // Until nothing that is open on the machine keeps the tag back.
        await Eventually.TrueAsync(async _ =>
        {
            if (await phone.ListAsync(all.Tag) is not { } again)
                return true;
            all = again;
            return false;
        }, TimeSpan.FromSeconds(30), "the phone knows all");

        var updated = await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{issued.Text("id")}", """{ "google": { "hexBackgroundColor": "#112233" } }""");

        Assert.Equal(2, updated.GetProperty("version").GetInt32());
        Assert.Equal(["V1.PassCreated", "V1.PassUpdated", "V1.WalletContentChanged unseen by Apple"], await PublishedAsync(issued));
        Assert.Null(await phone.ListAsync(all.Tag));

        await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{issued.Text("id")}", """{ "fields": { "tier": { "value": "Platinum" } } }""");
        Assert.Equal(["U-6"], (await phone.ListAsync(all.Tag))!.Value.SerialNumbers);
        Assert.Equal("V1.WalletContentChanged", (await PublishedAsync(issued))[^1]);
    }

    // In the order of the versions, PassUpdated before WalletContentChanged.
    private async Task<IReadOnlyList<string>> PublishedAsync(JsonElement pass)
    {
        await using var command = fixture.Passes.Database.CreateCommand("""
            SELECT type || CASE WHEN (body::json ->> 'appleUnchanged')::bool THEN ' unseen by Apple' ELSE '' END FROM (
                SELECT type, body, aggregate_id, aggregate_version FROM outbox_messages
                    UNION SELECT type, body, aggregate_id, aggregate_version FROM outbox_history) e
            WHERE aggregate_id = $1 AND type NOT LIKE '%Installed' AND type NOT LIKE '%Registered' ORDER BY aggregate_version, type
            """);
        command.Parameters.Add(new() { Value = TypeId.TryParse(IdPrefixes.Pass, pass.Text("id"), out var id) ? id : Guid.Empty });
        var published = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            published.Add(reader.GetString(0));
        return published;
    }

    [Fact]
    public async Task An_update_may_contain_the_same_serial_number_and_template()
    {
        var issuer = await fixture.NewIssuerAsync();
        var id = (await issuer.IssueAsync("U-4")).Text("id");

        var updated = await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{id}", issuer.Pass("U-4"));

        Assert.Equal(1, updated.GetProperty("version").GetInt32());
    }
}
