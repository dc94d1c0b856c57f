using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Simulators.Apns;

namespace Passinstance.Notifications.Tests.Apns;

[Trait("Category", "Integration")]
public sealed class PushTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Fact]
    public async Task A_change_is_pushed_to_every_device_with_an_empty_payload_and_the_pass_type_as_topic_over_one_connection()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        var tokens = new List<string>();
        for (var i = 0; i < 20; i++)
            tokens.Add(await tenant.RegisterAsync(pass));

        await tenant.ChangeAsync(pass);

        var pushes = await tenant.PushesAsync(20);
        await tenant.NothingWaitsAsync();
        Assert.Equal(tokens.Order(), pushes.Select(push => push.PushToken).Order());
        Assert.All(pushes, push => Assert.Equal(("{}", tenant.PassType, 200), (push.Payload, push.Topic, push.Status)));
        Assert.Equal(1, tenant.ConnectionCount);
    }

    [Fact]
    public async Task Ten_changes_before_the_push_is_due_are_one_push()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        // The delay that merges changes is short; here it lasts until all of them have been consumed.
        await tenant.Service.ScalarAsync<object>("""
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.available_at := 'infinity'; RETURN NEW; END $$;
            CREATE TRIGGER hold BEFORE INSERT OR UPDATE ON apple_pushes FOR EACH ROW EXECUTE FUNCTION hold()
            """);

        await Task.WhenAll(Enumerable.Range(2, 10).Select(version => tenant.ChangeAsync(pass, version)));
        await tenant.Service.ScalarAsync<object>(
            "DROP TRIGGER hold ON apple_pushes; UPDATE apple_pushes SET available_at = clock_timestamp()");

        await tenant.PushesAsync(1);
        await tenant.NothingWaitsAsync();
        Assert.Single(tenant.Pushes);
    }

    [Fact]
    public async Task A_change_during_a_push_is_followed_by_another_push()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        var answer = new TaskCompletionSource();
        tenant.Apns.AnswerNext(new ApnsScript { Until = answer.Task });
        await tenant.ChangeAsync(pass);
        await tenant.PushIsInProgressAsync();

        await tenant.ChangeAsync(pass, 3);
        answer.SetResult();

        await tenant.PushesAsync(2);
        await tenant.NothingWaitsAsync();
        Assert.Equal(2, tenant.Pushes.Count);
    }

    [Fact]
    public async Task The_events_of_a_device_take_effect_by_sequence_whatever_order_they_arrive_in()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var (pass, other, device) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.NewGuid());
        await tenant.RegisterAsync(pass, "00000000000000000000000000000001", device, sequence: 10);
        // A newer token comes with another pass; then an older event arrives.
        await tenant.RegisterAsync(other, "00000000000000000000000000000003", device, sequence: 30);
        await tenant.RegisterAsync(pass, "00000000000000000000000000000002", device, sequence: 20);

        await tenant.ChangeAsync(pass);
        var pushes = await tenant.PushesAsync(1);
        await tenant.NothingWaitsAsync();
        Assert.Equal(["00000000000000000000000000000003"], pushes.Select(push => push.PushToken));

        // The device gets another token, and then unregisters this pass.
        await tenant.UnregisterAsync(pass, device, sequence: 50);
        await tenant.RegisterAsync(pass, "00000000000000000000000000000004", device, sequence: 40);
        tenant.Apns.Forget();
        await tenant.ChangeAsync(pass, 3);
        await tenant.ChangeAsync(other, 3);
        Assert.Equal(["00000000000000000000000000000004"], (await tenant.PushesAsync(1)).Select(push => push.PushToken));
        await tenant.NothingWaitsAsync();
        Assert.Single(tenant.Pushes);
    }

    [Fact]
    public async Task A_device_that_registers_just_after_a_change_is_pushed()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.ChangeAsync(pass);

        var token = await tenant.RegisterAsync(pass);
        await tenant.RegisterAsync(Guid.CreateVersion7());

        Assert.Equal([token], (await tenant.PushesAsync(1)).Select(push => push.PushToken));
        await tenant.NothingWaitsAsync();
        Assert.Single(tenant.Pushes);
    }

    [Fact]
    public async Task A_change_and_a_registration_at_the_same_time_never_miss_each_other()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var passes = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7()).ToList();

        var tokens = await Task.WhenAll(passes.Select(async pass =>
        {
            var registered = tenant.RegisterAsync(pass);
            await tenant.ChangeAsync(pass);
            return await registered;
        }));

        await Testing.Eventually.TrueAsync(
            () => tenant.Pushes.Select(push => push.PushToken).Distinct().Count() == tokens.Length, NotificationFixture.Deadline,
            "every device is pushed");
    }

    [Fact]
    public async Task With_a_key_of_the_team_a_provider_token_replaces_the_certificate()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await using var own = await NotificationFixture.StartAsync(requiresCertificate: false, settings: new()
        {
            ["Apns:Keys:TEAM123456:KeyId"] = "ABC123DEFG",
            ["Apns:Keys:TEAM123456:PrivateKey"] = key.ExportPkcs8PrivateKeyPem(),
        });
        var tenant = await own.NewApnsTenantAsync();
        tenant.Apns.TrustKey("TEAM123456", "ABC123DEFG", key.ExportSubjectPublicKeyInfoPem());
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        await tenant.RegisterAsync(pass);

        await tenant.ChangeAsync(pass);

        Assert.All(await tenant.PushesAsync(2), push => Assert.Equal(200, push.Status));
        Assert.Equal(1, tenant.ConnectionCount);
    }
}
