using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Passinstance.Passes.Batches;
using Passinstance.Persistence.Retention;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Batches;

/// <summary>Services of their own: the pass service in this process accepts batches and executes none.</summary>
public sealed class BatchFaultFixture : IAsyncLifetime
{
    internal RunningService Templates { get; private set; } = null!;

    internal RunningService Passes { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var deployment = await TestDeployment.CreateAsync();
        Templates = await PassFixture.StartTemplatesAsync(deployment);
        Passes = await PassFixture.StartPassesAsync(
            deployment, Templates.Url, new() { ["Batches:Concurrency"] = "0", ["Batches:UnitSize"] = "50" });
    }

    public async ValueTask DisposeAsync()
    {
        await Passes.DisposeAsync();
        await Templates.DisposeAsync();
    }

    /// <summary>Another replica, which executes batches.</summary>
    internal Task<RunningService> StartReplicaAsync(int concurrency = 4) => PassFixture.StartPassesAsync(
        Passes.Deployment, Templates.Url, new() { ["Batches:Concurrency"] = $"{concurrency}" }, Passes.Postgres);
}

/// <summary>Batches with workers that are killed, share the work and compete.</summary>
[Trait("Category", "Integration")]
public sealed class BatchFaultTests(BatchFaultFixture fixture) : IClassFixture<BatchFaultFixture>
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);
    private readonly Guid _organization = Guid.CreateVersion7();
    private readonly RunningService _passes = fixture.Passes;

    [Fact]
    public async Task After_a_kill_every_item_is_executed_once()
    {
        const int items = 600;
        var batch = await StartBatchAsync(_organization, items);
        // The last items wait until the worker is dead, however quick it is.
        await ExecuteAsync("UPDATE batch_units SET available_at = 'infinity' WHERE number = 11 AND {0}");
        await using (var first = await PassProcess.StartAsync(_passes.Deployment, _passes.Postgres, fixture.Templates.Url, _organization))
        {
            await Eventually.TrueAsync(async token => await CountDoneAsync(token) >= 20, Soon, "some items are done");
            await first.KillAsync();
        }

        Assert.InRange(await CountDoneAsync(), 20, items - 1);
        // The dead worker's claims would end by themselves after half a minute.
        await ExecuteAsync("UPDATE batch_units SET available_at = clock_timestamp() " +
            "WHERE (claim_id IS NOT NULL OR available_at = 'infinity') AND {0}");
        await using var second = await fixture.StartReplicaAsync();
        await using var third = await fixture.StartReplicaAsync();
        await WaitForEndAsync(_organization, batch);

        Assert.Equal(items, await CountAsync("SELECT count(*) FROM passes WHERE {0}"));
        Assert.Equal(items, await CountAsync(
            "SELECT count(*) FROM batch_items WHERE status = 'succeeded' AND pass_id IS NOT NULL AND {0}"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM batch_units WHERE items IS NOT NULL AND {0}"));
        Assert.Equal(items, await CountAsync("SELECT sum(created) FROM batch_units WHERE {0}"));
        Assert.Equal(items, await CountPublishedAsync("V1.PassCreated"));
        Assert.Equal(1, await CountPublishedAsync("V1.BatchCompleted"));
    }

    [Fact]
    public async Task A_small_batch_does_not_wait_for_another_organizations_large_one()
    {
        var large = Guid.CreateVersion7();
        var first = await StartBatchAsync(large, 1500);
        var second = await StartBatchAsync(_organization, 20);
        await using var worker = await fixture.StartReplicaAsync(concurrency: 2);

        await WaitForEndAsync(_organization, second);

        await AssertIsFairAsync(first, second);
        await _passes.ClientOf(large).CallAsync(HttpMethod.Post, $"/api/v1/batch/{first.Text("id")}/cancel");
    }

    [Fact]
    public async Task A_small_batch_does_not_wait_for_a_large_one_of_its_own_organization()
    {
        var first = await StartBatchAsync(_organization, 1500, "L");
        var second = await StartBatchAsync(_organization, 10, "S");
        await using var worker = await fixture.StartReplicaAsync(concurrency: 1);

        await WaitForEndAsync(_organization, second);

        await AssertIsFairAsync(first, second);
        await _passes.ClientOf(_organization).CallAsync(HttpMethod.Post, $"/api/v1/batch/{first.Text("id")}/cancel");
    }

    [Fact]
    public async Task A_batch_ends_although_the_process_of_its_last_unit_was_killed_before_it_ended_the_batch()
    {
        var batch = await StartBatchAsync(_organization, 3);
        var claimed = await ClaimAsync(new BatchStore(_passes.Database, Options.Create(new BatchOptions()), TimeProvider.System));
        Assert.True(await RunAsync(claimed));
        Assert.Equal("running", (await ReadAsync(_organization, batch)).Text("status"));

        await using var worker = await fixture.StartReplicaAsync();
        await WaitForEndAsync(_organization, batch);

        Assert.Equal(1, await CountPublishedAsync("V1.BatchCompleted"));
    }

    [Fact]
    public async Task A_claim_that_another_worker_took_over_has_no_effect()
    {
        await StartBatchAsync(_organization, 2);
        var store = new BatchStore(_passes.Database, Options.Create(new BatchOptions()), TimeProvider.System);
        var stale = await ClaimAsync(store);
        await ExecuteAsync("UPDATE batch_units SET available_at = clock_timestamp() WHERE {0}");
        var taken = await ClaimAsync(store);

        Assert.False(await RunAsync(stale));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM batch_items WHERE {0}"));
        Assert.Equal(0, await CountAsync("SELECT count(*) FROM passes WHERE {0}"));
        Assert.True(await RunAsync(taken));
        Assert.False(await RunAsync(taken));
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM passes WHERE {0}"));
        Assert.Equal(2, await CountPublishedAsync("V1.PassCreated"));
        await ExecuteAsync("UPDATE batch_units SET ended_at = clock_timestamp() WHERE {0}");
    }

    [Fact]
    public async Task Results_are_stored_for_thirty_days_after_the_end()
    {
        var ids = new List<string>();
        foreach (var age in (string[])["31 days", "29 days", "31 days"])
        {
            ids.Add((await StartBatchAsync(_organization, 3)).Text("id"));
            await ExecuteAsync($"UPDATE batches SET completed_at = clock_timestamp() - interval '{age}' " +
                $"WHERE completed_at IS NULL AND {{0}}");
        }

        var running = await StartBatchAsync(_organization, 3);
        await _passes.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single().RunAsync(CancellationToken.None);

        await _passes.ClientOf(_organization).CallAsync(HttpMethod.Get, $"/api/v1/batch/{ids[0]}", null, HttpStatusCode.NotFound);
        await _passes.ClientOf(_organization).CallAsync(HttpMethod.Get, $"/api/v1/batch/{ids[1]}");
        await ReadAsync(_organization, running);
        Assert.Equal(2, await CountAsync("SELECT count(*) FROM batch_units WHERE {0}"));
        await ExecuteAsync("UPDATE batch_units SET ended_at = clock_timestamp() WHERE {0}");
    }

    // By when their units ended, and not by what is done when this test has heard of it.
    private async Task AssertIsFairAsync(JsonElement large, JsonElement small)
    {
        var before = await _passes.ScalarAsync<long>($"""
            SELECT coalesce(sum(created), 0) FROM batch_units WHERE batch_id = '{IdOf(large)}' AND ended_at <
                (SELECT max(ended_at) FROM batch_units WHERE batch_id = '{IdOf(small)}')
            """);
        Assert.True(before < 1000, $"{before} of 1,500 items of the large batch were done before those of the small one.");

        static Guid IdOf(JsonElement batch)
        {
            Assert.True(TypeId.TryParse(IdPrefixes.Batch, batch.Text("id"), out var id));
            return id;
        }
    }

    private async Task<JsonElement> StartBatchAsync(Guid organization, int items, string prefix = "")
    {
        var template = (await fixture.Templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("coupon")))
            .Text("id");
        return await _passes.ClientOf(organization).CallAsync(HttpMethod.Post, "/api/v1/batch", new
        {
            operation = "create",
            items = Enumerable.Range(0, items).Select(i => new { templateId = template, serialNumber = $"{prefix}{organization}-{i}" }),
        }, HttpStatusCode.Accepted);
    }

    private Task<JsonElement> ReadAsync(Guid organization, JsonElement batch) =>
        _passes.ClientOf(organization).CallAsync(HttpMethod.Get, $"/api/v1/batch/{batch.Text("id")}");

    private Task WaitForEndAsync(Guid organization, JsonElement batch) =>
        Eventually.TrueAsync(async _ => (await ReadAsync(organization, batch)).Text("status") == "completed", Soon, "the batch ends");

    // The only unit of this test's organization; units of other tests have ended.
    private async Task<ClaimedUnit> ClaimAsync(BatchStore store)
    {
        var claimed = Assert.Single(await store.ClaimAsync(4, CancellationToken.None));
        Assert.Equal(_organization, claimed.OrganizationId);
        Assert.Empty(await store.ClaimAsync(4, CancellationToken.None));
        return claimed;
    }

    private async Task<bool> RunAsync(ClaimedUnit unit)
    {
        await using var scope = _passes.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BatchUnitRunner>().RunAsync(unit, CancellationToken.None);
    }

    private Task<long> CountDoneAsync(CancellationToken cancellationToken = default) =>
        CountAsync("SELECT count(*) FROM batch_items WHERE {0}", cancellationToken);

    private Task<long> CountPublishedAsync(string type) => CountAsync($"""
        SELECT count(*) FROM (SELECT type, organization_id FROM outbox_messages UNION ALL SELECT type, organization_id
            FROM outbox_history) m
        WHERE type = '{type}' AND {"{0}"}
        """);

    // {0} is the condition that the rows are this test's.
    private Task<long> CountAsync(string sql, CancellationToken cancellationToken = default) =>
        _passes.ScalarAsync<long>(sql.Replace("{0}", $"organization_id = '{_organization}'", StringComparison.Ordinal), cancellationToken);

    private Task<object?> ExecuteAsync(string sql) =>
        _passes.ScalarAsync<object>(sql.Replace("{0}", $"organization_id = '{_organization}'", StringComparison.Ordinal));
}
