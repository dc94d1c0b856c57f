using System.Diagnostics;
using Passinstance.Simulators.Google;
using Passinstance.Testing;

namespace Passinstance.Notifications.Tests.GoogleWallet;

public sealed class GoogleTroubleTests
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_is_only_too_much_for_now_is_tried_again(int status)
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        system.Google.AnswerNext(GoogleScript.Of(status));

        await system.ChangeAsync(pass);
        await Eventually.TrueAsync(() => system.Show(pass) == "Value 1", GoogleSystem.Deadline, "it is there");

        Assert.Equal([$"POST genericClass {status}", "POST genericClass 200"], system.ClassCalls);
    }

    [Fact]
    public async Task Retry_After_is_kept_to_by_the_whole_project()
    {
        await using var system = await GoogleSystem.StartAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await system.ChangeAsync(first);
        await system.NothingWaitsAsync();
        system.Google.AnswerNext(GoogleScript.Of(429, "rateLimitExceeded", retryAfter: 3));
        await system.ChangeAsync(first, 2);
        var refused = (await Eventually.ValueAsync(_ => Task.FromResult(system.Google.Calls.FirstOrDefault(call => call.Status == 429)), GoogleSystem.Deadline, "it was refused")).At;

        await system.ChangeAsync(second);
        await Eventually.TrueAsync(() => system.Show(first) == "Value 2" && system.Show(second) == "Value 1", GoogleSystem.Deadline, "both are there");

        Assert.All(system.Google.Calls.Where(call => call.At > refused), call => Assert.True(Stopwatch.GetElapsedTime(refused, call.At) > TimeSpan.FromSeconds(2.5)));
    }

    [Fact]
    public async Task An_answer_that_never_came_is_asked_for_again()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        system.Google.AnswerNext(new GoogleScript { Breaks = true });

        await system.ChangeAsync(pass, 2);
        await system.NothingWaitsAsync();

        Assert.Equal(["POST genericObject 200", "PATCH genericObject 200", "PATCH genericObject 200"], system.CallsOf(pass));
        Assert.Equal("Value 2", system.Show(pass));
    }

    [Fact]
    public async Task A_token_that_ends_before_its_time_is_renewed()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        system.Google.EndTokens();

        await system.ChangeAsync(pass, 2);
        await system.NothingWaitsAsync();

        Assert.Equal(("Value 2", 2), (system.Show(pass), system.Google.TokensGiven));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_that_Google_refuses_stops_its_issuer_until_there_is_another(bool isRevoked)
    {
        await using var system = await GoogleSystem.StartAsync();
        var passes = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        await system.ChangeAsync(passes[0]);
        await system.NothingWaitsAsync();
        if (isRevoked)
            system.Google.Revoke(system.Account);
        else
            system.Google.Deny(system.Account);
        var before = system.Google.Calls.Count;

        foreach (var pass in passes)
            await system.ChangeAsync(pass, 2);
        await Eventually.TrueAsync(
            async token => await system.Service.ScalarAsync<long>("SELECT count(*) FROM google_objects WHERE available_at = 'infinity'", token) == 5, GoogleSystem.Deadline, "all wait");
        Assert.InRange(system.Google.Calls.Count - before, 0, 10);
        Assert.Equal(system.IssuerId, await system.Service.ScalarAsync<string>("SELECT issuer_id FROM google_issuers WHERE stopped_at IS NOT NULL"));

        system.Renew();
        await Eventually.TrueAsync(() => passes.TrueForAll(pass => system.Show(pass) == "Value 2"), GoogleSystem.Deadline, "all are there");
        Assert.Equal(0, await system.Service.ScalarAsync<long>("SELECT count(*) FROM google_issuers WHERE stopped_at IS NOT NULL"));
    }

    [Fact]
    public async Task Work_of_a_process_that_was_killed_is_done_by_the_next_one()
    {
        await using var system = await GoogleSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass);
        await system.NothingWaitsAsync();
        // As a kill leaves it: claimed, by nobody who lives.
        await system.Service.ScalarAsync<object>($"""
            CREATE FUNCTION claimed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.claim_id := gen_random_uuid(); NEW.available_at := clock_timestamp() + interval '2 seconds'; RETURN NEW; END $$;
            CREATE TRIGGER claimed BEFORE UPDATE ON google_objects FOR EACH ROW WHEN (NEW.wanted_version > OLD.wanted_version) EXECUTE FUNCTION claimed()
            """);

        await system.ChangeAsync(pass, 2);
        await system.NothingWaitsAsync();

        Assert.Equal("Value 2", system.Show(pass));
        Assert.Equal(["POST genericObject 200", "PATCH genericObject 200"], system.CallsOf(pass));
    }
}
