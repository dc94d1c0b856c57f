using Passinstance.Webhooks.Dispatching;
using Passinstance.Webhooks.Tests.Running;

namespace Passinstance.Webhooks.Tests.Dispatching;

public sealed class ClaimTests : IAsyncLifetime
{
    private IdleDispatch _dispatch = null!;

    public async ValueTask InitializeAsync() => _dispatch = await IdleDispatch.StartAsync();

    public ValueTask DisposeAsync() => _dispatch.DisposeAsync();

    [Fact]
    public async Task Replicas_that_claim_at_once_share_the_work_without_overlap()
    {
        for (var i = 0; i < 20; i++)
            await _dispatch.AddReceiverAsync(due: 8, tenant: new Tenant(_dispatch.Service));
        var replicas = Enumerable.Range(0, 6).Select(_ => _dispatch.NewClaims()).ToList();

        var claimed = (await Task.WhenAll(Enumerable.Range(0, 60).Select(i => replicas[i % 6].ClaimAsync(ClaimStore.FirstAttempts, 7, CancellationToken.None)))).SelectMany(c => c).ToList();
        for (IReadOnlyList<ClaimedDelivery> more; (more = await _dispatch.ClaimAsync()).Count > 0;)
            claimed.AddRange(more);

        Assert.Equal(160, claimed.Count);
        Assert.Equal(160, claimed.Select(delivery => delivery.EventId).Distinct().Count());
    }

    [Fact]
    public async Task A_receivers_concurrency_holds_over_all_replicas_at_once()
    {
        var endpoint = await _dispatch.AddReceiverAsync(due: 100, new { maxConcurrency = 5 });
        var replicas = Enumerable.Range(0, 8).Select(_ => _dispatch.NewClaims()).ToList();

        var claimed = (await Task.WhenAll(Enumerable.Range(0, 40).Select(i => replicas[i % 8].ClaimAsync(ClaimStore.FirstAttempts, 3, CancellationToken.None)))).SelectMany(c => c).ToList();
        for (IReadOnlyList<ClaimedDelivery> more; (more = await _dispatch.ClaimAsync()).Count > 0;)
            claimed.AddRange(more);
        Assert.Equal(5, claimed.Count);

        await _dispatch.RecordAsync(claimed.Take(2));
        Assert.Equal(2, (await _dispatch.ClaimAsync()).Count);
        Assert.Equal(93, await _dispatch.CountAsync($"endpoint_id = '{endpoint.EndpointId}' AND claim_id IS NULL AND status = 'pending'"));
    }

    [Fact]
    public async Task A_claim_that_is_not_renewed_is_claimed_again_and_the_first_claim_records_nothing_any_more()
    {
        await _dispatch.AddReceiverAsync(due: 1);
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
    public async Task A_heartbeat_keeps_a_claim()
    {
        await _dispatch.AddReceiverAsync(due: 1);
        var claimed = await _dispatch.ClaimAsync();
        for (var i = 0; i < 5; i++)
        {
            _dispatch.Clock.Advance(TimeSpan.FromSeconds(20));
            Assert.Equal(1, await _dispatch.Claims.RenewAsync(claimed, CancellationToken.None));
            Assert.Empty(await _dispatch.ClaimAsync());
        }
    }

    [Fact]
    public async Task A_claim_given_back_is_due_at_once_and_no_attempt_is_charged()
    {
        await _dispatch.AddReceiverAsync(due: 1);
        var claimed = await _dispatch.ClaimAsync();

        await _dispatch.Claims.ReleaseAsync(claimed, CancellationToken.None);

        Assert.Equal(claimed[0].EventId, Assert.Single(await _dispatch.ClaimAsync()).EventId);
        Assert.Equal(1, await _dispatch.CountAsync("attempts = 0"));
    }

    [Fact]
    public async Task First_attempts_and_retries_are_claimed_apart()
    {
        await _dispatch.AddReceiverAsync(due: 3, lane: ClaimStore.Retries);
        await _dispatch.AddReceiverAsync(due: 2);

        Assert.Equal(2, (await _dispatch.ClaimAsync()).Count);
        Assert.Equal(3, (await _dispatch.ClaimAsync(lane: ClaimStore.Retries)).Count);
    }

    [Fact]
    public async Task A_few_slots_are_shared_between_organisations_and_receivers_whatever_each_has_due()
    {
        var greedy = new Tenant(_dispatch.Service);
        for (var i = 0; i < 10; i++)
            await _dispatch.AddReceiverAsync(due: 100, new { maxConcurrency = 64 }, tenant: greedy);
        var modest = await _dispatch.AddReceiverAsync(due: 3, tenant: new Tenant(_dispatch.Service));
        var small = await _dispatch.AddReceiverAsync(due: 3, tenant: new Tenant(_dispatch.Service));

        var claimed = await _dispatch.ClaimAsync(limit: 12);

        Assert.Equal(3, claimed.Count(delivery => delivery.EndpointId == modest.EndpointId));
        Assert.Equal(3, claimed.Count(delivery => delivery.EndpointId == small.EndpointId));
        Assert.Equal(6, claimed.Where(delivery => delivery.OrganizationId == greedy.OrganizationId).Select(delivery => delivery.EndpointId).Distinct().Count());
        Assert.Equal(96, (await _dispatch.ClaimAsync(limit: 10_000)).Count(delivery => delivery.OrganizationId == greedy.OrganizationId) + 6);
    }

    [Fact]
    public async Task A_rate_is_exact_over_replicas_and_a_throttled_delivery_uses_up_no_attempt()
    {
        await _dispatch.AddReceiverAsync(due: 500, new { maxPerSecond = 20, maxConcurrency = 64 });
        var replicas = Enumerable.Range(0, 4).Select(_ => _dispatch.NewClaims()).ToList();
        // The first second begins with a full bucket, which is a quarter of a second's worth.
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(10));
        var taken = 0;

        for (var tick = 0; tick <= 100; tick++)
        {
            var claims = await Task.WhenAll(replicas.Select(replica => replica.ClaimAsync(ClaimStore.FirstAttempts, 100, CancellationToken.None)));
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
    public async Task A_lower_rate_counts_at_once()
    {
        var endpoint = await _dispatch.AddReceiverAsync(due: 500, new { maxPerSecond = 400, maxConcurrency = 64 });
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(10));
        await _dispatch.RecordAsync(await _dispatch.ClaimAsync(limit: 10));
        await _dispatch.Tenant.ExecuteAsync("UPDATE webhook_endpoints SET max_per_second = 4 WHERE id = $1", endpoint.EndpointId);
        _dispatch.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Single(await _dispatch.ClaimAsync());
    }

    [Fact]
    public async Task An_open_breaker_holds_deliveries_back_uncharged_then_lets_one_probe_through()
    {
        await _dispatch.AddReceiverAsync(due: 20);
        var other = await _dispatch.AddReceiverAsync(due: 1, tenant: new Tenant(_dispatch.Service));
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
    public async Task After_a_429_one_delivery_at_a_time_goes_out_for_a_minute()
    {
        await _dispatch.AddReceiverAsync(due: 20);
        var claimed = Assert.Single(await _dispatch.ClaimAsync(limit: 1));
        await _dispatch.Outcomes.RecordAsync(
            [new RecordedAttempt(claimed, new AttemptOutcome { StatusCode = 429, Error = AttemptError.HttpStatus, StartedAt = _dispatch.Clock.GetUtcNow() }, Webhooks.Deliveries.DeliveryStatus.Pending, TimeSpan.FromMinutes(1), null)],
            CancellationToken.None);

        Assert.Single(await _dispatch.ClaimAsync());
        Assert.Empty(await _dispatch.ClaimAsync());
        _dispatch.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(8, (await _dispatch.ClaimAsync()).Count);
    }

    [Theory]
    [InlineData("UPDATE webhook_endpoints SET disabled_at = now()")]
    [InlineData("UPDATE webhook_endpoints SET deleted_at = now()")]
    public async Task Nothing_goes_to_a_receiver_that_is_disabled_or_deleted(string change)
    {
        await _dispatch.AddReceiverAsync(due: 3);
        await _dispatch.Tenant.ExecuteAsync(change);

        Assert.Empty(await _dispatch.ClaimAsync());
        Assert.Equal(3, await _dispatch.CountAsync("status = 'pending' AND attempts = 0"));
    }

    [Fact]
    public void The_breaker_opens_at_seven_failures_of_ten_and_waits_twice_as_long_each_time()
    {
        var breaker = new CircuitBreaker();
        var (organization, endpoint) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var now = DateTimeOffset.UtcNow;
        TimeSpan? Observe(bool succeeded, int trips = 0) => breaker.Observe(organization, endpoint, trips, succeeded, now);

        for (var i = 0; i < 3; i++)
            Assert.Null(Observe(true));
        for (var i = 0; i < 6; i++)
            Assert.Null(Observe(false));
        Assert.Equal(TimeSpan.FromSeconds(30), Observe(false));
        Assert.Equal([60, 120, 240, 300, 300], Enumerable.Range(1, 5).Select(trips => Observe(false, trips)!.Value.TotalSeconds));
        Assert.Null(Observe(true, 5));

        // Old failures are forgotten.
        for (var i = 0; i < 9; i++)
            Assert.Null(Observe(false));
        now += TimeSpan.FromMinutes(6);
        Assert.Null(Observe(false));
    }
}
