using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Gateway.Authentication.ApiKeys;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.RateLimiting;

[Trait("Category", "Integration")]
public sealed class RateLimitTests
{
    // So long that a busy machine does not make a gateway give up on the store and limit by itself.
    private static readonly Dictionary<string, string?> LongTimeout =
        new() { ["RateLimits:Factor"] = "1", ["RateLimits:StoreTimeout"] = "00:01:00" };

    [Fact]
    public async Task Two_gateways_and_one_key_at_100_requests_per_second_admit_at_most_105_together()
    {
        var (admitted, rejected, perSecond) = await LoadAsync(rate: 100, burst: 4);
        Assert.True(perSecond <= 105, $"{perSecond:0.0} a second were admitted.");

        // A machine that is too busy to send that much proves nothing about the limit: it is then shown at a tenth.
        var isProven = rejected > admitted;
        if (!isProven)
            (admitted, rejected, perSecond) = await LoadAsync(rate: 10, burst: 1);

        Assert.True(rejected > admitted, $"Only {rejected} were rejected: the load was too small.");
        // The lower bound is loose: on a busy machine nothing is sent for a while, and the bucket overflows.
        Assert.InRange(perSecond, isProven ? 40 : 2, isProven ? 105 : 10.5);
    }

    [Fact]
    public async Task The_rejection_is_exactly_as_documented()
    {
        await using var gateway = await GatewayFixture.StartAsync(Limits(rate: 0.5, burst: 2));
        var key = await gateway.CreateKeyAsync();

        var admitted = await gateway.GetAsync("/api/v1/passes", key.Text);
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        Assert.Equal("\"read\";q=2;w=4", admitted.Headers.GetValues("RateLimit-Policy").Single());
        Assert.Equal("\"read\";r=1;t=2", admitted.Headers.GetValues("RateLimit").Single());
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        var rejected = await gateway.GetAsync("/api/v1/passes", key.Text);
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.TooManyRequests, "rate_limited", rejected);
        Assert.Equal("Too Many Requests", problem.GetProperty("error").GetString());
        Assert.Equal("Retry after the indicated delay", problem.GetProperty("message").GetString());
        var delay = int.Parse(rejected.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture);
        Assert.InRange(delay, 1, 2);
        Assert.Equal($"\"read\";r=0;t={delay}", rejected.Headers.GetValues("RateLimit").Single());
        Assert.Equal(2, gateway.Backend.Arrivals.Count);

        // After Retry-After the next request is admitted.
        await Task.Delay(TimeSpan.FromSeconds(delay));
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    [Fact]
    public async Task Classes_keys_and_organizations_have_separate_buckets()
    {
        await using var gateway = await StartAsync(new(Limits(rate: 0.01, burst: 2))
        {
            ["RateLimits:Classes:read:Organization:Rate"] = "0.01",
            ["RateLimits:Classes:read:Organization:Burst"] = "3",
        });
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
    public async Task A_factor_on_the_organization_multiplies_its_limits()
    {
        await using var gateway = await StartAsync(Limits(rate: 0.01, burst: 2));
        var created = await gateway.AdministerAsync("create-organization", "--name", "Large", "--limit-factor", "2");
        var organization = created.GetProperty("organizationId").GetString();
        Assert.Equal([200, 200, 200, 200, 429], await StatusesAsync(gateway, await gateway.CreateKeyAsync(organization), 5));
    }

    [Fact]
    public async Task A_factor_on_the_organization_multiplies_the_bucket_that_its_keys_share()
    {
        await using var gateway = await StartAsync(new(Limits(rate: 0.01, burst: 4))
        {
            ["RateLimits:Classes:read:Organization:Rate"] = "0.01",
            ["RateLimits:Classes:read:Organization:Burst"] = "3",
        });
        var created = await gateway.AdministerAsync("create-organization", "--name", "Large", "--limit-factor", "2");
        var organization = created.GetProperty("organizationId").GetString();
        var (first, second) = (await gateway.CreateKeyAsync(organization), await gateway.CreateKeyAsync(organization));

        // Six of the organization, although each key may send eight.
        Assert.Equal([200, 200, 200, 200], await StatusesAsync(gateway, first, 4));
        Assert.Equal([200, 200, 429], await StatusesAsync(gateway, second, 3));
        Assert.Equal([429], await StatusesAsync(gateway, first, 1));
    }

    [Fact]
    public async Task Routes_without_a_credential_are_limited_by_an_address_that_cannot_be_forged()
    {
        await using var gateway = await StartAsync(new(LongTimeout)
        {
            ["RateLimits:Classes:public:Address:Rate"] = "0.01",
            ["RateLimits:Classes:public:Address:Burst"] = "2",
        });
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
        {
            var response = await gateway.GetAsync(
                "/p/pas_1", apiKey: null, ("X-Forwarded-For", $"203.0.113.{i}"), ("X-Real-IP", $"203.0.113.{i}"));
            statuses.Add((int)response.StatusCode);
        }

        Assert.Equal([200, 200, 429], statuses);
    }

    [Fact]
    public async Task An_address_that_sends_many_bad_keys_is_limited_while_good_keys_still_work()
    {
        var settings = new Dictionary<string, string?>(LongTimeout)
        {
            ["RateLimits:BadCredentials:Rate"] = "0.001",
            ["RateLimits:BadCredentials:Burst"] = "10",
        };
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(settings, await Deployment.CreateAsync(), time: time);
        await using var other = await GatewayFixture.StartAsync(settings, gateway.Deployment, gateway.Backend, time);
        var key = await gateway.CreateKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        var statuses = new List<int>();
        for (var i = 0; i < 14; i++)
        {
            var bad = i % 3 == 0 ? "pi_test_mistyped" : ApiKeyText.Create("test", false, Guid.CreateVersion7()).Reveal();
            statuses.Add((int)(await (i % 2 == 0 ? gateway : other).GetAsync("/api/v1/passes", bad)).StatusCode);
        }

        Assert.Equal(10, statuses.Count(status => status == 401));
        Assert.Equal([429, 429, 429, 429], statuses[^4..]);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    [Fact]
    public async Task A_key_that_was_good_lately_works_beside_somebody_who_guesses_also_after_a_restart()
    {
        var settings = new Dictionary<string, string?>(LongTimeout)
        {
            ["RateLimits:BadCredentials:Rate"] = "0.001",
            ["RateLimits:BadCredentials:Burst"] = "3",
        };
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(settings, await Deployment.CreateAsync(), time: time);
        var key = await gateway.CreateKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        time.Advance(TimeSpan.FromMinutes(2));
        await Eventually.TrueAsync(
            async _ => (await gateway.AdministerAsync("list-keys", "--organization", key.OrganizationId)).GetProperty("data")[0]
                .GetProperty("lastUsedAt").ValueKind == System.Text.Json.JsonValueKind.String,
            TimeSpan.FromSeconds(30), "the key's use is written");

        for (var i = 0; i < 6; i++)
            await gateway.GetAsync("/api/v1/passes", ApiKeyText.Create("test", false, Guid.CreateVersion7()).Reveal());
        // Past the cache: the key has to be looked up again.
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await gateway.GetAsync("/api/v1/passes", ApiKeyText.Create("test", false, Guid.CreateVersion7()).Reveal())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);

        await using var restarted = await GatewayFixture.StartAsync(settings, gateway.Deployment, gateway.Backend, time);
        Assert.Equal(
            HttpStatusCode.TooManyRequests,
            (await restarted.GetAsync("/api/v1/passes", ApiKeyText.Create("test", false, Guid.CreateVersion7()).Reveal())).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await restarted.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    [Fact]
    public async Task A_guesser_who_knows_the_id_of_a_key_and_a_stranger_who_guesses_ids_do_not_lock_it_out()
    {
        await using var gateway = await StartAsync(new(LongTimeout)
        {
            ["RateLimits:BadCredentials:Rate"] = "0.001",
            ["RateLimits:BadCredentials:Burst"] = "3",
        });
        var key = await gateway.CreateKeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        Assert.True(ApiKeyText.TryParse(key.Text, out var text));

        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
        {
            var guess = ApiKeyText.Create("test", publishable: false, text.KeyId).Reveal();
            statuses.Add((int)(await gateway.GetAsync("/api/v1/passes", guess)).StatusCode);
        }

        Assert.Equal([401, 401, 401, 429, 429], statuses);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
        var unknown = ApiKeyText.Create("test", publishable: false, Guid.CreateVersion7()).Reveal();
        Assert.Equal(HttpStatusCode.TooManyRequests, (await gateway.GetAsync("/api/v1/passes", unknown)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    [Fact]
    public async Task Who_looks_for_paths_uses_up_no_limit_but_that_of_unmatched_requests()
    {
        await using var gateway = await StartAsync(new(LongTimeout)
        {
            ["RateLimits:Classes:unmatched:Address:Rate"] = "0.01",
            ["RateLimits:Classes:unmatched:Address:Burst"] = "2",
        });
        var key = await gateway.CreateKeyAsync();
        var statuses = new List<int>();
        foreach (var path in (string[])["/.env", "/wp-login.php", "/api/v2/passes", "/admin"])
            statuses.Add((int)(await gateway.GetAsync(path)).StatusCode);

        Assert.Equal([404, 404, 429, 429], statuses);
        foreach (var path in (string[])["/health/live", "/docs", "/.well-known/jwks.json", "/p/LINK"])
            Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode);
    }

    [Theory]
    [InlineData("/health/ready", "health")]
    [InlineData("/health/live", "health")]
    [InlineData("/docs", "docs")]
    [InlineData("/docs/openapi.json", "docs")]
    [InlineData("/docs/missing", "docs")]
    [InlineData("/.well-known/jwks.json", "keys")]
    [InlineData("/nowhere", "unmatched")]
    [InlineData("/api/v1/nothing", "unmatched")]
    [InlineData("/p/LINK/bundle/1", "download")]
    public async Task Every_path_has_a_rate_class(string path, string rateClass)
    {
        await using var gateway = await StartAsync(new(LongTimeout)
        {
            [$"RateLimits:Classes:{rateClass}:Address:Rate"] = "0.01",
            [$"RateLimits:Classes:{rateClass}:Address:Burst"] = "2",
        });
        var statuses = new List<int>();
        for (var i = 0; i < 3; i++)
            statuses.Add((int)(await gateway.GetAsync(path)).StatusCode);

        Assert.NotEqual(429, statuses[0]);
        Assert.NotEqual(429, statuses[1]);
        Assert.Equal(429, statuses[2]);
    }

    [Theory]
    [InlineData("RateLimits:Factor", "-1")]
    [InlineData("RateLimits:Classes:read:Key:Rate", "0")]
    [InlineData("RateLimits:Classes:read:Organization:Burst", "0.5")]
    [InlineData("RateLimits:BadCredentials:Burst", "0")]
    public async Task A_limit_that_admits_nothing_stops_the_start(string setting, string value)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(
            () => GatewayFixture.StartAsync(new() { [setting] = value }));
        Assert.Contains("RateLimits:", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<(int Admitted, int Rejected, double PerSecond)> LoadAsync(double rate, double burst)
    {
        var settings = Limits(rate, burst);
        await using var first = await GatewayFixture.StartAsync(settings);
        await using var second = await GatewayFixture.StartAsync(settings, first.Deployment, first.Backend);
        var key = await first.CreateKeyAsync();

        var watch = Stopwatch.StartNew();
        var admitted = 0;
        var rejected = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async worker =>
        {
            var gateway = worker % 2 == 0 ? first : second;
            while (watch.Elapsed < TimeSpan.FromSeconds(2.5))
            {
                var response = await gateway.GetAsync("/api/v1/passes", key.Text);
                if (response.StatusCode == HttpStatusCode.OK)
                    Interlocked.Increment(ref admitted);
                else
                    Interlocked.Increment(ref rejected);

                Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.TooManyRequests, response.StatusCode.ToString());
            }
        }));

        var perSecond = admitted / watch.Elapsed.TotalSeconds;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"at {rate} a second: admitted {admitted}, rejected {rejected}, {perSecond:0.0} a second");
        return (admitted, rejected, perSecond);
    }

    // Its clock stands still: on a busy machine a lease would otherwise expire before a request spends it, which costs a token.
    private static async Task<GatewayFixture> StartAsync(Dictionary<string, string?> settings) =>
        await GatewayFixture.StartAsync(settings, await Deployment.CreateAsync(), time: new FakeTimeProvider(DateTimeOffset.UtcNow));

    private static Dictionary<string, string?> Limits(double rate, double burst) => new(LongTimeout)
    {
        ["RateLimits:Classes:read:Key:Rate"] = rate.ToString(CultureInfo.InvariantCulture),
        ["RateLimits:Classes:read:Key:Burst"] = burst.ToString(CultureInfo.InvariantCulture),
    };

    private static async Task<IEnumerable<int>> StatusesAsync(GatewayFixture gateway, TestKey key, int count)
    {
        var statuses = new int[count];
        for (var i = 0; i < count; i++)
            statuses[i] = (int)(await gateway.GetAsync("/api/v1/passes", key.Text)).StatusCode;

        return statuses;
    }
}
