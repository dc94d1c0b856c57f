using System.Diagnostics;
using Passinstance.Notifications.GoogleWallet;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Simulators.Google;
using Passinstance.Testing;

namespace Passinstance.Notifications.Tests.GoogleWallet;

[Trait("Category", "Integration")]
public sealed class GoogleQuotaTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    private const int Passes = 120;

    [Fact]
    public async Task Two_replicas_together_keep_to_twenty_calls_a_second_and_use_batches()
    {
        await fixture.AddReplicaAsync();
        var tenant = await fixture.NewGoogleTenantAsync();
        var passes = Enumerable.Range(0, Passes).Select(_ => Guid.CreateVersion7()).ToList();
        var began = Stopwatch.GetTimestamp();

        var reported = await Task.WhenAll(passes.Select(pass => tenant.ChangeAsync(pass, awaitConsumption: false)));
        await Eventually.TrueAsync(
            () => passes.TrueForAll(pass => tenant.Show(pass).Length > 0), TimeSpan.FromSeconds(60), "all are there");

        var calls = tenant.Calls;
        Assert.Equal(Passes, reported.Length);
        // Calls that a busy machine held up on their way may come too close together for Google; they are made again.
        Assert.All(calls, call => Assert.True(call.Status is 200 or 409 or 429, call.ToString()));
        // By Google's clock: at no time had more come than twenty a second since the beginning, and what had been saved up before. A call
        // comes after it was allowed, so that this holds however long each was on its way.
        var times = calls.Select(call => call.At).Order().ToList();
        for (var i = 0; i < times.Count; i++)
        {
            var seconds = Stopwatch.GetElapsedTime(began, times[i]).TotalSeconds;
            Assert.True(i + 1 <= (20 * seconds) + new GoogleOptions().Burst, $"{i + 1} calls in {seconds:0.00} s");
        }

        Assert.Contains(calls.GroupBy(call => call.Request), request => request.Count() > 1);
        // And it is used: 120 calls take about six seconds, not two minutes.
        Assert.True(Stopwatch.GetElapsedTime(times[0], times[^1]) < TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task Parts_of_a_batch_fail_alone()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var first = Guid.CreateVersion7();
        await tenant.ChangeAsync(first);
        await tenant.NothingWaitsAsync();
        // All become due in one moment.
        await tenant.Service.ScalarAsync<object>("""
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.available_at := 'infinity'; RETURN NEW; END $$;
            CREATE TRIGGER hold BEFORE INSERT ON google_objects FOR EACH ROW EXECUTE FUNCTION hold()
            """);
        var passes = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        tenant.Google.AnswerNext(GoogleScript.Of(400, "one_is_bad"));

        foreach (var pass in passes)
            await tenant.ChangeAsync(pass);
        await tenant.Service.ScalarAsync<object>(
            "UPDATE google_objects SET available_at = clock_timestamp() WHERE available_at = 'infinity'");
        await tenant.NothingWaitsAsync();

        Assert.Contains(
            tenant.Calls.GroupBy(call => call.Request), request => request.Count() > 1 && request.Any(call => call.Status == 400));
        Assert.Single(passes, pass => tenant.Show(pass).Length == 0);
        Assert.Equal(
            "400 one_is_bad", await tenant.Service.ScalarAsync<string>("SELECT failure FROM google_objects WHERE failure IS NOT NULL"));
    }
}
