using Microsoft.Extensions.Options;
using Passinstance.Webhooks.Deliveries;

namespace Passinstance.Webhooks.Tests.Deliveries;

[Trait("Category", "Unit")]
public sealed class RetryScheduleTests
{
    private static readonly RetrySchedule Schedule = new(Options.Create(new RetryOptions()));

    [Fact]
    public void The_jitter_is_20_percent_and_all_attempts_take_about_75_hours()
    {
        var whole = TimeSpan.Zero;
        for (var attempts = 1; attempts < Schedule.MaxAttempts; attempts++)
        {
            var nominal = Schedule.NominalDelay(attempts);
            Assert.Equal(nominal.TotalSeconds * 0.8, Schedule.DelayAfter(attempts, 0)!.Value.TotalSeconds, 3);
            Assert.Equal(nominal.TotalSeconds * 1.2, Schedule.DelayAfter(attempts, 1)!.Value.TotalSeconds, 3);
            whole += nominal;
        }

        Assert.Equal(10, Schedule.MaxAttempts);
        Assert.InRange(whole.TotalHours, 75, 76);
        Assert.Null(Schedule.DelayAfter(Schedule.MaxAttempts, 0.5));
    }

    [Theory]
    [InlineData(1, null, 60)] // overloaded: at least a minute
    [InlineData(1, 10, 60)] // less than a minute is not honored
    [InlineData(1, 90, 90)]
    [InlineData(1, 100_000, 240)] // at most four times the delay
    [InlineData(3, 3000, 3000)]
    [InlineData(3, 100_000, 3600)] // at most an hour
    [InlineData(4, 100_000, 7200)] // never sooner than the schedule
    public void Retry_After_is_honored_within_limits(int attempts, int? asked, int expected)
    {
        TimeSpan? retryAfter = asked is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

        Assert.Equal(TimeSpan.FromSeconds(expected), Schedule.DelayAfter(attempts, 0.5, isOverloaded: true, retryAfter));
    }

    [Fact]
    public void The_delays_can_be_configured()
    {
        var schedule = new RetrySchedule(Options.Create(new RetryOptions { Delays = [TimeSpan.FromSeconds(1)] }));

        Assert.Equal(2, schedule.MaxAttempts);
        Assert.Equal(TimeSpan.FromSeconds(1), schedule.DelayAfter(1, 0.5));
        Assert.Null(schedule.DelayAfter(2, 0.5));
    }
}
