using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Persistence.Retention;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Retention;

[Trait("Category", "Integration")]
public sealed class RetentionSettingsTests(PassFixture fixture)
{
    private const string Path = "/api/v1/retention";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private RetentionJob Job => fixture.Passes.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single();

    [Fact]
    public async Task An_organization_sets_less_and_members_that_it_omits_stay()
    {
        var issuer = await fixture.NewIssuerAsync();
        var before = await Settings(issuer).CallAsync(HttpMethod.Get, Path);
        Assert.Equal((30, 30, 30, 90), Days(before));
        Assert.Equal((30, 30, 30, 90), Days(before.GetProperty("maximum")));
        Assert.Equal((1, 1, 7, 7), Days(before.GetProperty("minimum")));
        Assert.False(before.TryGetProperty("updatedAt", out _));

        await Settings(issuer).CallAsync(HttpMethod.Put, Path, new { deletedPassDays = 5 });
        var after = await Settings(issuer).CallAsync(HttpMethod.Put, Path, new { eventDays = 14, deliveryDays = 20 });
        Assert.Equal((5, 30, 14, 20), Days(after));
        // Nothing new: no event, and the same time.
        var same = await Settings(issuer).CallAsync(HttpMethod.Put, Path, new { eventDays = 14 });
        Assert.Equal(after.GetRawText(), same.GetRawText());
        Assert.Equal((30, 30, 30, 90), Days(await Settings(await fixture.NewIssuerAsync()).CallAsync(HttpMethod.Get, Path)));

        var published = await PublishedAsync(issuer);
        Assert.Equal(2, published.Count);
        Assert.Equal((14, 20), (published[1].GetProperty("eventDays").GetInt32(), published[1].GetProperty("deliveryDays").GetInt32()));
    }

    [Fact]
    public async Task What_is_out_of_the_bounds_is_rejected_all_at_once_and_nothing_is_stored()
    {
        var issuer = await fixture.NewIssuerAsync();

        var problem = await Settings(issuer).CallAsync(
            HttpMethod.Put, Path, new { deletedPassDays = 31, batchResultDays = 0, eventDays = 6, deliveryDays = 20 },
            HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/deletedPassDays", "/batchResultDays", "/eventDays"], problem.Pointers());
        Assert.Contains("1 to 30 days, and is 31", problem.GetRawText(), StringComparison.Ordinal);
        Assert.Equal((30, 30, 30, 90), Days(await Settings(issuer).CallAsync(HttpMethod.Get, Path)));
        Assert.Empty(await PublishedAsync(issuer));
    }

    [Fact]
    public async Task Two_changes_at_the_same_time_both_hold()
    {
        var issuer = await fixture.NewIssuerAsync();

        await Task.WhenAll(
            Settings(issuer).CallAsync(HttpMethod.Put, Path, new { deletedPassDays = 3 }),
            Settings(issuer).CallAsync(HttpMethod.Put, Path, new { batchResultDays = 4 }),
            Settings(issuer).CallAsync(HttpMethod.Put, Path, new { eventDays = 8 }));

        Assert.Equal((3, 4, 8, 90), Days(await Settings(issuer).CallAsync(HttpMethod.Get, Path)));
    }

    [Fact]
    public async Task Deleted_passes_are_emptied_and_batches_removed_when_their_organization_says()
    {
        var (own, other) = (await fixture.NewIssuerAsync(), await fixture.NewIssuerAsync());
        await Settings(own).CallAsync(HttpMethod.Put, Path, new { deletedPassDays = 2, batchResultDays = 3 });
        foreach (var issuer in (Issuer[])[own, other])
        {
            foreach (var (serialNumber, age) in ((string, int)[])[("young", 1), ("old", 3)])
            {
                var pass = await issuer.IssueAsync(serialNumber);
                await issuer.Passes.CallAsync(
                    HttpMethod.Delete, $"/api/v1/passes/{pass.Text("id")}", null, HttpStatusCode.NoContent);
                await fixture.Passes.ScalarAsync<object>(
                    $"UPDATE passes SET deleted_at = now() - interval '{age} days' WHERE organization_id = '{issuer.OrganizationId}' "
                    + $"AND serial_number = '{serialNumber}'");
                await BatchAsync(issuer, serialNumber);
            }

            await fixture.Passes.ScalarAsync<object>(
                $"UPDATE batches SET completed_at = now() - interval '4 days' WHERE organization_id = '{issuer.OrganizationId}' "
                + $"AND id = (SELECT min(id::text)::uuid FROM batches WHERE organization_id = '{issuer.OrganizationId}')");
        }

        await Job.RunAsync(CancellationToken.None);

        Assert.Equal("old", await EmptyAsync(own));
        Assert.Equal("", await EmptyAsync(other));
        Assert.Equal((1, 1), await BatchesAsync(own));
        Assert.Equal((2, 2), await BatchesAsync(other));
        var problem = await own.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", own.Pass("old"), HttpStatusCode.Conflict);
        Assert.Equal("serial_number_deleted", problem.Text("code"));
    }

    private HttpClient Settings(Issuer issuer) =>
        fixture.Passes.ClientOf(issuer.OrganizationId, Scopes.OrganizationsRead, Scopes.OrganizationsWrite);

    private Task<string?> EmptyAsync(Issuer issuer) => fixture.Passes.ScalarAsync<string>(
        $"SELECT coalesce(string_agg(serial_number, ','), '') FROM passes WHERE organization_id = '{issuer.OrganizationId}' "
        + "AND content_removed_at IS NOT NULL AND content::text = '{}'");

    private async Task<(long Batches, long Items)> BatchesAsync(Issuer issuer) => (
        await fixture.Passes.ScalarAsync<long>($"SELECT count(*) FROM batches WHERE organization_id = '{issuer.OrganizationId}'"),
        await fixture.Passes.ScalarAsync<long>($"SELECT count(*) FROM batch_items WHERE organization_id = '{issuer.OrganizationId}'"));

    private static async Task BatchAsync(Issuer issuer, string name)
    {
        var batch = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/batch",
            new { operation = "create", items = new[] { new { templateId = issuer.TemplateId, serialNumber = $"B-{name}" } } },
            HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            async token => (await issuer.Passes.CallAsync(
                HttpMethod.Get, $"/api/v1/batch/{batch.Text("id")}", cancellationToken: token)).Text("status") == "completed",
            Deadline, "the batch is completed");
    }

    private async Task<List<JsonElement>> PublishedAsync(Issuer issuer)
    {
        var bodies = await fixture.Passes.ScalarAsync<string>(
            "SELECT coalesce(json_agg(body ORDER BY id), '[]')::text FROM (SELECT id, body::json AS body FROM outbox_messages "
            + $"WHERE organization_id = '{issuer.OrganizationId}' AND type LIKE '%RetentionChanged' UNION ALL "
            + "SELECT id, body::json FROM outbox_history "
            + $"WHERE organization_id = '{issuer.OrganizationId}' AND type LIKE '%RetentionChanged') events");
        return [.. JsonElement.Parse(bodies!).EnumerateArray()];
    }

    private static (int Passes, int Batches, int Events, int Deliveries) Days(JsonElement settings) => (
        settings.GetProperty("deletedPassDays").GetInt32(), settings.GetProperty("batchResultDays").GetInt32(),
        settings.GetProperty("eventDays").GetInt32(), settings.GetProperty("deliveryDays").GetInt32());
}
