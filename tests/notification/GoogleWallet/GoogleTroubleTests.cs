using System.Diagnostics;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Simulators.Google;
using Passinstance.Testing;

namespace Passinstance.Notifications.Tests.GoogleWallet;

[Trait("Category", "Integration")]
public sealed class GoogleTroubleTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_is_only_too_much_for_now_is_tried_again(int status)
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        tenant.Google.AnswerNext(GoogleScript.Of(status));

        await tenant.ChangeAsync(pass);
        await Eventually.TrueAsync(() => tenant.Show(pass) == "Value 1", NotificationFixture.Deadline, "it is there");

        Assert.Equal([$"POST genericClass {status}", "POST genericClass 200"], tenant.ClassCalls);
    }

    [Fact]
    public async Task Retry_After_is_kept_to_by_the_whole_project()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await tenant.ChangeAsync(first);
        await tenant.NothingWaitsAsync();
        tenant.Google.AnswerNext(GoogleScript.Of(429, "rateLimitExceeded", retryAfter: 3));
        await tenant.ChangeAsync(first, 2);
        var refused = (
            await Eventually.ValueAsync(
                _ => Task.FromResult(tenant.Calls.FirstOrDefault(call => call.Status == 429)), NotificationFixture.Deadline,
                "it was refused")).At;

        await tenant.ChangeAsync(second);
        await Eventually.TrueAsync(
            () => tenant.Show(first) == "Value 2" && tenant.Show(second) == "Value 1", NotificationFixture.Deadline, "both are there");

        Assert.All(
            tenant.Calls.Where(call => call.At > refused),
            call => Assert.True(Stopwatch.GetElapsedTime(refused, call.At) > TimeSpan.FromSeconds(2.5)));
    }

    [Fact]
    public async Task An_answer_that_never_came_is_asked_for_again()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        tenant.Google.AnswerNext(new GoogleScript { Breaks = true });

        await tenant.ChangeAsync(pass, 2);
        await tenant.NothingWaitsAsync();

        Assert.Equal(["POST genericObject 200", "PATCH genericObject 200", "PATCH genericObject 200"], tenant.CallsOf(pass));
        Assert.Equal("Value 2", tenant.Show(pass));
    }

    [Fact]
    public async Task A_token_that_ends_before_its_time_is_renewed()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        tenant.Google.EndTokens();

        await tenant.ChangeAsync(pass, 2);
        await tenant.NothingWaitsAsync();

        Assert.Equal(("Value 2", 2), (tenant.Show(pass), tenant.TokensGiven));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_that_Google_rejects_stops_its_issuer_until_there_is_another(bool isRevoked)
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var passes = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToList();
        await tenant.ChangeAsync(passes[0]);
        await tenant.NothingWaitsAsync();
        if (isRevoked)
            tenant.Google.Revoke(tenant.Account);
        else
            tenant.Google.Deny(tenant.Account);
        var before = tenant.Calls.Count;

        foreach (var pass in passes)
            await tenant.ChangeAsync(pass, 2);
        await Eventually.TrueAsync(
            async token =>
                await tenant.Service.ScalarAsync<long>(
                    "SELECT count(*) FROM google_objects WHERE available_at = 'infinity'",
                    token) == 5, NotificationFixture.Deadline, "all wait");
        Assert.InRange(tenant.Calls.Count - before, 0, 10);
        Assert.Equal(
            tenant.IssuerId,
            await tenant.Service.ScalarAsync<string>("SELECT issuer_id FROM google_issuers WHERE suspended_at IS NOT NULL"));

        tenant.Renew();
        await Eventually.TrueAsync(
            () => passes.TrueForAll(pass => tenant.Show(pass) == "Value 2"), NotificationFixture.Deadline, "all are there");
        Assert.Equal(0, await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM google_issuers WHERE suspended_at IS NOT NULL"));
    }

    [Fact]
    public async Task Work_of_a_process_that_was_killed_is_done_by_the_next_one()
    {
        var tenant = await fixture.NewGoogleTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass);
        await tenant.NothingWaitsAsync();
        // As a kill leaves it: claimed by a process that has ended.
        await tenant.Service.ScalarAsync<object>($"""
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.claim_id := gen_random_uuid();
            NEW.available_at := clock_timestamp() + interval '2 seconds'; RETURN NEW; END $$;
            CREATE TRIGGER hold BEFORE UPDATE ON google_objects FOR EACH ROW WHEN (NEW.wanted_version > OLD.wanted_version)
                EXECUTE FUNCTION hold()
            """);

        await tenant.ChangeAsync(pass, 2);
        await tenant.NothingWaitsAsync();

        Assert.Equal("Value 2", tenant.Show(pass));
        Assert.Equal(["POST genericObject 200", "PATCH genericObject 200"], tenant.CallsOf(pass));
    }
}
