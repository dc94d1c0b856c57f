using System.Diagnostics;
using Passinstance.Simulators.Google;
using Passinstance.Testing;

namespace Passinstance.Notifications.Tests.Google;

public sealed class GoogleQuotaTests
{
    private const int Passes = 120;

    [Fact]
    public async Task Two_replicas_together_keep_to_twenty_calls_a_second_and_use_batches()
    {
        await using var system = await GoogleSystem.StartAsync();
        await system.AddReplicaAsync();
        var passes = Enumerable.Range(0, Passes).Select(_ => Guid.CreateVersion7()).ToList();

        var said = await Task.WhenAll(passes.Select(pass => system.ChangeAsync(pass, heard: false)));
        await Eventually.TrueAsync(() => passes.TrueForAll(pass => system.Show(pass).Length > 0), TimeSpan.FromSeconds(60), "all are there");

        var calls = system.Google.Calls;
        Assert.Equal(Passes, said.Length);
        Assert.All(calls, call => Assert.True(call.Status is 200 or 409, call.ToString()));
        // By Google's clock: never more than twenty a second and what had been saved up before, in any span of time.
        var times = calls.Select(call => call.At).Order().ToList();
        for (var first = 0; first < times.Count; first++)
        {
            for (var last = first; last < times.Count; last++)
            {
                var seconds = Stopwatch.GetElapsedTime(times[first], times[last]).TotalSeconds;
                Assert.True(last - first + 1 <= (20 * seconds) + 20, $"{last - first + 1} calls in {seconds:0.00} s");
            }
        }

        Assert.Contains(calls.GroupBy(call => call.Request), request => request.Count() > 1);
        // And it is used: 120 calls take about six seconds, not a minute.
        Assert.True(Stopwatch.GetElapsedTime(times[0], times[^1]) < TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Parts_of_a_batch_fail_alone()
    {
        await using var system = await GoogleSystem.StartAsync();
        var first = Guid.CreateVersion7();
        await system.ChangeAsync(first);
        await system.NothingWaitsAsync();
        // All become due in one moment.
        await system.Service.ScalarAsync<object>("""
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.available_at := 'infinity'; RETURN NEW; END $$;
            CREATE TRIGGER hold BEFORE INSERT ON google_objects FOR EACH ROW EXECUTE FUNCTION hold()
            """);
        var passes = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        system.Google.AnswerNext(GoogleScript.Of(400, "one_is_bad"));

        foreach (var pass in passes)
            await system.ChangeAsync(pass);
        await system.Service.ScalarAsync<object>("UPDATE google_objects SET available_at = clock_timestamp() WHERE available_at = 'infinity'");
        await system.NothingWaitsAsync();

        Assert.Contains(system.Google.Calls.GroupBy(call => call.Request), request => request.Count() > 1 && request.Any(call => call.Status == 400));
        Assert.Single(passes, pass => system.Show(pass).Length == 0);
        Assert.Equal("400 one_is_bad", await system.Service.ScalarAsync<string>("SELECT refusal FROM google_objects WHERE refusal IS NOT NULL"));
    }
}
