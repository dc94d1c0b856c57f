using Passinstance.Notifications.Tests.Apns;
using Passinstance.Simulators.Apns;
using Passinstance.Testing;

namespace Passinstance.Notifications.Tests.Notifications;

public sealed class NotificationFaultTests
{
    private const int DeviceCount = 300;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_killed_process_leaves_no_device_out_and_what_it_may_have_sent_goes_again_under_the_same_id()
    {
        await using var system = await PushSystem.StartAsync();
        // Nothing is pushed by this process: only those that are killed do it.
        await system.Service.ScalarAsync<object>("""
            CREATE FUNCTION wait_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.available_at := 'infinity'; RETURN NEW; END $$;
            CREATE TRIGGER wait_for_ever BEFORE INSERT ON apple_pushes FOR EACH ROW EXECUTE FUNCTION wait_for_ever()
            """);
        var notification = await system.SendAsync();
        var passes = Enumerable.Range(0, DeviceCount).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var some in passes.Chunk(30))
        {
            await Task.WhenAll(some.Select(pass => system.RegisterAsync(pass)));
            await Task.WhenAll(some.Select(pass => system.TellAsync(notification, pass)));
        }

        await system.TargetAsync(notification, DeviceCount, DeviceCount);
        await system.Service.App.StopAsync();
        Assert.Empty(system.Apns.Pushes);
        system.Apns.StandingAnswer = new ApnsScript { Delay = TimeSpan.FromMilliseconds(100) };

        foreach (var goal in (int[])[40, 120])
        {
            await using var victim = NotificationProgram.Start(system.Service, system.Settings);
            await ReleaseAsync(system);
            await Eventually.TrueAsync(() => system.Apns.Pushes.Count >= goal, Deadline, $"{goal} pushes");
        }

        await using var last = NotificationProgram.Start(system.Service, system.Settings);
        await ReleaseAsync(system);
        await Eventually.TrueAsync(
            async token => await system.Service.ScalarAsync<bool>("SELECT ended_at IS NOT NULL FROM push_notifications", token), Deadline, "the notification ends");

        Assert.Equal(DeviceCount, await system.Service.ScalarAsync<int>("SELECT (counts ->> 'accepted')::int FROM push_notifications"));
        Assert.Single(await system.SaidAsync("PushNotificationCompleted"));
        var byDevice = system.Apns.Pushes.GroupBy(push => push.PushToken).ToList();
        Assert.Equal(DeviceCount, byDevice.Count);
        Assert.All(byDevice, pushes => Assert.Single(pushes.Select(push => push.Id).Distinct()));
        // At most those that were under way at a kill.
        Assert.InRange(system.Apns.Pushes.Count, DeviceCount, DeviceCount + 200);
    }

    // As if the leases of the process that was killed had run out.
    private static Task<object?> ReleaseAsync(PushSystem system) => system.Service.ScalarAsync<object>("UPDATE apple_pushes SET available_at = clock_timestamp(), claim_id = NULL");
}
