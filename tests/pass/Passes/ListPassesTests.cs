using System.Data.Common;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Passes.Passes;
using Passinstance.Passes.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Paging;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Passes;

[Trait("Category", "Integration")]
public sealed class ListPassesTests(PassFixture fixture)
{
    [Fact]
    public async Task A_list_is_filtered_by_status_and_a_pass_whose_date_has_passed_is_expired()
    {
        var issuer = await fixture.NewIssuerAsync();
        await issuer.IssueAsync("ACTIVE");
        await issuer.Passes.CreateAsync(
            "/api/v1/passes", new
            {
                templateId = issuer.TemplateId,
                serialNumber = "EXPIRED",
                expirationDate = "2001-01-01T00:00:00+02:00"
            });
        await issuer.Passes.CreateAsync("/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber = "FOR EVER" });
        var voided = (await issuer.Passes.CreateAsync(
            "/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber = "VOID", expirationDate = "2001-01-01T00:00:00Z" }))
            .Text("id");
        await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{voided}/void");
        var deleted = (await issuer.IssueAsync("DELETED")).Text("id");
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{deleted}", null, HttpStatusCode.NoContent);

        Assert.Equal(["FOR EVER", "ACTIVE"], await SerialsAsync(issuer, "?status=active"));
        Assert.Equal(["EXPIRED"], await SerialsAsync(issuer, "?status=expired"));
        Assert.Equal(["VOID"], await SerialsAsync(issuer, "?status=voided"));
        Assert.Equal(["VOID", "FOR EVER", "EXPIRED", "ACTIVE"], await SerialsAsync(issuer, ""));
        Assert.Equal(["EXPIRED"], await SerialsAsync(issuer, $"?status=expired&templateId={issuer.TemplateId}&serialNumber=EXPIRED"));
    }

    [Fact]
    public async Task Adjacent_intervals_of_creation_neither_share_a_pass_nor_miss_one()
    {
        var issuer = await fixture.NewIssuerAsync();
        var moments = new List<string>();
        for (var i = 0; i < 6; i++)
            moments.Add((await issuer.IssueAsync($"T-{i}")).Text("createdAt"));

        for (var i = 0; i < 6; i++)
        {
            var moment = Uri.EscapeDataString(moments[i]);
            Assert.Equal(Enumerable.Range(0, i).Reverse().Select(n => $"T-{n}"), await SerialsAsync(issuer, $"?createdBefore={moment}"));
            Assert.Equal(Enumerable.Range(i, 6 - i).Reverse().Select(n => $"T-{n}"), await SerialsAsync(issuer, $"?createdAfter={moment}"));
        }

        Assert.Equal(["T-3", "T-2"],
            await SerialsAsync(issuer,
            $"?createdAfter={Uri.EscapeDataString(moments[2])}&createdBefore={Uri.EscapeDataString(moments[4])}"));
        Assert.Empty(await SerialsAsync(issuer, "?createdBefore=0001-01-01T00:00:00Z"));
        Assert.Equal(6, (await SerialsAsync(issuer, "?createdBefore=9999-12-31T23:59:59.9999999Z")).Count);
        Assert.Empty(await SerialsAsync(issuer, "?createdAfter=9999-12-31T23:59:59.9999999Z"));
    }

    [Fact]
    public async Task Passes_are_listed_once_while_others_are_added_and_removed()
    {
        var issuer = await fixture.NewIssuerAsync();
        var there = new HashSet<string>();
        for (var i = 0; i < 60; i++)
            there.Add((await issuer.IssueAsync($"W-{i}")).Text("id"));
        using var ending = new CancellationTokenSource();
        var added = 0;
        var adding = Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            while (!ending.IsCancellationRequested)
            {
                var id = (await issuer.IssueAsync($"ADDED-{Interlocked.Increment(ref added)}")).Text("id");
                await issuer.Passes.CallAsync(HttpMethod.Post, $"/api/v1/passes/{id}/void");
            }
        }));

        var random = new Random(1);
        for (var walk = 0; walk < 5; walk++)
        {
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = await issuer.Passes.CallAsync(
                    HttpMethod.Get, $"/api/v1/passes?limit={random.Next(1, 30)}{(cursor is null ? "" : $"&cursor={cursor}")}");
                seen.AddRange(page.GetProperty("data").EnumerateArray().Select(pass => pass.Text("id")));
                cursor = page.GetProperty("nextCursor").GetString();
            }
            while (cursor is not null);
            Assert.Equal(seen.Count, seen.Distinct().Count());
            Assert.Subset(seen.ToHashSet(), there);
        }

        await ending.CancelAsync();
        await adding;
        Assert.NotEqual(0, added);
    }

    [Fact]
    public async Task Every_filter_reads_an_index_of_the_organization()
    {
        // A virtual host of its own: on the other tests' it would consume their events.
        await using var passes = await PassFixture.StartPassesAsync(await TestDeployment.CreateAsync(), fixture.Templates.Url);
        var organization = Guid.CreateVersion7();
        var template = Guid.CreateVersion7();
        await passes.ScalarAsync<object>($"""
            INSERT INTO passes (organization_id, id, template_id, pass_type_identifier, serial_number, content, sealed_secret, version,
                expires_at,
                warnings, voided_at, deleted_at, created_at, updated_at, last_modified, template_version)
            SELECT CASE WHEN n % 5 = 0 THEN '{organization}'::uuid ELSE md5((n % 50)::text)::uuid END,
                   (lpad(to_hex(1790000000000 + n), 12, '0') || '7000800000000000' || lpad(to_hex(n % 16), 4, '0'))::uuid,
                   CASE WHEN n % 100 = 0 THEN '{template}'::uuid ELSE md5((n % 7)::text)::uuid END, 'pass.test', 'S-' || n,
                       json_build_object(), ''::bytea, 1,
                   CASE WHEN n % 3 = 0 THEN to_timestamp(1790000000) + n * interval '1 minute' END, json_build_array(),
                   CASE WHEN n % 25 = 0 THEN now() END, CASE WHEN n % 35 = 0 THEN now() END, to_timestamp((1790000000000 + n) / 1000.0),
                       now(),
                   now(), 1
            FROM generate_series(1, 100000) n
            """);
        await passes.ScalarAsync<object>("ANALYZE passes");
        var now = DateTimeOffset.FromUnixTimeSeconds(1790000000).AddMinutes(50_000);
        var middle = DateTimeOffset.FromUnixTimeMilliseconds(1790000050000);

        foreach (var filter in (PassFilter[])[
            new(), new() { Status = PassStatus.Active }, new() { Status = PassStatus.Voided }, new() { Status = PassStatus.Expired },
            new() { TemplateId = template },
            new() { SerialNumber = "S-5000" }, new() { CreatedAfter = middle }, new() { CreatedBefore = middle },
            new() { CreatedAfter = middle, CreatedBefore = middle.AddSeconds(1) },
            new() { Status = PassStatus.Voided, TemplateId = template, CreatedAfter = middle }])
        {
            foreach (var cursor in (string?[])[
                null, System.Buffers.Text.Base64Url.EncodeToString(TypeId.MinAt(middle).ToByteArray(bigEndian: true))])
            {
                var plan = await ExplainAsync(passes, filter, organization, now, PageRequest.TryRead(20, cursor, out _)!);
                Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
                Assert.Contains("(organization_id = ", plan, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("?status=deleted", HttpStatusCode.UnprocessableEntity)]
    [InlineData("?status=", HttpStatusCode.UnprocessableEntity)]
    [InlineData("?serialNumber=%00", HttpStatusCode.UnprocessableEntity)]
    [InlineData("?createdAfter=yesterday", HttpStatusCode.UnprocessableEntity)]
    public async Task An_invalid_filter_is_rejected(string query, HttpStatusCode expected)
    {
        var issuer = await fixture.NewIssuerAsync();

        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes{query}", null, expected);
    }

    private static async Task<string> ExplainAsync(
        RunningService passes, PassFilter filter, Guid organization, DateTimeOffset now, PageRequest page)
    {
        await using var scope = passes.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<PassesDbContext>();
        await db.Database.OpenConnectionAsync();
        await using DbCommand command = ListPasses.Page(filter.Apply(db.Passes.AsNoTracking(), organization, now), page).CreateDbCommand();
        command.CommandText = "EXPLAIN " + command.CommandText;
        var plan = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            plan.Add(reader.GetString(0));
        return string.Join('\n', plan);
    }

    private static async Task<List<string>> SerialsAsync(Issuer issuer, string query) =>
        [.. (await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/passes{query}")).GetProperty("data").EnumerateArray()
            .Select(pass => pass.Text("serialNumber"))];
}
