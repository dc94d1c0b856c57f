using Passinstance.Dashboard.Components;
using Passinstance.ServiceDefaults.Languages;

namespace Passinstance.Dashboard.Tests;

/// <summary>Times that people type are times of their own zone.</summary>
[Trait("Category", "Unit")]
public sealed class PersonClockTests
{
    [Theory]
    [InlineData("2026-12-01T10:00", "2026-12-01T09:00:00Z")]
    [InlineData("2027-07-01T10:00", "2027-07-01T08:00:00Z")]
    [InlineData("2027-07-01T10:00:30", "2027-07-01T08:00:30Z")]
    // The clocks go from two to three.
    [InlineData("2027-03-28T02:30", "2027-03-28T01:30:00Z")]
    [InlineData("", null)]
    [InlineData(null, null)]
    [InlineData("tomorrow", null)]
    public void A_time_is_read_in_the_zone_of_the_browser(string? typed, string? instant)
    {
        var clock = new PersonClock();
        clock.Set("Europe/Paris");

        Assert.Equal(instant, clock.FromInput(typed));
    }

    [Theory]
    [InlineData("2026-12-01T09:00:00Z", "2026-12-01T10:00")]
    [InlineData("2027-05-04T18:30:00+05:30", "2027-05-04T15:00")]
    [InlineData("2027-05-04T18:30", "2027-05-04T20:30")]
    [InlineData("soon", "soon")]
    [InlineData(null, null)]
    public void An_instant_is_shown_in_the_zone_of_the_browser(string? instant, string? shown)
    {
        var clock = new PersonClock();
        clock.Set("Europe/Paris");

        Assert.Equal(shown, clock.ToInput(instant));
    }

    [Theory]
    [InlineData("Nowhere/Unknown")]
    [InlineData("")]
    [InlineData(null)]
    public void A_zone_that_is_not_known_leaves_UTC_and_the_hint_says_so(string? zone)
    {
        Language.Current = Language.English;
        var clock = new PersonClock();
        clock.Set(zone);

        Assert.Equal("In UTC", clock.Hint);
        Assert.Equal("2026-12-01T10:00:00Z", clock.FromInput("2026-12-01T10:00"));
        clock.Set("Asia/Tokyo");
        Assert.Equal("In your time zone, Asia/Tokyo", clock.Hint);
    }
}
