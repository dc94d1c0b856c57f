using System.Net;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

public sealed class UpdatePassTests(PassSystem system)
{
    [Fact]
    public async Task What_an_update_leaves_out_keeps_its_value_and_null_removes()
    {
        var issuer = await system.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("U-1")).Text("id")}";

        var updated = await issuer.Passes.CallAsync(HttpMethod.Put, path, """
            { "fields": { "tier": { "label": "Tier", "value": "Platinum" }, "memberName": null, "points": { "value": 12.50 } }, "barcodeMessage": null, "barcodeFormat": null }
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
    public async Task Updates_at_once_are_all_kept()
    {
        var issuer = await system.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("U-2")).Text("id")}";

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => issuer.Passes.CallAsync(HttpMethod.Put, path, $$"""{ "fields": { "field{{i}}": { "value": "{{i}}" } } }""")));

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
    public async Task A_change_that_cannot_be_is_refused_and_changes_nothing(string body, HttpStatusCode expected, string? pointer)
    {
        var issuer = await system.NewIssuerAsync();
        var issued = await issuer.IssueAsync("U-3");

        var problem = await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{issued.Text("id")}", body, expected);

        if (pointer is not null)
            Assert.Equal([pointer], problem.Pointers());
        Assert.Equal(issued.GetRawText(), (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{issued.Text("id")}")).GetRawText());
    }

    [Fact]
    public async Task The_same_serial_number_and_template_may_stand_in_an_update()
    {
        var issuer = await system.NewIssuerAsync();
        var id = (await issuer.IssueAsync("U-4")).Text("id");

        var updated = await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{id}", issuer.Pass("U-4"));

        Assert.Equal(2, updated.GetProperty("version").GetInt32());
    }
}
