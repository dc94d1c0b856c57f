using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Persistence.Retention;
using Passinstance.Simulators.Apns;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Notifications;

[Trait("Category", "Integration")]
public sealed class NotificationDeliveryTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Fact]
    public async Task The_counts_show_what_each_device_answered_and_the_end_is_published_once()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var (shared, gone, nowhere) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await tenant.RegisterAsync(shared);
        await tenant.RegisterAsync(shared);
        tenant.Apns.Remove(await tenant.RegisterAsync(gone));
        var notification = await tenant.SendAsync();

        await tenant.TargetAsync(notification, 3, null);
        foreach (var pass in (Guid[])[shared, gone, nowhere])
            await tenant.AddMessageAsync(notification, pass);
        await tenant.NothingWaitsAsync();
        var running = await tenant.ReadAsync(notification);
        Assert.Equal(("sending", 3), (running.Text("status"), running.Count("targeted")));
        Assert.InRange(running.GetProperty("progress").GetInt32(), 90, 99);
        await tenant.TargetAsync(notification, 3, 3, notFound: 2);

        var ended = await tenant.EndedAsync(notification);
        Assert.Equal(("completed", 100), (ended.Text("status"), ended.GetProperty("progress").GetInt32()));
        Assert.Equal(
            (3, 2, 3, 2, 1, 1),
            (
                ended.Count("targeted"), ended.Count("notFound"), ended.Count("pushed"), ended.Count("accepted"), ended.Count("rejected"),
                ended.Count("withoutDevice")));
        Assert.Equal("""{"pushed":3,"accepted":2,"rejected":1}""", ended.GetProperty("counts").GetProperty("apple").GetRawText());
        Assert.Equal(
            """{"pushed":0,"accepted":0,"rejected":0,"silent":0}""", ended.GetProperty("counts").GetProperty("google").GetRawText());
        Assert.Equal(
            ended.GetRawText(),
            Assert.Single(await tenant.PublishedAsync("PushNotificationCompleted")).GetProperty("resource").GetRawText());
        Assert.Equal(
            "Unregistered", await tenant.Service.ScalarAsync<string>("SELECT reason FROM notification_devices WHERE status = 'rejected'"));
    }

    [Fact]
    public async Task Hundreds_of_passes_on_many_devices_are_all_counted_and_each_device_is_pushed_for_each_change_at_most_once()
    {
        const int count = 300;
        var tenant = await fixture.NewApnsTenantAsync();
        var passes = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        // Each waits by asking the database again and again, which a hundred at a time can do without waiting for a connection.
        foreach (var some in passes.Chunk(100))
            await Task.WhenAll(some.Select(pass => tenant.RegisterAsync(pass)));
        var notification = await tenant.SendAsync();
        await tenant.TargetAsync(notification, count, null);

        foreach (var some in passes.Chunk(100))
            await Task.WhenAll(some.Select(pass => tenant.AddMessageAsync(notification, pass)));
        await tenant.TargetAsync(notification, count, count);

        var ended = await tenant.EndedAsync(notification);
        Assert.Equal(
            (count, count, count, 0),
            (ended.Count("targeted"), ended.Count("pushed"), ended.Count("accepted"), ended.Count("withoutDevice")));
        Assert.Equal(count, tenant.Pushes.Count);
        Assert.Equal(count, tenant.Pushes.Select(push => push.PushToken).Distinct().Count());
    }

    [Fact]
    public async Task A_push_that_was_under_way_before_does_not_count_for_the_notification()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        var answer = new TaskCompletionSource();
        tenant.Apns.AnswerNext(new ApnsScript { Until = answer.Task }, ApnsScript.Of(400, "BadPath"));
        await tenant.ChangeAsync(pass);
        await tenant.PushIsInProgressAsync();

        var notification = await tenant.SendAsync();
        await tenant.AddMessageAsync(notification, pass, 3);
        answer.SetResult();
        await tenant.TargetAsync(notification, 1, 1);

        var ended = await tenant.EndedAsync(notification);
        Assert.Equal((1, 0, 1), (ended.Count("pushed"), ended.Count("accepted"), ended.Count("rejected")));
        Assert.Equal("BadPath", await tenant.Service.ScalarAsync<string>("SELECT reason FROM notification_devices"));
        Assert.Equal(2, tenant.Pushes.Count);
    }

    [Fact]
    public async Task A_push_that_is_tried_again_has_the_same_id()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        tenant.Apns.AnswerNext(new ApnsScript { Breaks = true }, ApnsScript.Of(503, "ServiceUnavailable"));

        await tenant.ChangeAsync(pass);
        await tenant.PushesAsync(3);
        await tenant.NothingWaitsAsync();
        await tenant.ChangeAsync(pass, 3);
        await tenant.PushesAsync(4);

        var ids = tenant.Pushes.Select(push => push.Id).ToList();
        Assert.Equal((ids[0], ids[0]), (ids[1], ids[2]));
        Assert.NotEqual(ids[0], ids[3]);
        Assert.True(Guid.TryParse(ids[0], out _));
    }

    [Fact]
    public async Task What_still_waits_after_a_day_counts_as_rejected_with_its_reason()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        tenant.Apns.StandingAnswer = ApnsScript.Of(403, "BadCertificate");
        var notification = await tenant.SendAsync();
        await tenant.AddMessageAsync(notification, pass);
        await tenant.TargetAsync(notification, 1, 1);
        await Eventually.TrueAsync(
            async token =>
                await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM apple_topics WHERE suspended_at IS NOT NULL", token) == 1,
            NotificationFixture.Deadline, "the pass type is stopped");
        Assert.Equal("sending", (await tenant.ReadAsync(notification)).Text("status"));

        await tenant.Service.ScalarAsync<object>("UPDATE push_notifications SET started_at = started_at - interval '25 hours'");

        var ended = await tenant.EndedAsync(notification);
        Assert.Equal(
            ("completed", 1, 0, 1), (ended.Text("status"), ended.Count("pushed"), ended.Count("accepted"), ended.Count("rejected")));
        Assert.Equal("certificate_rejected", await tenant.Service.ScalarAsync<string>("SELECT reason FROM notification_devices"));
    }

    [Fact]
    public async Task A_change_that_Apple_shows_as_before_wakes_no_device()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);

        await tenant.PublishAsync(tenant.Changed(pass) with { AppleUnchanged = true });

        Assert.Equal(0, await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM apple_pushes"));
        Assert.Empty(tenant.Pushes);
    }

    [Fact]
    public async Task The_rows_behind_the_counts_go_two_weeks_after_the_end_and_the_counts_stay()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        var notification = await tenant.SendAsync();
        await tenant.AddMessageAsync(notification, pass);
        await tenant.TargetAsync(notification, 1, 1);
        var ended = await tenant.EndedAsync(notification);
        var retention = tenant.Service.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single();

        await retention.RunAsync(CancellationToken.None);
        Assert.Equal(1, await tenant.Service.ScalarAsync<long>("SELECT count(*) FROM notification_devices"));
        await tenant.Service.ScalarAsync<object>("UPDATE push_notifications SET ended_at = ended_at - interval '15 days'");
        await retention.RunAsync(CancellationToken.None);

        Assert.Equal(
            0,
            await tenant.Service.ScalarAsync<long>(
                "SELECT (SELECT count(*) FROM notification_devices) + (SELECT count(*) FROM notification_passes)"));
        Assert.Equal(ended.GetProperty("counts").GetRawText(), (await tenant.ReadAsync(notification)).GetProperty("counts").GetRawText());
    }
}
