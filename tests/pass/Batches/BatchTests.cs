using System.Net;
using System.Text.Json;
using Passinstance.Passes.Tests.Idempotency;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Batches;

[Trait("Category", "Integration")]
public sealed class BatchTests(PassFixture fixture)
{
    [Fact]
    public async Task Items_have_the_effect_of_single_requests()
    {
        var issuer = await fixture.NewIssuerAsync();
        var (update, drop, gone) = (
            (await issuer.IssueAsync("UPDATE")).Text("id"), (await issuer.IssueAsync("VOID")).Text("id"),
            (await issuer.IssueAsync("DELETE")).Text("id"));

        var started = await issuer.StartBatchAsync(new
        {
            operation = "create",
            items = new object[]
            {
                issuer.Pass("NEW-1"),
                new { operation = "update", id = update, fields = new { tier = new { value = "Platinum" }, memberName = (object?)null } },
                new { operation = "void", id = drop },
                new { operation = "delete", serialNumber = "DELETE" },
                issuer.Pass("NEW-2"),
            },
        });
        var batch = await issuer.EndAsync(started);

        Assert.Equal(("pending", 5, 0),
            (started.Text("status"), started.GetProperty("total").GetInt32(), started.GetProperty("progress").GetInt32()));
        Assert.Equal(("completed", 100, 5),
            (batch.Text("status"), batch.GetProperty("progress").GetInt32(), batch.GetProperty("processed").GetInt32()));
        Assert.Equal([2, 1, 1, 1, 0, 0], batch.Counts());
        Assert.True(batch.GetProperty("startedAt").GetDateTimeOffset() <= batch.GetProperty("completedAt").GetDateTimeOffset());
        var results = batch.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2, 3, 4], results.Select(result => result.GetProperty("index").GetInt32()));
        Assert.All(results, result => Assert.Equal("succeeded", result.Text("status")));
        Assert.Equal(["create", "update", "void", "delete", "create"], results.Select(result => result.Text("operation")));
        var updated = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{update}");
        Assert.Equal(["tier"], updated.GetProperty("fields").EnumerateObject().Select(field => field.Name));
        Assert.Equal("voided", (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{drop}")).Text("status"));
        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{gone}", null, HttpStatusCode.NotFound);
        Assert.Equal("NEW-2", (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{results[4].Text("passId")}"))
            .Text("serialNumber"));
    }

    [Fact]
    public async Task A_batch_can_use_a_template_whose_event_has_not_arrived()
    {
        var issuer = await fixture.NewIssuerAsync();

        var batch = await issuer.RunBatchAsync(new { operation = "create", items = new[] { issuer.Pass("B-1") } });

        Assert.Equal([1, 0, 0, 0, 0, 0], batch.Counts());
    }

    [Fact]
    public async Task A_failed_item_says_why_and_does_not_stop_the_others()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("TAKEN");
        var theirs = (await stranger.IssueAsync("THEIRS")).Text("id");

        var batch = await issuer.RunBatchAsync(new
        {
            items = new object[]
            {
                new { operation = "create", templateId = issuer.TemplateId, serialNumber = "TAKEN" },
                new { operation = "create", templateId = stranger.TemplateId, serialNumber = "FOREIGN-TEMPLATE" },
                new { operation = "create", templateId = issuer.TemplateId, serialNumber = "BAD", barcodeFormat = "ean13",
                barcodeMessage = "letters" },
                new { operation = "void", id = theirs },
                new { operation = "delete", serialNumber = "THEIRS" },
                new { operation = "update", id = theirs, barcodeMessage = "mine" },
                new { operation = "create", templateId = issuer.TemplateId, serialNumber = "GOOD" },
            },
        });

        Assert.Equal("completed", batch.Text("status"));
        Assert.Equal([1, 0, 0, 0, 6, 0], batch.Counts());
        var errors = batch.GetProperty("errors").EnumerateArray().ToList();
        Assert.Equal([0, 1, 2, 3, 4, 5], errors.Select(error => error.GetProperty("index").GetInt32()));
        Assert.Equal(
            [(409, "duplicate_serial_number"), (422, "invalid_request"), (422, "invalid_request"), (404, "not_found"), (404, "not_found"),
            (404, "not_found")],
            errors.Select(error => (error.GetProperty("error").GetProperty("status").GetInt32(), error.GetProperty("error").Text("code"))));
        Assert.Equal(["/templateId"], errors[1].GetProperty("error").Pointers());
        Assert.Equal("active", (await stranger.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{theirs}")).Text("status"));
        Assert.Equal([0, 1, 2, 3, 4, 5], (await issuer.ItemsAsync(batch, "&status=failed"))
            .Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal([6], (await issuer.ItemsAsync(batch, "&status=succeeded")).Select(item => item.GetProperty("index").GetInt32()));
    }

    [Fact]
    public async Task Items_about_one_pass_keep_their_order()
    {
        var issuer = await fixture.NewIssuerAsync();
        var known = (await issuer.IssueAsync("KNOWN")).Text("id");
        var items = new List<object> { new { operation = "create", templateId = issuer.TemplateId, serialNumber = "FRESH" } };
        for (var i = 1; i <= 120; i++)
        {
            items.Add(new { operation = "update", serialNumber = "FRESH", barcodeMessage = $"{i}" });
            items.Add(i % 2 == 0
                ? new { operation = "update", id = known, barcodeMessage = $"{i}" } : new
                {
                    operation = "update",
                    serialNumber = "KNOWN",
                    barcodeMessage = $"{i}"
                });
            items.Add(new { operation = "create", templateId = issuer.TemplateId, serialNumber = $"BETWEEN-{i}" });
        }

        items.Add(new { operation = "void", serialNumber = "FRESH" });
        var batch = await issuer.RunBatchAsync(new { items });

        Assert.Equal([121, 240, 1, 0, 0, 0], batch.Counts());
        var fresh = (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes?serialNumber=FRESH")).GetProperty("data")[0];
        Assert.Equal(("120", "voided", 122), (fresh.Text("barcodeMessage"), fresh.Text("status"), fresh.GetProperty("version").GetInt32()));
        Assert.Equal("120", (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{known}")).Text("barcodeMessage"));
    }

    [Theory]
    [InlineData("{}", "/items")]
    [InlineData("""{ "operation": "create", "items": [] }""", "/items")]
    [InlineData("""{ "operation": "explode", "items": [{ "id": "pas_00000000000000000000000000" }] }""", "/operation,/items/0/operation")]
    [InlineData("""{ "items": [{ "id": "pas_00000000000000000000000000" }] }""", "/items/0/operation")]
    [InlineData(
        """
        { "operation": "void", "items": [
            5, { }, { "id": "nonsense" }, { "id": "pas_00000000000000000000000000", "colour": 1 },
            { "serialNumber": "A", "operation": 7 }] }
        """,
        "/items/0,/items/1,/items/2/id,/items/3/colour,/items/4/operation")]
    [InlineData(
        """
        { "operation": "create", "items": [
            { }, { "templateId": "tpl_00000000000000000000000000", "serialNumber": "S", "fields": { "a": { "value": [] } } }] }
        """,
        "/items/0/templateId,/items/0/serialNumber,/items/1/fields/a/value")]
    [InlineData(
        """{ "operation": "update", "items": [{ "serialNumber": "S", "fields": [] }, { "serialNumber": "S", "status": "voided" }] }""",
        "/items/0/fields,/items/1/status")]
    [InlineData("""{ "operation": "void", "items": [{ "serialNumber": "S\u0000" }], "mode": 1 }""", "/items/0/serialNumber")]
    [InlineData("""{ "operation": "void", "items": [{ "serialNumber": "S\u0000" }] }""", "/items/0/serialNumber")]
    [InlineData(
        """
        { "operation": "create", "items": [
            { "templateId": "tpl_00000000000000000000000000", "serialNumber": "S", "serialNumber": "T" }] }
        """,
        "*")]
    public async Task An_invalid_batch_is_rejected_with_every_pointer_and_nothing_is_stored(string body, string pointers)
    {
        var issuer = await fixture.NewIssuerAsync();

        var problem = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/batch", body, HttpStatusCode.UnprocessableEntity);

        if (pointers != "*")
            Assert.Equal(pointers.Split(','), problem.Pointers());
        Assert.Equal(0L, await fixture.Passes.ScalarAsync<long>(
            $"SELECT count(*) FROM batches WHERE organization_id = '{issuer.OrganizationId}'"));
    }

    [Fact]
    public async Task A_batch_has_at_most_ten_thousand_items()
    {
        var issuer = await fixture.NewIssuerAsync();
        var item = JsonSerializer.Serialize(new { serialNumber = "S" });

        Assert.Equal(["/items"], (await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/batch",
            $$"""{ "operation": "void", "items": [{{string.Join(',', Enumerable.Repeat(item, 10_001))}}] }""",
            HttpStatusCode.UnprocessableEntity)).Pointers());
        var batch = await issuer.StartBatchAsync(
            $$"""{ "operation": "void", "items": [{{string.Join(',', Enumerable.Repeat(item, 10_000))}}] }""");
        var cancelled = await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/batch/{batch.Text("id")}/cancel");

        Assert.Equal("cancelled", cancelled.Text("status"));
        Assert.Equal(10_000, cancelled.Counts().Sum());
    }

    [Fact]
    public async Task Cancel_keeps_finished_items_and_starts_no_others_and_a_finished_batch_cannot_be_canceled()
    {
        var issuer = await fixture.NewIssuerAsync();
        var batch = await issuer.StartBatchAsync(
            new { operation = "create", items = Enumerable.Range(0, 3000).Select(i => issuer.Pass($"C-{i}")) });
        var path = $"/api/v1/batch/{batch.Text("id")}/cancel";

        var cancelled = await issuer.Passes.CallAsync(HttpMethod.Post, path);
        var again = await issuer.Passes.CallAsync(HttpMethod.Post, path);
        var done = await issuer.RunBatchAsync(new { operation = "create", items = new[] { issuer.Pass("AFTER") } });

        Assert.Equal(("cancelled", 100), (cancelled.Text("status"), cancelled.GetProperty("progress").GetInt32()));
        Assert.Equal(cancelled.GetRawText(), again.GetRawText());
        var counts = cancelled.Counts();
        Assert.Equal(3000, counts[0] + counts[5]);
        Assert.NotEqual(0, counts[5]);
        Assert.Equal(counts[0] + 1,
            await fixture.Passes.ScalarAsync<long>($"SELECT count(*) FROM passes WHERE organization_id = '{issuer.OrganizationId}'"));
        Assert.Equal("batch_ended",
            (await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/batch/{done.Text("id")}/cancel", null, HttpStatusCode.Conflict))
            .Text("code"));
        Assert.Equal(cancelled.GetRawText(), (await issuer.ReadBatchAsync(batch)).GetRawText());
    }

    [Fact]
    public async Task Another_organizations_batch_does_not_exist_and_each_operation_needs_its_scope()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var batch = await issuer.RunBatchAsync(
            new { operation = "create", items = Enumerable.Range(0, 3).Select(i => issuer.Pass($"S-{i}")) });
        var path = $"/api/v1/batch/{batch.Text("id")}";
        var cursor = (await issuer.Passes.CallAsync(HttpMethod.Get, $"{path}/items?limit=1")).Text("nextCursor");
        var reader = fixture.Passes.ClientOf(issuer.OrganizationId, "batch:read");
        var writer = fixture.Passes.ClientOf(issuer.OrganizationId, "batch:write");

        foreach (var (method, address) in (IEnumerable<(HttpMethod, string)>)[
            (HttpMethod.Get, path), (HttpMethod.Get, $"{path}/items?cursor={cursor}"), (HttpMethod.Post, $"{path}/cancel")])
            await stranger.Passes.CallAsync(method, address, null, HttpStatusCode.NotFound);
        await writer.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.Forbidden);
        await writer.CallAsync(HttpMethod.Get, $"{path}/items", null, HttpStatusCode.Forbidden);
        await reader.CallAsync(HttpMethod.Post, $"{path}/cancel", null, HttpStatusCode.Forbidden);
        await reader.CallAsync(HttpMethod.Post, "/api/v1/batch", new { }, HttpStatusCode.Forbidden);
        await fixture.Passes.AnonymousClient().CallAsync(HttpMethod.Get, path, null, HttpStatusCode.Unauthorized);
        await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/batch/bat_00000000000000000000000000", null, HttpStatusCode.NotFound);
        await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/batch/nonsense", null, HttpStatusCode.NotFound);
        Assert.Equal(["?status"],
            (await issuer.Passes.CallAsync(HttpMethod.Get, $"{path}/items?status=odd", null, HttpStatusCode.UnprocessableEntity))
            .Pointers());
    }

    [Fact]
    public async Task A_repeated_start_with_one_key_is_one_batch()
    {
        var issuer = await fixture.NewIssuerAsync();
        var body = new { operation = "create", items = new[] { issuer.Pass("K-1") } };

        var first = await issuer.Passes.KeyedAsync(HttpMethod.Post, "/api/v1/batch", body, "batch-key");
        var again = await issuer.Passes.KeyedAsync(HttpMethod.Post, "/api/v1/batch", body, "batch-key");

        Assert.Equal((202, $"/api/v1/batch/{first.Json.Text("id")}"), (first.Status, first.Location));
        Assert.Equal(first with { IsReplayed = true }, again);
        var batch = await issuer.EndAsync(first.Json);
        Assert.Equal([1, 0, 0, 0, 0, 0], batch.Counts());
        Assert.Equal(1L, await fixture.Passes.ScalarAsync<long>(
            $"SELECT count(*) FROM batches WHERE organization_id = '{issuer.OrganizationId}'"));
    }

    [Fact]
    public async Task The_end_of_a_batch_is_published_once_with_its_counts()
    {
        var issuer = await fixture.NewIssuerAsync();

        var batch = await issuer.RunBatchAsync(
            new { operation = "create", items = Enumerable.Range(0, 130).Select(i => issuer.Pass($"E-{i}")) });

        var published = await fixture.Passes.ScalarAsync<string>($"""
            SELECT string_agg(body, '|') FROM (SELECT body, type, organization_id FROM outbox_messages
                UNION ALL SELECT body, type, organization_id FROM outbox_history) published
            WHERE organization_id = '{issuer.OrganizationId}' AND type = 'V1.BatchCompleted'
            """);
        var resource = JsonElement.Parse(published!).GetProperty("resource");
        Assert.Equal((batch.Text("id"), "completed"), (resource.Text("id"), resource.Text("status")));
        Assert.Equal([130, 0, 0, 0, 0, 0], resource.Counts());
        Assert.False(resource.TryGetProperty("results", out _));
    }
}
