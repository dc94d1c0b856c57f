using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Contracts.V1;
using Passinstance.Notifications.Tests.Apns;
using Passinstance.Persistence.Retention;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.Simulators.Apns;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Notifications;

public sealed class NotificationDeliveryTests
{
    [Fact]
    public async Task The_counts_say_what_each_device_answered_and_the_end_is_said_once()
    {
        await using var system = await PushSystem.StartAsync();
        var (shared, gone, nowhere) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await system.RegisterAsync(shared);
        await system.RegisterAsync(shared);
        system.Apns.Remove(await system.RegisterAsync(gone));
        var notification = await system.SendAsync();

        await system.TargetAsync(notification, 3, null);
        foreach (var pass in (Guid[])[shared, gone, nowhere])
            await system.TellAsync(notification, pass);
        await system.NothingWaitsAsync();
        var running = await system.ReadAsync(notification);
        Assert.Equal(("sending", 3), (running.Text("status"), running.Count("targeted")));
        Assert.InRange(running.GetProperty("progress").GetInt32(), 90, 99);
        await system.TargetAsync(notification, 3, 3, notFound: 2);

        var ended = await system.EndedAsync(notification);
        Assert.Equal(("completed", 100), (ended.Text("status"), ended.GetProperty("progress").GetInt32()));
        Assert.Equal((3, 2, 3, 2, 1, 1), (ended.Count("targeted"), ended.Count("notFound"), ended.Count("pushed"), ended.Count("accepted"), ended.Count("rejected"), ended.Count("withoutDevice")));
        Assert.Equal("""{"pushed":3,"accepted":2,"rejected":1}""", ended.GetProperty("counts").GetProperty("apple").GetRawText());
        Assert.Equal("""{"pushed":0,"accepted":0,"rejected":0,"silent":0}""", ended.GetProperty("counts").GetProperty("google").GetRawText());
        Assert.Equal(ended.GetRawText(), Assert.Single(await system.SaidAsync("PushNotificationCompleted")).GetProperty("resource").GetRawText());
        Assert.Equal("Unregistered", await system.Service.ScalarAsync<string>("SELECT reason FROM notification_devices WHERE status = 'rejected'"));
    }

    [Fact]
    public async Task Hundreds_of_passes_on_many_devices_are_all_counted_and_each_device_is_pushed_for_each_change_at_most_once()
    {
        const int count = 300;
        await using var system = await PushSystem.StartAsync();
        var passes = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        // Each waits by asking the database again and again, which a hundred at a time can do without waiting for a connection.
        foreach (var some in passes.Chunk(100))
            await Task.WhenAll(some.Select(pass => system.HearAsync(Registered(system, pass))));
        var notification = await system.SendAsync();
        await system.TargetAsync(notification, count, null);

        foreach (var some in passes.Chunk(100))
            await Task.WhenAll(some.Select(pass => system.TellAsync(notification, pass)));
        await system.TargetAsync(notification, count, count);

        var ended = await system.EndedAsync(notification);
        Assert.Equal((count, count, count, 0), (ended.Count("targeted"), ended.Count("pushed"), ended.Count("accepted"), ended.Count("withoutDevice")));
        Assert.Equal(count, system.Apns.Pushes.Count);
        Assert.Equal(count, system.Apns.Pushes.Select(push => push.PushToken).Distinct().Count());
    }

    [Fact]
    public async Task A_push_that_was_under_way_before_does_not_count_for_the_notification()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        var answer = new TaskCompletionSource();
        system.Apns.AnswerNext(new ApnsScript { Until = answer.Task }, ApnsScript.Of(400, "BadPath"));
        await system.ChangeAsync(pass);
        await Eventually.TrueAsync(
            async token => await system.Service.ScalarAsync<long>("SELECT count(*) FROM apple_pushes WHERE claim_id IS NOT NULL", token) == 1, PushSystem.Deadline, "the push is under way");

        var notification = await system.SendAsync();
        await system.TellAsync(notification, pass, 3);
        answer.SetResult();
        await system.TargetAsync(notification, 1, 1);

        var ended = await system.EndedAsync(notification);
        Assert.Equal((1, 0, 1), (ended.Count("pushed"), ended.Count("accepted"), ended.Count("rejected")));
        Assert.Equal("BadPath", await system.Service.ScalarAsync<string>("SELECT reason FROM notification_devices"));
        Assert.Equal(2, system.Apns.Pushes.Count);
    }

    [Fact]
    public async Task A_push_that_is_tried_again_has_the_same_id()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        system.Apns.AnswerNext(new ApnsScript { Breaks = true }, ApnsScript.Of(503, "ServiceUnavailable"));

        await system.ChangeAsync(pass);
        await system.PushesAsync(3);
        await system.NothingWaitsAsync();
        await system.ChangeAsync(pass, 3);
        await system.PushesAsync(4);

        var ids = system.Apns.Pushes.Select(push => push.Id).ToList();
        Assert.Equal((ids[0], ids[0]), (ids[1], ids[2]));
        Assert.NotEqual(ids[0], ids[3]);
        Assert.True(Guid.TryParse(ids[0], out _));
    }

    [Fact]
    public async Task What_still_waits_after_a_day_counts_as_rejected_with_its_reason()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        system.Apns.StandingAnswer = ApnsScript.Of(403, "BadCertificate");
        var notification = await system.SendAsync();
        await system.TellAsync(notification, pass);
        await system.TargetAsync(notification, 1, 1);
        await Eventually.TrueAsync(async token => await system.Service.ScalarAsync<long>("SELECT count(*) FROM apple_topics WHERE stopped_at IS NOT NULL", token) == 1, PushSystem.Deadline, "the pass type is stopped");
        Assert.Equal("sending", (await system.ReadAsync(notification)).Text("status"));

        await system.Service.ScalarAsync<object>("UPDATE push_notifications SET started_at = started_at - interval '25 hours'");

        var ended = await system.EndedAsync(notification);
        Assert.Equal(("completed", 1, 0, 1), (ended.Text("status"), ended.Count("pushed"), ended.Count("accepted"), ended.Count("rejected")));
        Assert.Equal("certificate_rejected", await system.Service.ScalarAsync<string>("SELECT reason FROM notification_devices"));
    }

    [Fact]
    public async Task A_change_that_Apple_shows_as_before_wakes_no_device()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);

        await system.HearAsync(new WalletContentChanged
        {
            EventId = Guid.CreateVersion7(), OrganizationId = system.OrganizationId, PassId = pass, Version = 2, OccurredAt = DateTimeOffset.UtcNow, PassTypeIdentifier = system.PassType, AppleUnchanged = true,
        });

        Assert.Equal(0, await system.Service.ScalarAsync<long>("SELECT count(*) FROM apple_pushes"));
        Assert.Empty(system.Apns.Pushes);
    }

    [Fact]
    public async Task The_rows_behind_the_counts_go_two_weeks_after_the_end_and_the_counts_stay()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        var notification = await system.SendAsync();
        await system.TellAsync(notification, pass);
        await system.TargetAsync(notification, 1, 1);
        var ended = await system.EndedAsync(notification);
        var retention = system.Service.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single();

        await retention.RunAsync(CancellationToken.None);
        Assert.Equal(1, await system.Service.ScalarAsync<long>("SELECT count(*) FROM notification_devices"));
        await system.Service.ScalarAsync<object>("UPDATE push_notifications SET ended_at = ended_at - interval '15 days'");
        await retention.RunAsync(CancellationToken.None);

        Assert.Equal(0, await system.Service.ScalarAsync<long>("SELECT (SELECT count(*) FROM notification_devices) + (SELECT count(*) FROM notification_passes)"));
        Assert.Equal(ended.GetProperty("counts").GetRawText(), (await system.ReadAsync(notification)).GetProperty("counts").GetRawText());
    }

    private static DeviceRegistered Registered(PushSystem system, Guid pass) => new()
    {
        EventId = Guid.CreateVersion7(), OrganizationId = system.OrganizationId, PassId = pass, PassTypeIdentifier = system.PassType, DeviceId = Guid.NewGuid(),
        PushToken = System.Security.Cryptography.RandomNumberGenerator.GetHexString(64, lowercase: true), Sequence = 1, OccurredAt = DateTimeOffset.UtcNow,
    };
}
