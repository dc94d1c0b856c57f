using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Messaging.Bus;
using Passinstance.Passes.Batches;
using Passinstance.Passes.Persistence;
using Passinstance.Passes.Tests.PassMessages;
using Passinstance.Persistence.Retention;
using Passinstance.Templates;
using Passinstance.Templates.Persistence;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.Batches;

/// <summary>Batches under workers that die, share and compete. The host in this process takes batches in and works none off.</summary>
public sealed class BatchFaultTests : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(5);
    private RunningService _templates = null!;
    private RunningService _passes = null!;

    public async ValueTask InitializeAsync()
    {
        var deployment = await TestDeployment.CreateAsync();
        _templates = await RunningService.StartAsync(TemplateHost.Build, (app, args) => app.RunCommandAsync<TemplatesDbContext>(args), deployment);
        _passes = await StartAsync(new BatchLimits { Concurrency = 0 });
    }

    public async ValueTask DisposeAsync()
    {
        await _passes.DisposeAsync();
        await _templates.DisposeAsync();
    }

    [Fact]
    public async Task A_killed_worker_loses_no_item_and_none_is_done_twice()
    {
        const int items = 600;
        var organization = Guid.CreateVersion7();
        var batch = await StartBatchAsync(organization, items);
        // The last items wait until it is dead, however quick it is.
        await _passes.ScalarAsync<object>("UPDATE batch_units SET available_at = 'infinity' WHERE number = (SELECT max(number) FROM batch_units)");
        await using (var first = await PassProgram.StartAsync(_passes, _templates.Url, organization))
        {
            await Eventually.TrueAsync(async token => await DoneAsync(organization, token) >= 20, Soon, "some items are done");
            await first.KillAsync();
        }

        var done = await DoneAsync(organization);
        Assert.InRange(done, 20, items - 1);
        // The dead worker's claims would end by themselves after half a minute.
        await _passes.ScalarAsync<object>("UPDATE batch_units SET available_at = clock_timestamp() WHERE claim_id IS NOT NULL OR available_at = 'infinity'");
        await using var second = await PassProgram.StartAsync(_passes, _templates.Url, organization);
        await using var third = await PassProgram.StartAsync(_passes, _templates.Url, organization);
        await EndedAsync(organization, batch);

        Assert.Equal(items, await _passes.ScalarAsync<long>("SELECT count(*) FROM passes"));
        Assert.Equal(items, await _passes.ScalarAsync<long>("SELECT count(*) FROM batch_items WHERE status = 'succeeded' AND pass_id IS NOT NULL AND request IS NULL"));
        Assert.Equal(items, await _passes.ScalarAsync<long>("SELECT sum(created) FROM batch_units"));
        Assert.Equal(items, await SaidAsync("V1.PassCreated"));
        Assert.Equal(1, await SaidAsync("V1.BatchCompleted"));
    }

    [Fact]
    public async Task A_small_batch_does_not_wait_for_another_organisations_large_one()
    {
        var (large, small) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var first = await StartBatchAsync(large, 1500);
        var second = await StartBatchAsync(small, 20);
        await using var worker = await StartAsync(new BatchLimits { Concurrency = 2, ChunkSize = 20 });

        await EndedAsync(small, second);

        var processed = (await ReadAsync(large, first)).GetProperty("processed").GetInt32();
        Assert.True(processed < 1000, $"{processed} of 1,500 items of the large batch were done before the 20 of the small one.");
    }

    [Fact]
    public async Task A_claim_that_another_worker_has_taken_over_has_no_effect()
    {
        var organization = Guid.CreateVersion7();
        await StartBatchAsync(organization, 2);
        var store = new BatchStore(_passes.Database, new BatchLimits());
        var stale = Assert.Single(await store.ClaimAsync(4, CancellationToken.None));
        var item = (await store.ReadPendingAsync(stale, -1, CancellationToken.None))[0];
        Assert.Empty(await store.ClaimAsync(4, CancellationToken.None));
        await _passes.ScalarAsync<object>("UPDATE batch_units SET available_at = clock_timestamp()");
        var taken = Assert.Single(await store.ClaimAsync(4, CancellationToken.None));

        Assert.False(await RunAsync(stale, item));
        Assert.False(await RunAsync(stale, item with { Request = "{}" }));
        Assert.Equal(0L, await _passes.ScalarAsync<long>("SELECT count(*) FROM batch_items WHERE status <> 'pending'"));
        Assert.Equal(0L, await _passes.ScalarAsync<long>("SELECT count(*) FROM passes"));
        Assert.True(await RunAsync(taken, item));
        Assert.False(await RunAsync(taken, item));
        Assert.Equal(1L, await _passes.ScalarAsync<long>("SELECT count(*) FROM passes"));
        Assert.Equal(1, await SaidAsync("V1.PassCreated"));
    }

    [Fact]
    public async Task Results_are_kept_for_thirty_days_after_the_end()
    {
        var organization = Guid.CreateVersion7();
        var ids = new List<string>();
        foreach (var age in (string[])["31 days", "29 days", "31 days"])
        {
            ids.Add((await StartBatchAsync(organization, 3)).Text("id"));
            await _passes.ScalarAsync<object>($"UPDATE batches SET completed_at = clock_timestamp() - interval '{age}' WHERE completed_at IS NULL");
        }

        var running = await StartBatchAsync(organization, 3);
        await _passes.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single().RunAsync(CancellationToken.None);

        await _passes.ClientOf(organization).CallAsync(HttpMethod.Get, $"/api/v1/batch/{ids[0]}", null, HttpStatusCode.NotFound);
        await _passes.ClientOf(organization).CallAsync(HttpMethod.Get, $"/api/v1/batch/{ids[1]}");
        await ReadAsync(organization, running);
        Assert.Equal(6L, await _passes.ScalarAsync<long>("SELECT count(*) FROM batch_items"));
        Assert.Equal(2L, await _passes.ScalarAsync<long>("SELECT count(*) FROM batch_units"));
    }

    private Task<RunningService> StartAsync(BatchLimits limits) => RunningService.StartAsync(
        (args, configure) => PassHost.Build(args, builder =>
        {
            configure(builder);
            builder.Services.AddSingleton(limits);
        }),
        (app, args) => app.RunCommandAsync<PassesDbContext>(args), _templates.Deployment,
        new Dictionary<string, string?> { ["Services:Template"] = _templates.Url.ToString() }, _passes?.Postgres);

    private async Task<JsonElement> StartBatchAsync(Guid organization, int items)
    {
        var template = (await _templates.ClientOf(organization).CreateAsync("/api/v1/templates", Issuer.Template("coupon"))).Text("id");
        return await _passes.ClientOf(organization).CallAsync(HttpMethod.Post, "/api/v1/batch", new
        {
            operation = "create",
            items = Enumerable.Range(0, items).Select(i => new { templateId = template, serialNumber = $"{organization}-{i}" }),
        }, HttpStatusCode.Accepted);
    }

    private Task<JsonElement> ReadAsync(Guid organization, JsonElement batch) => _passes.ClientOf(organization).CallAsync(HttpMethod.Get, $"/api/v1/batch/{batch.Text("id")}");

    private Task EndedAsync(Guid organization, JsonElement batch) =>
        Eventually.TrueAsync(async _ => (await ReadAsync(organization, batch)).Text("status") == "completed", Soon, "the batch ends");

    private async Task<bool> RunAsync(ClaimedItems chunk, PendingItem item)
    {
        await using var scope = _passes.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<BatchItemRunner>().RunAsync(chunk, item, CancellationToken.None);
    }

    private async Task<long> DoneAsync(Guid organization, CancellationToken cancellationToken = default) =>
        await _passes.ScalarAsync<long>($"SELECT count(*) FROM batch_items WHERE organization_id = '{organization}' AND status <> 'pending'", cancellationToken);

    private async Task<long> SaidAsync(string type) =>
        await _passes.ScalarAsync<long>($"SELECT (SELECT count(*) FROM outbox_messages WHERE type = '{type}') + (SELECT count(*) FROM outbox_history WHERE type = '{type}')");
}
