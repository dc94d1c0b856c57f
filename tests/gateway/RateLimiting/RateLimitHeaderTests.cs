using System.Globalization;
using System.Text.RegularExpressions;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.RateLimiting;

[Trait("Category", "Integration")]
public sealed partial class RateLimitHeaderTests
{
    [Theory]
    [InlineData("100", "50")]
    [InlineData("2", "10")]
    [InlineData("0.05", "10")]
    [InlineData("5000", "9999")]
    [InlineData("0.5", "1")]
    public async Task What_is_left_is_never_more_than_the_quota(string rate, string burst)
    {
        await using var gateway = await GatewayFixture.StartAsync(new()
        {
            ["RateLimits:Factor"] = "1",
            ["RateLimits:Classes:read:Key:Rate"] = rate,
            ["RateLimits:Classes:read:Key:Burst"] = burst,
            ["RateLimits:Classes:read:Organization:Rate"] = "100000",
            ["RateLimits:Classes:read:Organization:Burst"] = "100000",
        });
        var key = await gateway.CreateKeyAsync();

        var headers = (await gateway.GetAsync("/api/v1/passes", key.Text)).Headers;

        var policy = Policy().Match(headers.GetValues("RateLimit-Policy").Single());
        var (quota, window) = (Number(policy, 1), Number(policy, 2));
        var left = Number(Left().Match(headers.GetValues("RateLimit").Single()), 1);
        Assert.True(left <= quota, $"{left} of {quota}");
        // What the policy promises is what the bucket gives: all of it at once, or its rate in the window.
        Assert.True(quota >= double.Parse(burst, CultureInfo.InvariantCulture));
        Assert.True(quota / (double)window <= double.Parse(rate, CultureInfo.InvariantCulture) * 2.01);
    }

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(";q=([0-9]+);w=([0-9]+)")]
    private static partial Regex Policy();

    [GeneratedRegex(";r=([0-9]+)")]
    private static partial Regex Left();
}
