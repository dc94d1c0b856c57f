using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Simulators.Apns;
using Passinstance.Testing;

namespace Passinstance.Notifications.Tests.Notifications;

[Trait("Category", "Integration")]
public sealed class NotificationFaultTests
{
    private const int DeviceCount = 300;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_killed_process_leaves_no_device_out_and_what_it_may_have_sent_goes_again_under_the_same_id()
    {
        await using var fixture = await NotificationFixture.StartAsync();
        var tenant = await fixture.NewApnsTenantAsync();
        // Nothing is pushed by this process: only those that are killed do it.
        await tenant.Service.ScalarAsync<object>("""
            CREATE FUNCTION wait_for_ever() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.available_at := 'infinity'; RETURN NEW; END $$;
            CREATE TRIGGER wait_for_ever BEFORE INSERT ON apple_pushes FOR EACH ROW EXECUTE FUNCTION wait_for_ever()
            """);
        var notification = await tenant.SendAsync();
        var passes = Enumerable.Range(0, DeviceCount).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var some in passes.Chunk(30))
        {
            await Task.WhenAll(some.Select(pass => tenant.RegisterAsync(pass)));
            await Task.WhenAll(some.Select(pass => tenant.AddMessageAsync(notification, pass)));
        }

        await tenant.TargetAsync(notification, DeviceCount, DeviceCount);
        await tenant.Service.App.StopAsync();
        Assert.Empty(tenant.Pushes);
        tenant.Apns.StandingAnswer = new ApnsScript { Delay = TimeSpan.FromMilliseconds(100) };

        var pushesOfRecorded = new Dictionary<string, int>();
        foreach (var goal in (int[])[40, 120])
        {
            await ReleaseAsync(tenant);
            await using (NotificationProgram.Start(tenant.Service, fixture.Settings))
                await Eventually.TrueAsync(() => tenant.Pushes.Count >= goal, Deadline, $"{goal} pushes");
            var recorded = await RecordedAsync(tenant);
            foreach (var pushes in tenant.Pushes.GroupBy(push => push.PushToken).Where(pushes => recorded.Contains(pushes.Key)))
                pushesOfRecorded.TryAdd(pushes.Key, pushes.Count());
        }

        await ReleaseAsync(tenant);
        await using var last = NotificationProgram.Start(tenant.Service, fixture.Settings);
        await Eventually.TrueAsync(
            async token =>
                await tenant.Service.ScalarAsync<bool>(
                    "SELECT ended_at IS NOT NULL FROM push_notifications", token), Deadline, "the notification ends");

        Assert.Equal(DeviceCount, await tenant.Service.ScalarAsync<int>("SELECT (counts ->> 'accepted')::int FROM push_notifications"));
        Assert.Single(await tenant.PublishedAsync("PushNotificationCompleted"));
        var byDevice = tenant.Pushes.GroupBy(push => push.PushToken).ToList();
        Assert.Equal(DeviceCount, byDevice.Count);
        Assert.All(byDevice, pushes => Assert.Single(pushes.Select(push => push.Id).Distinct()));
        // What was recorded before a kill does not go again. How much was not, depends on the machine.
        Assert.All(byDevice, pushes => Assert.Equal(pushesOfRecorded.GetValueOrDefault(pushes.Key, pushes.Count()), pushes.Count()));
    }

    private static async Task<HashSet<string>> RecordedAsync(ApnsTenant tenant)
    {
        var tokens = await tenant.Service.ScalarAsync<string[]>(
            "SELECT coalesce(array_agg(push_token), '{}') FROM notification_devices WHERE status = 'accepted'");
        return [.. tokens!];
    }

    // As if the leases of the process that was killed had run out.
    private static Task<object?> ReleaseAsync(ApnsTenant tenant) =>
        tenant.Service.ScalarAsync<object>("UPDATE apple_pushes SET available_at = clock_timestamp(), claim_id = NULL");
}
