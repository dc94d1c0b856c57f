using Passinstance.Simulators.Apns;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Apns;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(410, "Unregistered")]
    [InlineData(410, "ExpiredToken")]
    [InlineData(400, "BadDeviceToken")]
    public async Task A_token_that_Apple_no_longer_knows_ends_all_its_registrations_and_is_told_once(int status, string reason)
    {
        await using var system = await PushSystem.StartAsync();
        var (first, second, device) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.NewGuid());
        var token = await system.RegisterAsync(first, device: device);
        await system.RegisterAsync(second, token, device);
        system.Apns.AnswerNext(ApnsScript.Of(status, reason));

        await system.ChangeAsync(first);

        await Eventually.TrueAsync(async _ => (await system.SaidAsync("PushTokenRejected")).Count == 1, PushSystem.Deadline, "it was told");
        var said = Assert.Single(await system.SaidAsync("PushTokenRejected"));
        Assert.Equal((token, reason), (said.Text("pushToken"), said.Text("reason")));
        await system.ChangeAsync(second);
        await system.NothingWaitsAsync();
        Assert.Single(system.Apns.Pushes);
        Assert.Equal(0, await system.Service.ScalarAsync<long>("SELECT count(*) FROM push_registrations WHERE push_token IS NOT NULL"));
    }

    [Theory]
    [InlineData(429, "TooManyRequests")]
    [InlineData(429, "TooManyProviderTokenUpdates")]
    [InlineData(500, "InternalServerError")]
    [InlineData(503, "ServiceUnavailable")]
    [InlineData(503, "Shutdown")]
    public async Task What_is_only_too_much_for_now_is_tried_again(int status, string reason)
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        var token = await system.RegisterAsync(pass);
        system.Apns.AnswerNext(ApnsScript.Of(status, reason));

        await system.ChangeAsync(pass);

        var pushes = await system.PushesAsync(2);
        Assert.Equal([status, 200], pushes.Select(push => push.Status));
        Assert.All(pushes, push => Assert.Equal(token, push.PushToken));
        await system.NothingWaitsAsync();
    }

    [Fact]
    public async Task Retry_After_is_kept_to()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        system.Apns.AnswerNext(new ApnsScript { Status = 429, Reason = "TooManyRequests", RetryAfter = 3 });

        await system.ChangeAsync(pass);

        var pushes = await system.PushesAsync(2);
        Assert.InRange(System.Diagnostics.Stopwatch.GetElapsedTime(pushes[0].At, pushes[1].At).TotalSeconds, 2.9, 60);
    }

    [Theory]
    [InlineData(400, "DeviceTokenNotForTopic")]
    [InlineData(400, "PayloadEmpty")]
    [InlineData(404, "BadPath")]
    [InlineData(405, "MethodNotAllowed")]
    [InlineData(413, "PayloadTooLarge")]
    public async Task What_will_never_be_taken_is_given_up_and_nothing_else(int status, string reason)
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        system.Apns.AnswerNext(ApnsScript.Of(status, reason));

        await system.ChangeAsync(pass);
        await system.PushesAsync(1);
        await system.NothingWaitsAsync();
        Assert.Single(system.Apns.Pushes);
        await system.ChangeAsync(pass, 3);

        Assert.Equal(200, (await system.PushesAsync(2))[1].Status);
        Assert.Empty(await system.SaidAsync("CertificateRejected"));
    }

    [Fact]
    public async Task GOAWAY_and_broken_connections_lose_no_push()
    {
        await using var system = await PushSystem.StartAsync();
        var passes = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToList();
        var tokens = new List<string>();
        foreach (var pass in passes)
            tokens.Add(await system.RegisterAsync(pass));
        system.Apns.AnswerNext(new ApnsScript { GoesAway = true });
        system.Apns.AnswerNext(Enumerable.Repeat(new ApnsScript { Delay = TimeSpan.FromMilliseconds(50) }, 5));
        system.Apns.AnswerNext(new ApnsScript { Breaks = true });

        foreach (var pass in passes)
            await system.ChangeAsync(pass);

        await Eventually.TrueAsync(
            () => system.Apns.Pushes.Where(push => push.Status == 200).Select(push => push.PushToken).Distinct().Count() == 30, PushSystem.Deadline, "every device was told");
        await system.NothingWaitsAsync();
        Assert.True(system.Apns.ConnectionCount > 1);
    }
}
