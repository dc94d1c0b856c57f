using System.Net;
using System.Text.Json;
using Npgsql;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.AuditLog;

/// <summary>The entries that requests leave in the log of their service.</summary>
[Trait("Category", "Integration")]
public sealed class AuditLogTests(PassFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Each_write_leaves_one_entry_with_names_and_without_values()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("AUDIT-1");
        var id = pass.Text("id");
        await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{id}",
            """{"fields":{"tier":{"value":"Platinum for Jane"}},"barcodeMessage":"secret-code","expirationDate":"2098-01-01T00:00:00Z"}""");
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{id}/void");
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{id}", expected: HttpStatusCode.NoContent);

        var log = await ReadAsync(issuer);
        Assert.Equal(["deletePass", "voidPass", "updatePass", "createPass"], log.Select(entry => entry.Text("operation")));
        Assert.All(log, entry =>
        {
            Assert.Equal(id, entry.Text("resourceId"));
            Assert.Equal("pass", entry.Text("service"));
            Assert.Equal("apiKey", entry.GetProperty("actor").Text("kind"));
            Assert.StartsWith("key_", entry.GetProperty("actor").Text("id"), StringComparison.Ordinal);
            Assert.StartsWith("aud_", entry.Text("id"), StringComparison.Ordinal);
            Assert.True(entry.Text("requestId").Length >= 8);
            Assert.Equal("127.0.0.1", entry.Text("address"));
        });
        Assert.Equal(["barcodeMessage", "expirationDate", "expiresAt", "fields.tier"],
            log[2].GetProperty("members").EnumerateArray().Select(member => member.GetString()!));
        var text = string.Concat(log.Select(entry => entry.GetRawText()));
        Assert.All((string[])["Platinum", "Jane", "secret-code", "2098-01-01", "AUDIT-1"], value =>
            Assert.DoesNotContain(value, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_changes_nothing_leaves_none()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("AUDIT-2");
        using var duplicate = await issuer.Passes.PostAsync("/api/v1/passes", JsonContentOf(issuer.Pass("AUDIT-2")));
        Assert.Equal(HttpStatusCode.Conflict, duplicate.StatusCode);
        using var invalid = await issuer.Passes.PostAsync("/api/v1/passes", JsonContentOf(new { templateId = "tpl_x" }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, invalid.StatusCode);
        await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", """{"barcodeFormat":"qr"}""");
        await issuer.Passes.GetStringAsync($"/api/v1/passes/{pass.Text("id")}");

        Assert.Equal("createPass", Assert.Single(await ReadAsync(issuer)).Text("operation"));
    }

    [Fact]
    public async Task A_request_that_is_repeated_with_its_key_leaves_one()
    {
        var issuer = await fixture.NewIssuerAsync();
        var key = Guid.NewGuid().ToString();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/passes") { Content = JsonContentOf(issuer.Pass("KEYED")) };
            request.Headers.Add("Idempotency-Key", key);
            using var response = await issuer.Passes.SendAsync(request);
            Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        }

        Assert.Single(await ReadAsync(issuer));
    }

    [Fact]
    public async Task A_batch_leaves_one_entry_for_its_start_and_one_with_counts_for_its_end()
    {
        var issuer = await fixture.NewIssuerAsync();
        var batch = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/batch",
            new { operation = "create", items = Enumerable.Range(1, 25).Select(number => issuer.Pass($"B-{number}")).ToArray() },
            HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            async _ => (await ReadAsync(issuer)).Exists(entry => entry.Text("operation") == "completeBatch"), Deadline,
            "the batch has ended");

        var log = await ReadAsync(issuer);
        Assert.Equal(["completeBatch", "startBatch"], log.Select(entry => entry.Text("operation")));
        Assert.All(log, entry => Assert.Equal(batch.Text("id"), entry.Text("resourceId")));
        Assert.Equal((25, "system"),
            (log[0].GetProperty("counts").GetProperty("created").GetInt32(), log[0].GetProperty("actor").Text("kind")));
        Assert.Equal((25, "apiKey"),
            (log[1].GetProperty("counts").GetProperty("items").GetInt32(), log[1].GetProperty("actor").Text("kind")));
    }

    [Fact]
    public async Task Filters_find_by_actor_operation_resource_and_time()
    {
        var issuer = await fixture.NewIssuerAsync();
        var (first, second) = (await issuer.IssueAsync("F-1"), await issuer.IssueAsync("F-2"));
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{first.Text("id")}/void");
        var all = await ReadAsync(issuer);
        var actor = all[0].GetProperty("actor").Text("id");
        var split = Uri.EscapeDataString(all[0].GetProperty("time").GetDateTimeOffset().AddMilliseconds(1).ToString("O"));

        Assert.Equal(3, (await ReadAsync(issuer, $"?actor={actor}")).Count);
        Assert.Equal(3, (await ReadAsync(issuer, "?actor=apiKey")).Count);
        Assert.Empty(await ReadAsync(issuer, "?actor=user"));
        Assert.Equal(2, (await ReadAsync(issuer, "?operation=createPass")).Count);
        Assert.Single(await ReadAsync(issuer, $"?resource={second.Text("id")}"));
        Assert.Empty(await ReadAsync(issuer, $"?since={split}"));
        Assert.Equal(3, (await ReadAsync(issuer, $"?until={split}")).Count);
        Assert.Empty(await ReadAsync(await fixture.NewIssuerAsync()));
    }

    [Fact]
    public async Task Only_the_scopes_of_the_log_open_it()
    {
        var issuer = await fixture.NewIssuerAsync();
        using var others = await fixture.Passes.ClientOf(issuer.OrganizationId, "passes:read", "passes:write")
            .GetAsync("/internal/audit-log");
        Assert.Equal(HttpStatusCode.Forbidden, others.StatusCode);
        // No key has the right to verify, not even one with all scopes.
        using var verification = await issuer.Passes.GetAsync("/internal/audit-log/verification");
        Assert.Equal(HttpStatusCode.Forbidden, verification.StatusCode);
    }

    [Theory]
    [InlineData("UPDATE audit_log SET operation = 'nothing'")]
    [InlineData("DELETE FROM audit_log")]
    [InlineData("TRUNCATE audit_log")]
    [InlineData("UPDATE audit_log_chain SET hash = ''")]
    [InlineData("DELETE FROM audit_log_chain")]
    [InlineData("TRUNCATE audit_log_chain")]
    public async Task The_service_cannot_change_or_remove_an_entry(string statement)
    {
        await (await fixture.NewIssuerAsync()).IssueAsync("APPEND-ONLY");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => fixture.Passes.ScalarAsync<object>(statement));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private async Task<List<JsonElement>> ReadAsync(Issuer issuer, string query = "") =>
        [.. JsonElement.Parse(await fixture.Passes.ClientOf(issuer.OrganizationId, "audit-log:read")
            .GetStringAsync("/internal/audit-log" + query)).EnumerateArray()];

    private static StringContent JsonContentOf(object body) =>
        new(JsonSerializer.Serialize(body), System.Text.Encoding.UTF8, "application/json");
}
