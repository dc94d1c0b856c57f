using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Simulators.Apns;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Apns;

[Trait("Category", "Integration")]
public sealed class FailureTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Fact]
    public async Task The_statements_of_the_operations_page_run()
    {
        foreach (var statement in OperationsPage.StatementsOf("notification"))
            await fixture.Service.ScalarAsync<object>(statement);
    }

    [Theory]
    [InlineData(410, "Unregistered")]
    [InlineData(410, "ExpiredToken")]
    public async Task A_token_that_Apple_no_longer_knows_ends_all_its_registrations_and_publishes_one_event(int status, string reason)
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var (first, second, device) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.NewGuid());
        var token = await tenant.RegisterAsync(first, device: device);
        await tenant.RegisterAsync(second, token, device);
        tenant.Apns.AnswerNext(ApnsScript.Of(status, reason));

        await tenant.ChangeAsync(first);

        await Eventually.TrueAsync(
            async _ => (await tenant.PublishedAsync("PushTokenRejected")).Count == 1, NotificationFixture.Deadline,
            "the event is published");
        var published = Assert.Single(await tenant.PublishedAsync("PushTokenRejected"));
        Assert.Equal((token, reason), (published.Text("pushToken"), published.Text("reason")));
        await tenant.ChangeAsync(second);
        await tenant.NothingWaitsAsync();
        Assert.Single(tenant.Pushes);
        Assert.Equal(0, await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM push_registrations WHERE push_token IS NOT NULL"));
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(429, "TooManyProviderTokenUpdates")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(503, "Shutdown")]
    public async Task A_temporary_failure_is_retried(int status, string reason)
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        var token = await tenant.RegisterAsync(pass);
        tenant.Apns.AnswerNext(ApnsScript.Of(status, reason));

        await tenant.ChangeAsync(pass);

        var pushes = await tenant.PushesAsync(2);
        Assert.Equal([status, 200], pushes.Select(push => push.Status));
        Assert.All(pushes, push => Assert.Equal(token, push.PushToken));
        await tenant.NothingWaitsAsync();
    }

    [Fact]
    public async Task Retry_After_is_honored()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        tenant.Apns.AnswerNext(new ApnsScript { Status = 429, Reason = "TooManyRequests", RetryAfter = 3 });

        await tenant.ChangeAsync(pass);

        var pushes = await tenant.PushesAsync(2);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(pushes[0].At, pushes[1].At).TotalSeconds, 2.9, 60);
    }

    [Theory]
    [InlineData(400, "PayloadEmpty")]
    [InlineData(404, "BadPath")]
    [InlineData(405, "MethodNotAllowed")]
    [InlineData(413, "PayloadTooLarge")]
    public async Task A_push_that_is_never_accepted_is_dropped_and_later_ones_are_sent(int status, string reason)
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        tenant.Apns.AnswerNext(ApnsScript.Of(status, reason));

        await tenant.ChangeAsync(pass);
        await tenant.PushesAsync(1);
        await tenant.NothingWaitsAsync();
        Assert.Single(tenant.Pushes);
        await tenant.ChangeAsync(pass, 3);

        Assert.Equal(200, (await tenant.PushesAsync(2))[1].Status);
        Assert.Empty(await tenant.PublishedAsync("CertificateRejected"));
    }

    [Fact]
    public async Task GOAWAY_and_broken_connections_lose_no_push()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var passes = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToList();
        var tokens = new List<string>();
        foreach (var pass in passes)
            tokens.Add(await tenant.RegisterAsync(pass));
        tenant.Apns.AnswerNext(new ApnsScript { GoesAway = true });
        tenant.Apns.AnswerNext(Enumerable.Repeat(new ApnsScript { Delay = TimeSpan.FromMilliseconds(50) }, 5));
        tenant.Apns.AnswerNext(new ApnsScript { Breaks = true });

        foreach (var pass in passes)
            await tenant.ChangeAsync(pass);

        await Eventually.TrueAsync(
            () => tenant.Pushes.Where(push => push.Status == 200).Select(push => push.PushToken).Distinct().Count() == 30,
            NotificationFixture.Deadline, "every device is pushed");
        await tenant.NothingWaitsAsync();
        Assert.True(tenant.ConnectionCount > 1);
    }

    [Fact]
    public async Task A_rejection_from_before_the_device_registered_again_ends_nothing()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var (pass, device) = (Guid.CreateVersion7(), Guid.NewGuid());
        var token = await tenant.RegisterAsync(pass, device: device);
        tenant.Apns.AnswerNext(ApnsScript.Of(410, "Unregistered") with { InvalidSince = DateTimeOffset.UtcNow.AddMinutes(-5) });

        await tenant.ChangeAsync(pass);

        var pushes = await tenant.PushesAsync(2);
        Assert.Equal([(410, token), (200, token)], pushes.Select(push => (push.Status, push.PushToken)));
        await tenant.NothingWaitsAsync();
        Assert.Empty(await tenant.PublishedAsync("PushTokenRejected"));
        Assert.Equal(1, await tenant.Service.ScalarAsync<long>(
            $"SELECT count(*) FROM push_registrations WHERE push_token = '{token}'"));
    }

    [Theory]
    [InlineData("DeviceTokenNotForTopic")]
    [InlineData("BadDeviceToken")]
    public async Task A_wrong_topic_or_team_suspends_the_pass_type_and_keeps_every_registration(string reason)
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        var tokens = new List<string>();
        for (var i = 0; i < 5; i++)
            tokens.Add(await tenant.RegisterAsync(pass));
        tenant.Apns.StandingAnswer = ApnsScript.Of(400, reason);
        try
        {
            await tenant.ChangeAsync(pass);

            await Eventually.TrueAsync(
                async _ => (await tenant.PublishedAsync("CertificateRejected")).Count == 1, NotificationFixture.Deadline,
                "the pass type is suspended");
            Assert.Empty(await tenant.PublishedAsync("PushTokenRejected"));
            Assert.Equal(5, await tenant.Service.ScalarAsync<long>(
                $"SELECT count(*) FROM push_registrations WHERE organization_id = '{tenant.OrganizationId}' AND push_token IS NOT NULL"));
        }
        finally
        {
            tenant.Apns.StandingAnswer = null;
        }
    }

    [Theory]
    [InlineData("DeviceTokenNotForTopic")]
    [InlineData("BadDeviceToken")]
    public async Task One_device_s_wrong_token_ends_its_registration_only(string reason)
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var (good, bad) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await tenant.RegisterAsync(good);
        await tenant.ChangeAsync(good);
        await tenant.PushesAsync(1);
        var token = await tenant.RegisterAsync(bad);
        tenant.Apns.AnswerNext(ApnsScript.Of(400, reason));

        await tenant.ChangeAsync(bad);

        await Eventually.TrueAsync(
            async _ => (await tenant.PublishedAsync("PushTokenRejected")).Count == 1, NotificationFixture.Deadline,
            "the event is published");
        Assert.Equal(token, Assert.Single(await tenant.PublishedAsync("PushTokenRejected")).Text("pushToken"));
        Assert.Empty(await tenant.PublishedAsync("CertificateRejected"));
    }
}
