using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Batches;

/// <summary>Batches whose items are a body of NDJSON or CSV, stored while it arrives.</summary>
[Trait("Category", "Integration")]
public sealed class BatchStreamTests(PassFixture fixture)
{
    private const string Ndjson = "application/x-ndjson";
    private const string Csv = "text/csv";

    [Fact]
    public async Task Ndjson_has_one_item_a_line_and_its_defaults_in_the_query()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("OLD");
        var body = """
            {"serialNumber":"N-1","fields":{"tier":{"value":"Gold"}}}

              { "serialNumber": "N-2", "templateId": "TEMPLATE", "barcodeMessage": "a\u0000b" }
            {"operation":"update","serialNumber":"OLD","fields":{"tier":{"value":"Platinum"}}}
            {"operation":"notify","serialNumber":"OLD","title":"Hello","message":"You are {tier}."}
            {"operation":"void","serialNumber":"N-2"}
            """.Replace("TEMPLATE", issuer.TemplateId, StringComparison.Ordinal);

        var batch = await issuer.EndAsync(await SendAsync(
            issuer, Ndjson, "\uFEFF" + body, $"operation=create&templateId={issuer.TemplateId}"));

        Assert.Equal([2, 1, 1, 0, 0, 0], batch.Counts());
        Assert.Equal((1, 5, 5, 100), (batch.GetProperty("counts").GetProperty("notified").GetInt32(),
            batch.GetProperty("total").GetInt32(), batch.GetProperty("succeeded").GetInt32(), batch.GetProperty("percent").GetInt32()));
        Assert.True(batch.GetProperty("itemsPerSecond").GetDouble() > 0);
        Assert.False(batch.TryGetProperty("secondsLeft", out _));
        var old = (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes?serialNumber=OLD")).GetProperty("data")[0];
        Assert.Equal(("Platinum", 3), (old.GetProperty("fields").GetProperty("tier").Text("value"), old.GetProperty("version").GetInt32()));
        Assert.Equal("Hello\nYou are Platinum.", await fixture.Passes.ScalarAsync<string>(
            $"SELECT (message->'text'->>'header') || E'\\n' || (message->'text'->>'body') FROM passes " +
            $"WHERE organization_id = '{issuer.OrganizationId}' AND serial_number = 'OLD'"));
    }

    [Theory]
    [InlineData("operation=create", "{\"serialNumber\":\"A\"}", "/items/0/templateId")]
    [InlineData("", "{\"serialNumber\":\"A\"}", "/items/0/operation")]
    [InlineData("operation=explode&templateId=x", "{}", "?operation,?templateId")]
    [InlineData("operation=void", "", "/items")]
    [InlineData("operation=void", "\n\n", "/items")]
    [InlineData("operation=void", "{\"serialNumber\":\"A\"}\n{\"serialNumber\":\n{}\n[]", "/items/1,/items/2,/items/3")]
    [InlineData("operation=void", "{\"serialNumber\":\"A\",\"serialNumber\":\"B\"}", "/items/0/serialNumber")]
    [InlineData(
        "operation=void", "{\"serialNumber\":\"A\\ud800\"}\n{\"serialNumber\":\"\\u0000\"}",
        "/items/0/serialNumber,/items/1/serialNumber")]
    [InlineData(
        "operation=update", "{\"serialNumber\":\"A\",\"userInfo\":1e999}\n{\"serialNumber\":\"A\",\"colour\":1}",
        "/items/0/userInfo,/items/1/colour")]
    [InlineData("operation=notify", "{\"serialNumber\":\"A\",\"title\":\"{\",\"message\":\"\"}", "/items/0/title,/items/0/message")]
    [InlineData("operation=void&columns=A:id", "{\"serialNumber\":\"A\"}", "?columns")]
    public async Task Invalid_ndjson_is_rejected_with_every_pointer_and_nothing_is_stored(string query, string body, string pointers)
    {
        var issuer = await fixture.NewIssuerAsync();

        var problem = await SendAsync(issuer, Ndjson, body, query, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(pointers.Split(','), problem.Pointers());
        await AssertNothingIsStoredAsync(issuer);
    }

    [Fact]
    public async Task An_error_in_the_last_line_of_many_leaves_nothing()
    {
        var issuer = await fixture.NewIssuerAsync();
        var lines = Enumerable.Range(0, 1700).Select(i => $$"""{"serialNumber":"L-{{i}}"}""").Append("{");

        var problem = await SendAsync(
            issuer, Ndjson, string.Join('\n', lines), $"operation=create&templateId={issuer.TemplateId}",
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/items/1700"], problem.Pointers());
        await AssertNothingIsStoredAsync(issuer);
    }

    [Fact]
    public async Task Csv_has_columns_named_by_member_or_mapped_and_empty_cells_are_left_out()
    {
        var issuer = await fixture.NewIssuerAsync();
        const string body = """"
            serialNumber;Name; fields.tier;fields.tier.label;expirationDate;Notes;userInfo.seat
            C-1;"Doe; ""Jane""";Gold;Tier;2099-12-31T00:00:00Z;ignored;12A
            C-2;Zoë;;;;;
            """";

        var batch = await issuer.EndAsync(await SendAsync(
            issuer, Csv, "\uFEFF" + body, $"operation=create&templateId={issuer.TemplateId}&columns=Name:fields.memberName,Notes:"));

        Assert.Equal([2, 0, 0, 0, 0, 0], batch.Counts());
        var passes = (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes")).GetProperty("data").EnumerateArray()
            .ToDictionary(pass => pass.Text("serialNumber"));
        var fields = passes["C-1"].GetProperty("fields");
        Assert.Equal(("Doe; \"Jane\"", "Gold", "Tier"), (fields.GetProperty("memberName").Text("value"),
            fields.GetProperty("tier").Text("value"), fields.GetProperty("tier").Text("label")));
        Assert.Equal("12A", passes["C-1"].GetProperty("userInfo").Text("seat"));
        Assert.Equal("2099-12-31T00:00:00Z", passes["C-1"].Text("expirationDate"));
        Assert.Equal(["memberName"], passes["C-2"].GetProperty("fields").EnumerateObject().Select(field => field.Name));
        Assert.False(passes["C-2"].TryGetProperty("expirationDate", out _));
    }

    [Fact]
    public async Task Cells_of_number_fields_are_numbers_and_all_others_stay_as_they_are()
    {
        var issuer = await fixture.NewIssuerAsync();
        var old = (await issuer.IssueAsync("N-0")).GetProperty("templateVersion").GetInt32();
        await issuer.Templates.CallAsync(HttpMethod.Put, $"/api/v1/templates/{issuer.TemplateId}", """
            {"layout":{"primaryFields":[{"key":"balance","label":"Balance","currencyCode":"EUR"}],
                       "backFields":[{"key":"visits","label":"Visits","numberStyle":"PKNumberStyleDecimal"},{"key":"card","label":"Card"}]}}
            """);
        await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{issuer.TemplateId}/publish");
        await Eventually.TrueAsync(
            async _ => (await issuer.IssueAsync($"N-{Guid.NewGuid():N}")).GetProperty("templateVersion").GetInt32() > old,
            TimeSpan.FromSeconds(30), "the published design is used");

        var created = await issuer.EndAsync(await SendAsync(
            issuer, Csv, "serialNumber,fields.balance,fields.visits,fields.card\nN-1,12.50,007,0042\n",
            $"operation=create&templateId={issuer.TemplateId}"));
        Assert.Equal(1, created.Counts()[0]);
        Assert.Equal(
            """{"balance":{"value":12.50},"visits":{"value":7},"card":{"value":"0042"}}""", await FieldsAsync());

        var updated = await issuer.EndAsync(await SendAsync(
            issuer, Csv, "serialNumber,fields.balance,fields.card\nN-1,-3.00,1.5\n", "operation=update"));
        Assert.Equal(1, updated.Counts()[1]);
        Assert.Equal(
            """{"balance":{"value":-3.00},"visits":{"value":7},"card":{"value":"1.5"}}""", await FieldsAsync());

        var failed = await issuer.EndAsync(await SendAsync(
            issuer, Csv, "serialNumber,fields.balance\nN-1,\"1,234.50\"\n", "operation=update"));
        Assert.Equal(1, failed.Counts()[4]);

        async Task<string> FieldsAsync() =>
            (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes?serialNumber=N-1")).GetProperty("data")[0]
            .GetProperty("fields").GetRawText();
    }

    [Theory]
    [InlineData("", "serialNumbr,Name\nA,B", "/columns/0,/columns/1", "Did you mean \"serialNumber\"?")]
    [InlineData("&columns=Nam:fields.a", "serialNumber,Name\nA,B", "?columns,/columns/1", "Did you mean \"Name\"?")]
    [InlineData("&columns=Name", "serialNumber,Name\nA,B", "?columns", "Ticket:serialNumber")]
    [InlineData("&columns=Name:locations", "serialNumber,Name\nA,B", "/columns/1", "no member of an item")]
    [InlineData("&columns=Name:serialNumber", "serialNumber,Name\nA,B", "/columns/1", "second for serialNumber")]
    [InlineData("", "serialNumber,barcodeMessage\nA,B\nC", "/items/1", "one cell for each column")]
    [InlineData("", "serialNumber,barcodeFormat\nA,qr\nB,round", "/items/1/barcodeFormat", "one of")]
    [InlineData("", "serialNumber,fields.a\nA,x\nB,\"cut", "/items/1", "is not closed")]
    [InlineData("", "serialNumber,fields.a\nA,5\" wide\nB,x\n", "/items/0", "is not closed")]
    [InlineData("", "serialNumber", "/items", "Send 1 to")]
    [InlineData("", "", "/columns", "")]
    public async Task Csv_that_cannot_be_read_is_rejected_with_what_is_meant(string query, string body, string pointers, string text)
    {
        var issuer = await fixture.NewIssuerAsync();

        var problem = await SendAsync(
            issuer, Csv, body, $"operation=create&templateId={issuer.TemplateId}{query}", HttpStatusCode.UnprocessableEntity);

        if (body.Length > 0)
            Assert.Equal(pointers.Split(','), problem.Pointers());
        Assert.Contains(text, problem.GetRawText().Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
        await AssertNothingIsStoredAsync(issuer);
    }

    [Fact]
    public async Task A_dry_run_validates_every_item_and_changes_nothing()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("HERE");
        var before = await StateAsync(issuer);
        const string body = """
            {"operation":"create","serialNumber":"D-1"}
            {"operation":"create","serialNumber":"HERE"}
            {"operation":"create","serialNumber":"D-2","barcodeFormat":"ean13","barcodeMessage":"letters"}
            {"operation":"update","serialNumber":"HERE","fields":{"tier":{"value":"Platinum"}}}
            {"operation":"update","serialNumber":"D-1","barcodeMessage":"later"}
            {"operation":"delete","serialNumber":"HERE"}
            {"operation":"void","serialNumber":"GONE"}
            """;

        var batch = await issuer.EndAsync(await SendAsync(issuer, Ndjson, body, $"dryRun=true&templateId={issuer.TemplateId}"));

        Assert.True(batch.GetProperty("dryRun").GetBoolean());
        Assert.Equal([1, 2, 0, 1, 3, 0], batch.Counts());
        Assert.Equal([1, 2, 6], batch.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("index").GetInt32()));
        Assert.False(batch.GetProperty("results")[0].TryGetProperty("passId", out _));
        Assert.Equal(before, await StateAsync(issuer));
        var json = await issuer.RunBatchAsync(new { operation = "void", dryRun = true, items = new[] { new { serialNumber = "HERE" } } });
        Assert.Equal([0, 0, 1, 0, 0, 0], json.Counts());
        Assert.Equal(before, await StateAsync(issuer));
    }

    [Fact]
    public async Task A_repeated_stream_with_one_key_is_one_batch()
    {
        var issuer = await fixture.NewIssuerAsync();
        var query = $"operation=create&templateId={issuer.TemplateId}";

        var first = await SendAsync(issuer, Ndjson, """{"serialNumber":"K-1"}""", query, key: "stream-key");
        var again = await SendAsync(issuer, Ndjson, """{"serialNumber":"K-1"}""", query, key: "stream-key");
        await SendAsync(issuer, Ndjson, """{"serialNumber":"K-2"}""", query, HttpStatusCode.UnprocessableEntity, "stream-key");

        Assert.Equal(first.Text("id"), again.Text("id"));
        var ended = await issuer.EndAsync(first);
        Assert.Equal([1, 0, 0, 0, 0, 0], ended.Counts());
        Assert.Equal(1L, await fixture.Passes.ScalarAsync<long>(
            $"SELECT count(*) FROM batches WHERE organization_id = '{issuer.OrganizationId}'"));
    }

    [Fact]
    public async Task Results_are_downloaded_with_links_and_errors_and_passes_as_an_archive()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        var lines = Enumerable.Range(0, 600).Select(i => $$"""{"serialNumber":"R-{{i}}"}""")
            .Append("""{"serialNumber":"=R-0"}""").Append("""{"serialNumber":"R-0"}""");
        var batch = await issuer.EndAsync(await SendAsync(
            issuer, Ndjson, string.Join('\n', lines), $"operation=create&templateId={issuer.TemplateId}"));
        var path = $"/api/v1/batch/{batch.Text("id")}";
        Assert.Equal([601, 0, 0, 0, 1, 0], batch.Counts());

        var ndjson = (await GetAsync(issuer, $"{path}/results")).TrimEnd('\n').Split('\n').Select(line => JsonElement.Parse(line)).ToList();
        Assert.Equal(Enumerable.Range(0, 602), ndjson.Select(line => line.GetProperty("index").GetInt32()));
        var pass = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{ndjson[3].Text("passId")}");
        Assert.Equal((pass.Text("downloadUrl"), pass.Text("passFlowUrl"), "R-3"),
            (ndjson[3].Text("downloadUrl"), ndjson[3].Text("passFlowUrl"), ndjson[3].Text("serialNumber")));
        Assert.Equal("duplicate_serial_number", ndjson[601].GetProperty("error").Text("code"));
        var csv = (await GetAsync(issuer, $"{path}/results?format=csv")).TrimEnd().Split('\n');
        Assert.Equal(603, csv.Length);
        Assert.StartsWith("index,operation,status,passId,serialNumber,downloadUrl", csv[0], StringComparison.Ordinal);
        Assert.Contains("'=R-0", csv[601], StringComparison.Ordinal);
        Assert.Single((await GetAsync(issuer, $"{path}/results?status=failed")).TrimEnd('\n').Split('\n'));

        using var zip = await issuer.Passes.GetAsync(new Uri($"{path}/passes?from=590", UriKind.Relative));
        using var archive = new System.IO.Compression.ZipArchive(new MemoryStream(await zip.Content.ReadAsByteArrayAsync()));
        Assert.Equal(11, archive.Entries.Count);
        Assert.EndsWith($"{ndjson[600].Text("passId")}.pkpass", archive.Entries[^1].FullName, StringComparison.Ordinal);
        using var inner = new System.IO.Compression.ZipArchive(archive.Entries[0].Open());
        Assert.NotNull(inner.GetEntry("signature"));

        foreach (var address in (string[])["results", "passes"])
            await stranger.Passes.CallAsync(HttpMethod.Get, $"{path}/{address}", null, HttpStatusCode.NotFound);
        await issuer.Passes.CallAsync(HttpMethod.Get, $"{path}/results?format=xml", null, HttpStatusCode.UnprocessableEntity);
        await issuer.Passes.CallAsync(HttpMethod.Get, $"{path}/passes?from=5000", null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Items_about_one_pass_keep_their_order_over_units()
    {
        var issuer = await fixture.NewIssuerAsync();
        var known = (await issuer.IssueAsync("KNOWN")).Text("id");
        var lines = new List<string>();
        for (var i = 0; i < 2600; i++)
        {
            var named = i / 26 % 2 == 0 ? "\"serialNumber\":\"KNOWN\"" : $"\"id\":\"{known}\"";
            lines.Add(i % 26 == 0
                ? $$"""{"operation":"update",{{named}},"barcodeMessage":"{{i}}"}"""
                : $$"""{"operation":"create","templateId":"{{issuer.TemplateId}}","serialNumber":"O-{{i}}"}""");
        }

        var batch = await issuer.EndAsync(await SendAsync(issuer, Ndjson, string.Join('\n', lines), ""));

        Assert.Equal([2500, 100, 0, 0, 0, 0], batch.Counts());
        var pass = await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes/{known}");
        Assert.Equal(("2574", 101), (pass.Text("barcodeMessage"), pass.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Items_are_listed_while_they_wait_and_after_a_cancel()
    {
        var issuer = await fixture.NewIssuerAsync();
        var lines = Enumerable.Range(0, 5000).Select(i => $$"""{"serialNumber":"W-{{i}}"}""");
        var batch = await SendAsync(issuer, Ndjson, string.Join('\n', lines), $"operation=create&templateId={issuer.TemplateId}");

        var cancelled = await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/batch/{batch.Text("id")}/cancel");

        var counts = cancelled.Counts();
        Assert.Equal(5000, counts[0] + counts[5]);
        var items = await issuer.ItemsAsync(batch);
        Assert.Equal(Enumerable.Range(0, 5000), items.Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => $"W-{i}"), items.Select(item => item.Text("serialNumber")));
        Assert.Equal(counts[5], items.Count(item => item.Text("status") == "cancelled"));
        Assert.Equal(counts[5], (await issuer.ItemsAsync(batch, "&status=cancelled")).Count);
        Assert.Equal(counts[0], (await issuer.ItemsAsync(batch, "&status=succeeded")).Count);
    }

    [Fact]
    public async Task A_large_body_is_stored_while_it_arrives_and_another_organizations_passes_are_not_found()
    {
        var issuer = await fixture.NewIssuerAsync();
        var stranger = await fixture.NewIssuerAsync();
        await stranger.IssueAsync("THEIRS");
        const int items = 20_000;
        var sent = 0L;
        using var content = new Lines(
            items, i => $$"""{"serialNumber":"{{(i == 7 ? "THEIRS" : $"NONE-{i}")}}"}""", length => sent += length);
        content.Headers.ContentType = new MediaTypeHeaderValue(Ndjson);

        using var response = await issuer.Passes.PostAsync(new Uri("/api/v1/batch?operation=void&dryRun=true", UriKind.Relative), content);
        var batch = await issuer.EndAsync(JsonElement.Parse(await response.Content.ReadAsStringAsync()));

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal([0, 0, 0, 0, items, 0], batch.Counts());
        Assert.Equal("not_found", batch.GetProperty("errors")[7].GetProperty("error").Text("code"));
        Assert.True(sent > items * 20);
    }

    [Fact]
    public async Task A_body_of_another_type_is_rejected()
    {
        var issuer = await fixture.NewIssuerAsync();

        await SendAsync(issuer, "text/plain", "{}", "operation=void", HttpStatusCode.UnsupportedMediaType);
        await SendAsync(issuer, "application/json", "{}", "operation=void", HttpStatusCode.UnprocessableEntity);
    }

    private static async Task<JsonElement> SendAsync(
        Issuer issuer, string type, string body, string query, HttpStatusCode status = HttpStatusCode.Accepted, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/batch?{query}");
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var response = await issuer.Passes.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    private static async Task<string> GetAsync(Issuer issuer, string path)
    {
        using var response = await issuer.Passes.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task AssertNothingIsStoredAsync(Issuer issuer)
    {
        foreach (var table in (string[])["batches", "batch_units", "batch_items", "passes"])
            Assert.Equal(0L, await fixture.Passes.ScalarAsync<long>(
                $"SELECT count(*) FROM {table} WHERE organization_id = '{issuer.OrganizationId}'"));
    }

    // Every row of every pass and every event about one.
    private Task<string?> StateAsync(Issuer issuer) => fixture.Passes.ScalarAsync<string?>($"""
        SELECT (SELECT string_agg(p::text, '|' ORDER BY id) FROM passes p WHERE organization_id = '{issuer.OrganizationId}') ||
            (SELECT count(*) FROM (SELECT type, organization_id FROM outbox_messages UNION ALL
                SELECT type, organization_id FROM outbox_history) m
             WHERE organization_id = '{issuer.OrganizationId}' AND type <> 'V1.BatchCompleted')
        """);

    /// <summary>A body that is made while it is sent, without a length.</summary>
    private sealed class Lines(int count, Func<int, string> line, Action<int> written) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < count; i++)
            {
                var bytes = Encoding.UTF8.GetBytes(line(i) + "\n");
                written(bytes.Length);
                await stream.WriteAsync(bytes);
            }
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
