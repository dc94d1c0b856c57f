using System.Diagnostics;
using System.Globalization;
using System.Net;
using Passinstance.Gateway.Authentication;
using Passinstance.Gateway.Tests.Running;

namespace Passinstance.Gateway.Tests.RateLimits;

public sealed class RateLimitTests
{
    [Fact]
    public async Task Two_gateways_and_one_key_at_100_a_second_admit_at_most_105_a_second_together()
    {
        var (admitted, refused, perSecond) = await LoadAsync(rate: 100, burst: 10);
        Assert.True(perSecond <= 105, $"{perSecond:0.0} a second were admitted.");

        // A machine that is too busy to ask for that much has told nothing about the limit: there the same is shown at a tenth of it.
        var isTold = refused > admitted;
        if (!isTold)
            (admitted, refused, perSecond) = await LoadAsync(rate: 10, burst: 1);
        Assert.True(refused > admitted, $"Only {refused} were refused: the load was too small to tell.");
        // The lower bound is loose: whoever does not ask for a tenth of a second, as on a busy machine, lets the bucket overflow.
        Assert.InRange(perSecond, isTold ? 40 : 2, isTold ? 105 : 10.5);
    }

    private static async Task<(int Admitted, int Refused, double PerSecond)> LoadAsync(double rate, double burst)
    {
        var settings = Limits(rate, burst);
        await using var first = await RunningGateway.StartAsync(settings);
        await using var second = await RunningGateway.StartAsync(settings, first.Deployment, first.Backend);
        var key = await first.CreateKeyAsync();

        var watch = Stopwatch.StartNew();
        var admitted = 0;
        var refused = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            var gateway = worker % 2 == 0 ? first : second;
            while (watch.Elapsed < TimeSpan.FromSeconds(4))
            {
                var response = await gateway.GetAsync("/api/v1/passes", key.Text);
                if (response.StatusCode == HttpStatusCode.OK)
                    Interlocked.Increment(ref admitted);
                else
                    Interlocked.Increment(ref refused);
                Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, response.StatusCode.ToString());
            }
        }));

        var perSecond = admitted / watch.Elapsed.TotalSeconds;
        TestContext.Current.TestOutputHelper!.WriteLine($"at {rate} a second: admitted {admitted}, refused {refused}, {perSecond:0.0} a second");
        return (admitted, refused, perSecond);
    }

    [Fact]
    public async Task The_refusal_is_exactly_as_documented()
    {
        await using var gateway = await RunningGateway.StartAsync(Limits(rate: 0.2, burst: 2));
        var key = await gateway.CreateKeyAsync();

        var admitted = await gateway.GetAsync("/api/v1/passes", key.Text);
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        Assert.Equal("\"read\";q=1;w=5", admitted.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal("\"read\";r=1;t=5", admitted.Headers.GetValues("RateLimit").Single());
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        var refused = await gateway.GetAsync("/api/v1/passes", key.Text);
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.TooManyRequests, "rate_limited", refused);
        Assert.Equal("Too Many Requests", problem.GetProperty("error").GetString());
        Assert.Equal("Retry after the indicated delay", problem.GetProperty("message").GetString());
        var delay = int.Parse(refused.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture);
        Assert.InRange(delay, 1, 5);
        Assert.Equal($"\"read\";r=0;t={delay}", refused.Headers.GetValues("RateLimit").Single());
        Assert.Equal(2, gateway.Backend.Arrivals.Count);

        // Whoever waits as told is let in.
        await Task.Delay(TimeSpan.FromSeconds(delay));
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    [Fact]
    public async Task Classes_keys_and_organisations_have_buckets_of_their_own()
    {
        await using var gateway = await RunningGateway.StartAsync(new(Limits(rate: 0.01, burst: 2))
        {
            ["RateLimits:Classes:read:Organization:Rate"] = "0.01", ["RateLimits:Classes:read:Organization:Burst"] = "3",
        }, time: new StoppedWatch());
        var organization = await gateway.CreateOrganizationAsync();
        var first = await gateway.CreateKeyAsync(organization);
        var second = await gateway.CreateKeyAsync(organization);
        var stranger = await gateway.CreateKeyAsync();

        Assert.Equal([200, 200, 429], await StatusesAsync(gateway, first, 3));
        Assert.Equal([200, 429], await StatusesAsync(gateway, second, 2));
        Assert.Equal([200, 200, 429], await StatusesAsync(gateway, stranger, 3));
        Assert.Equal(HttpStatusCode.OK, (await gateway.SendAsync(HttpMethod.Delete, "/api/v1/passes/x", first.Text)).StatusCode);
    }

    [Fact]
    public async Task A_factor_on_the_organisation_multiplies_its_limits()
    {
        await using var gateway = await RunningGateway.StartAsync(Limits(rate: 0.01, burst: 2), time: new StoppedWatch());
        var organization = (await gateway.AdministerAsync("create-organization", "--name", "Large", "--limit-factor", "2")).GetProperty("organizationId").GetString();
        Assert.Equal([200, 200, 200, 200, 429], await StatusesAsync(gateway, await gateway.CreateKeyAsync(organization), 5));
    }

    [Fact]
    public async Task Routes_without_a_credential_are_limited_by_an_address_that_cannot_be_forged()
    {
        await using var gateway = await RunningGateway.StartAsync(
            new(Patient) { ["RateLimits:Classes:public:Address:Rate"] = "0.01", ["RateLimits:Classes:public:Address:Burst"] = "2" }, time: new StoppedWatch());
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
            statuses.Add((int)(await gateway.GetAsync("/p/pas_1", apiKey: null, ("X-Forwarded-For", $"203.0.113.{i}"), ("X-Real-IP", $"203.0.113.{i}"))).StatusCode);
        Assert.Equal([200, 200, 429], statuses);
    }

    [Fact]
    public async Task An_address_that_tries_many_bad_keys_is_slowed_while_good_keys_go_on()
    {
        var settings = new Dictionary<string, string?>(Patient) { ["RateLimits:BadCredentials:Rate"] = "0.001", ["RateLimits:BadCredentials:Burst"] = "10" };
        await using var gateway = await RunningGateway.StartAsync(settings, time: new StoppedWatch());
        await using var other = await RunningGateway.StartAsync(settings, gateway.Deployment, gateway.Backend, new StoppedWatch());
        var key = await gateway.CreateKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        var statuses = new List<int>();
        for (var i = 0; i < 14; i++)
            statuses.Add((int)(await (i % 2 == 0 ? gateway : other).GetAsync("/api/v1/passes", i % 3 == 0 ? "pi_test_mistyped" : ApiKeyText.Create("test", false, Guid.CreateVersion7()).Reveal())).StatusCode);
        Assert.Equal(10, statuses.Count(status => status == 401));
        Assert.Equal([429, 429, 429, 429], statuses[^4..]);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    // Patient beyond reason: on a busy machine a gateway that gives up on the store would rightly limit by itself.
    private static readonly Dictionary<string, string?> Patient = new() { ["RateLimits:Factor"] = "1", ["RateLimits:StorePatience"] = "00:01:00" };

    private static Dictionary<string, string?> Limits(double rate, double burst) => new(Patient)
    {
        ["RateLimits:Classes:read:Key:Rate"] = rate.ToString(CultureInfo.InvariantCulture),
        ["RateLimits:Classes:read:Key:Burst"] = burst.ToString(CultureInfo.InvariantCulture),
    };

    private static async Task<IEnumerable<int>> StatusesAsync(RunningGateway gateway, TestKey key, int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
            statuses[i] = (int)(await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode;
        return statuses;
    }
}
