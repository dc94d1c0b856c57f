using Microsoft.Extensions.Time.Testing;
using Passinstance.Notifications.Apns;

namespace Passinstance.Notifications.Tests.Apns;

[Trait("Category", "Unit")]
public sealed class ConcurrencyLimiterTests
{
    private static readonly ApnsResponse TooMuch = ApnsResponse.Classify(429, new ApnsReason("TooManyRequests"), null);

    [Fact]
    public async Task It_grows_while_pushes_are_taken_and_halves_once_for_a_burst_that_was_too_much()
    {
        // Its clock stands still: a burst of more than a second would count as two.
        var clock = new FakeTimeProvider();
        clock.Advance(TimeSpan.FromSeconds(1));
        var limit = new ConcurrencyLimiter(clock);
        for (var i = 0; i < 2000; i++)
        {
            await limit.EnterAsync();
            limit.Leave(ApnsResponse.Accepted);
        }

        Assert.Equal(ConcurrencyLimiter.Max, limit.Current);
        for (var i = 0; i < 100; i++)
        {
            await limit.EnterAsync();
            limit.Leave(TooMuch);
        }

        Assert.Equal(ConcurrencyLimiter.Max / 2, limit.Current);
        await limit.EnterAsync();
        limit.Leave(ApnsResponse.Accepted);
        Assert.Equal(ConcurrencyLimiter.Max / 2, limit.Current);
    }

    [Fact]
    public async Task Without_a_connection_one_push_goes_at_a_time_and_an_end_lets_the_next_one_in()
    {
        var limit = new ConcurrencyLimiter(TimeProvider.System);
        limit.Collapse();
        await limit.EnterAsync();
        var second = limit.EnterAsync();

        Assert.False(second.IsCompleted);
        limit.Leave(new ApnsResponse(PushOutcome.Retry, ApnsConnection.Unreachable, IsUnanswered: true));
        await second.WaitAsync(TimeSpan.FromMinutes(1));
        Assert.Equal(1, limit.Current);
    }
}
