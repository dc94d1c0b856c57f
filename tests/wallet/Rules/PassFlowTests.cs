using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Tests.Rules;

[Trait("Category", "Unit")]
public sealed class PassFlowTests
{
    [Theory]
    [InlineData("P30D", 30 * 24 * 60)]
    [InlineData("PT12H", 12 * 60)]
    [InlineData("P1DT2H3M", (26 * 60) + 3)]
    [InlineData("P2W", 14 * 24 * 60)]
    [InlineData("PT90M", 90)]
    [InlineData("P", null)]
    [InlineData("PT", null)]
    [InlineData("P1DT", null)]
    [InlineData("P1M", null)]
    [InlineData("PT5S", null)]
    [InlineData("P-1D", null)]
    [InlineData("30 days", null)]
    [InlineData("P1W2D", null)]
    [InlineData(null, null)]
    public void A_duration_is_read_in_weeks_or_in_days_hours_and_minutes(string? text, int? minutes) =>
        Assert.Equal(minutes, (int?)new PassFlow { ExpiresAfter = text }.Lifetime()?.TotalMinutes);
}
