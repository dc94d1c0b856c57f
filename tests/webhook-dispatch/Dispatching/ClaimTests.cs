using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Tests.Fixtures;

namespace Passinstance.Webhooks.Tests.Dispatching;

[Trait("Category", "Integration")]
public sealed class ClaimTests(IdleWebhookFixture fixture) : IClassFixture<IdleWebhookFixture>, IAsyncLifetime
{
    private IdleDispatcher _dispatch = null!;

    public async ValueTask InitializeAsync() => _dispatch = await fixture.NewDispatcherAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Replicas_that_claim_at_once_share_the_work_without_overlap()
    {
        for (var i = 0; i < 20; i++)
            await _dispatch.AddWebhookAsync(due: 8, tenant: new Tenant(_dispatch.Service));
        var replicas = _dispatch.NewReplicas(6);

        var claimed = await ClaimAllAsync(replicas, claims: 60, limit: 7);

        Assert.Equal(160, claimed.Count);
        Assert.Equal(160, claimed.Select(delivery => delivery.EventId).Distinct().Count());
    }

    [Fact]
    public async Task The_concurrency_of_a_webhook_holds_over_all_replicas()
    {
        var endpoint = await _dispatch.AddWebhookAsync(due: 100, new { maxConcurrency = 5 });
        var replicas = _dispatch.NewReplicas(8);

        var claimed = await ClaimAllAsync(replicas, claims: 40, limit: 3);
        Assert.Equal(5, claimed.Count);

        await _dispatch.RecordAsync(claimed.Take(2));
        Assert.Equal(2, (await _dispatch.ClaimAsync()).Count);
        Assert.Equal(93, await _dispatch.CountAsync($"endpoint_id = '{endpoint.EndpointId}' AND claim_id IS NULL AND status = 'pending'"));
    }

    [Fact]
    public async Task A_claim_that_is_not_renewed_is_claimed_again_and_the_first_claim_records_nothing()
    {
        await _dispatch.AddWebhookAsync(due: 1);
        var first = await _dispatch.ClaimAsync();
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Empty(await _dispatch.ClaimAsync());
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(2));
        var second = Assert.Single(await _dispatch.ClaimAsync());

        await _dispatch.RecordAsync(first, succeeded: false);
        Assert.Equal(0, await _dispatch.CountAsync("attempts > 0"));
        Assert.Equal(0, await _dispatch.Claims.RenewAsync(first, CancellationToken.None));
        await _dispatch.RecordAsync([second]);

        Assert.Equal(first[0].EventId, second.EventId);
        Assert.Equal(1, await _dispatch.CountAsync("status = 'delivered' AND attempts = 1"));
        Assert.Equal(1L, await _dispatch.Service.ScalarAsync<long>("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task A_renewed_claim_is_not_claimed_again()
    {
        await _dispatch.AddWebhookAsync(due: 1);
        var claimed = await _dispatch.ClaimAsync();
        for (var i = 0; i < 5; i++)
        {
            _dispatch.Clock.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(1, await _dispatch.Claims.RenewAsync(claimed, CancellationToken.None));
            Assert.Empty(await _dispatch.ClaimAsync());
        }
    }

    [Fact]
    public async Task A_released_claim_is_due_at_once_without_counting_an_attempt()
    {
        await _dispatch.AddWebhookAsync(due: 1);
        var claimed = await _dispatch.ClaimAsync();

        await _dispatch.Claims.ReleaseAsync(claimed, CancellationToken.None);

        Assert.Equal(claimed[0].EventId, Assert.Single(await _dispatch.ClaimAsync()).EventId);
        Assert.Equal(1, await _dispatch.CountAsync("attempts = 0"));
    }

    [Fact]
    public async Task First_attempts_and_retries_are_claimed_separately()
    {
        await _dispatch.AddWebhookAsync(due: 3, lane: ClaimStore.Retries);
        await _dispatch.AddWebhookAsync(due: 2);

        Assert.Equal(2, (await _dispatch.ClaimAsync()).Count);
        Assert.Equal(3, (await _dispatch.ClaimAsync(lane: ClaimStore.Retries)).Count);
    }

    [Fact]
    public async Task A_few_slots_are_shared_between_organizations_and_webhooks_however_much_each_has_due()
    {
        var greedy = new Tenant(_dispatch.Service);
        for (var i = 0; i < 10; i++)
            await _dispatch.AddWebhookAsync(due: 100, new { maxConcurrency = 64 }, tenant: greedy);
        var modest = await _dispatch.AddWebhookAsync(due: 3, tenant: new Tenant(_dispatch.Service));
        var small = await _dispatch.AddWebhookAsync(due: 3, tenant: new Tenant(_dispatch.Service));

        var claimed = await _dispatch.ClaimAsync(limit: 12);

        Assert.Equal(3, claimed.Count(delivery => delivery.EndpointId == modest.EndpointId));
        Assert.Equal(3, claimed.Count(delivery => delivery.EndpointId == small.EndpointId));
        var ofGreedy = claimed.Where(delivery => delivery.OrganizationId == greedy.OrganizationId).Select(delivery => delivery.EndpointId);
        Assert.Equal(6, ofGreedy.Distinct().Count());
        var rest = await _dispatch.ClaimAsync(limit: 10_000);
        Assert.Equal(96, rest.Count(delivery => delivery.OrganizationId == greedy.OrganizationId) + 6);
    }

    [Fact]
    public async Task A_rate_is_exact_over_replicas_and_a_throttled_delivery_uses_no_attempt()
    {
        await _dispatch.AddWebhookAsync(due: 500, new { maxPerSecond = 20, maxConcurrency = 64 });
        var replicas = _dispatch.NewReplicas(4);
        // The first second begins with a full bucket, which is a quarter of a second's worth.
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(10));
        var taken = 0;

        for (var tick = 0; tick <= 100; tick++)
        {
            var claims = await Task.WhenAll(
                replicas.Select(replica => replica.ClaimAsync(ClaimStore.FirstAttempts, 100, CancellationToken.None)));
            var claimed = claims.SelectMany(c => c).ToList();
            taken += claimed.Count;
            await _dispatch.RecordAsync(claimed);
            _dispatch.Clock.Advance(TimeSpan.FromMilliseconds(50));
        }

        // Five seconds at 20 a second, and the bucket.
        Assert.InRange(taken, 98, 106);
        Assert.Equal(500 - taken, await _dispatch.CountAsync("status = 'pending' AND attempts = 0 AND claim_id IS NULL"));
    }

    [Fact]
    public async Task A_lower_rate_takes_effect_at_once()
    {
        var endpoint = await _dispatch.AddWebhookAsync(due: 500, new { maxPerSecond = 400, maxConcurrency = 64 });
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(10));
        await _dispatch.RecordAsync(await _dispatch.ClaimAsync(limit: 10));
        await _dispatch.Tenant.ExecuteAsync("UPDATE webhook_endpoints SET max_per_second = 4 WHERE id = $1", endpoint.EndpointId);
        _dispatch.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Single(await _dispatch.ClaimAsync());
    }

    [Fact]
    public async Task An_open_circuit_breaker_delays_deliveries_without_attempts_then_sends_one_probe()
    {
        await _dispatch.AddWebhookAsync(due: 20);
        var other = await _dispatch.AddWebhookAsync(due: 1, tenant: new Tenant(_dispatch.Service));
        var first = (await _dispatch.ClaimAsync()).ToLookup(delivery => delivery.EndpointId == other.EndpointId);
        await _dispatch.RecordAsync(first[true]);
        await _dispatch.RecordAsync(first[false], succeeded: false, pause: CircuitBreaker.FirstPause);

        Assert.Empty(await _dispatch.ClaimAsync());
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(31));
        var probe = Assert.Single(await _dispatch.ClaimAsync());
        Assert.Equal(1, probe.BreakerTrips);
        Assert.Empty(await _dispatch.ClaimAsync());
        await _dispatch.RecordAsync([probe], succeeded: false, pause: CircuitBreaker.Pause(1));
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Empty(await _dispatch.ClaimAsync());
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(30));
        await _dispatch.RecordAsync([Assert.Single(await _dispatch.ClaimAsync())]);

        Assert.Equal(8, (await _dispatch.ClaimAsync()).Count);
        Assert.Equal(10, await _dispatch.CountAsync("attempts = 0 AND status = 'pending'"));
    }

    [Fact]
    public async Task After_a_429_one_delivery_at_a_time_is_sent_for_a_minute()
    {
        await _dispatch.AddWebhookAsync(due: 20);
        var claimed = Assert.Single(await _dispatch.ClaimAsync(limit: 1));
        await _dispatch.Outcomes.RecordAsync([_dispatch.Attempt(claimed, 429, TimeSpan.FromMinutes(1))], CancellationToken.None);

        Assert.Single(await _dispatch.ClaimAsync());
        Assert.Empty(await _dispatch.ClaimAsync());
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(8, (await _dispatch.ClaimAsync()).Count);
    }

    [Theory]
    [InlineData("UPDATE webhook_endpoints SET disabled_at = now()")]
    [InlineData("UPDATE webhook_endpoints SET deleted_at = now()")]
    public async Task Nothing_is_sent_to_a_webhook_that_is_disabled_or_deleted(string change)
    {
        await _dispatch.AddWebhookAsync(due: 3);
        await _dispatch.Tenant.ExecuteAsync(change);

        Assert.Empty(await _dispatch.ClaimAsync());
        Assert.Equal(3, await _dispatch.CountAsync("status = 'pending' AND attempts = 0"));
    }

    // So many claims at once, then the rest.
    private async Task<List<ClaimedDelivery>> ClaimAllAsync(List<ClaimStore> replicas, int claims, int limit)
    {
        var batches = await Task.WhenAll(Enumerable.Range(0, claims).Select(i =>
            replicas[i % replicas.Count].ClaimAsync(ClaimStore.FirstAttempts, limit, CancellationToken.None)));
        var claimed = batches.SelectMany(batch => batch).ToList();
        for (IReadOnlyList<ClaimedDelivery> more; (more = await _dispatch.ClaimAsync()).Count > 0;)
            claimed.AddRange(more);
        return claimed;
    }
}
