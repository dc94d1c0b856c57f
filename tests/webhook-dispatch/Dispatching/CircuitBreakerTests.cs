using Passinstance.Webhooks.Dispatching;

namespace Passinstance.Webhooks.Tests.Dispatching;

[Trait("Category", "Unit")]
public sealed class CircuitBreakerTests
{
    [Fact]
    public void It_opens_at_seven_failures_of_ten_and_pauses_twice_as_long_each_time()
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
