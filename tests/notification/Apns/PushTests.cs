using Passinstance.Simulators.Apns;

namespace Passinstance.Notifications.Tests.Apns;

public sealed class PushTests
{
    [Fact]
    public async Task A_change_is_pushed_to_every_device_with_an_empty_payload_and_the_pass_type_as_topic_over_one_connection()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        var tokens = new List<string>();
        for (var i = 0; i < 20; i++)
            tokens.Add(await system.RegisterAsync(pass));

        await system.ChangeAsync(pass);

        var pushes = await system.PushesAsync(20);
        await system.NothingWaitsAsync();
        Assert.Equal(tokens.Order(), pushes.Select(push => push.PushToken).Order());
        Assert.All(pushes, push => Assert.Equal(("{}", system.PassType, 200), (push.Payload, push.Topic, push.Status)));
        Assert.Equal(1, system.Apns.ConnectionCount);
    }

    [Fact]
    public async Task Ten_changes_before_the_push_is_due_are_one_push()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        // The wait in which changes are gathered is short; here it lasts until all of them have been heard.
        await system.Service.ScalarAsync<object>("""
            CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.available_at := 'infinity'; RETURN NEW; END $$;
            CREATE TRIGGER hold BEFORE INSERT OR UPDATE ON apple_pushes FOR EACH ROW EXECUTE FUNCTION hold()
            """);

        await Task.WhenAll(Enumerable.Range(2, 10).Select(version => system.ChangeAsync(pass, version)));
        await system.Service.ScalarAsync<object>("DROP TRIGGER hold ON apple_pushes; UPDATE apple_pushes SET available_at = clock_timestamp()");

        await system.PushesAsync(1);
        await system.NothingWaitsAsync();
        Assert.Single(system.Apns.Pushes);
    }

    [Fact]
    public async Task A_change_during_a_push_is_followed_by_another_push()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        var answer = new TaskCompletionSource();
        system.Apns.AnswerNext(new ApnsScript { Until = answer.Task });
        await system.ChangeAsync(pass);
        await Testing.Eventually.TrueAsync(
            async token => await system.Service.ScalarAsync<long>("SELECT count(*) FROM apple_pushes WHERE claim_id IS NOT NULL", token) == 1, PushSystem.Deadline, "the push is under way");

        await system.ChangeAsync(pass, 3);
        answer.SetResult();

        await system.PushesAsync(2);
        await system.NothingWaitsAsync();
        Assert.Equal(2, system.Apns.Pushes.Count);
    }

    [Fact]
    public async Task What_is_said_of_a_device_counts_in_its_own_order_in_whatever_order_it_comes()
    {
        await using var system = await PushSystem.StartAsync();
        var (pass, other, device) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.NewGuid());
        await system.RegisterAsync(pass, "00000000000000000000000000000001", device, sequence: 10);
        // A newer token, told with another pass; then what was said before it.
        await system.RegisterAsync(other, "00000000000000000000000000000003", device, sequence: 30);
        await system.RegisterAsync(pass, "00000000000000000000000000000002", device, sequence: 20);

        await system.ChangeAsync(pass);
        var pushes = await system.PushesAsync(1);
        await system.NothingWaitsAsync();
        Assert.Equal(["00000000000000000000000000000003"], pushes.Select(push => push.PushToken));

        // It had another token at last, and then gave this pass up.
        await system.UnregisterAsync(pass, device, sequence: 50);
        await system.RegisterAsync(pass, "00000000000000000000000000000004", device, sequence: 40);
        system.Apns.Forget();
        await system.ChangeAsync(pass, 3);
        await system.ChangeAsync(other, 3);
        Assert.Equal(["00000000000000000000000000000004"], (await system.PushesAsync(1)).Select(push => push.PushToken));
        await system.NothingWaitsAsync();
        Assert.Single(system.Apns.Pushes);
    }

    [Fact]
    public async Task A_device_that_registers_just_after_a_change_is_told()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.ChangeAsync(pass);

        var token = await system.RegisterAsync(pass);
        await system.RegisterAsync(Guid.CreateVersion7());

        Assert.Equal([token], (await system.PushesAsync(1)).Select(push => push.PushToken));
        await system.NothingWaitsAsync();
        Assert.Single(system.Apns.Pushes);
    }

    [Fact]
    public async Task A_change_and_a_registration_that_come_at_once_miss_each_other_never()
    {
        await using var system = await PushSystem.StartAsync();
        var passes = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7()).ToList();

        var tokens = await Task.WhenAll(passes.Select(async pass =>
        {
            var registered = system.RegisterAsync(pass);
            await system.ChangeAsync(pass);
            return await registered;
        }));

        await Testing.Eventually.TrueAsync(() => system.Apns.Pushes.Select(push => push.PushToken).Distinct().Count() == tokens.Length, PushSystem.Deadline, "every device was told");
    }

    [Fact]
    public async Task With_a_key_of_the_team_a_token_takes_the_certificates_place()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        await using var system = await PushSystem.StartAsync(asksForCertificate: false, settings: new()
        {
            ["Apns:Keys:TEAM123456:KeyId"] = "ABC123DEFG",
            ["Apns:Keys:TEAM123456:PrivateKey"] = key.ExportPkcs8PrivateKeyPem(),
        });
        system.Apns.TrustKey("TEAM123456", "ABC123DEFG", key.ExportSubjectPublicKeyInfoPem());
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        await system.RegisterAsync(pass);

        await system.ChangeAsync(pass);

        Assert.All(await system.PushesAsync(2), push => Assert.Equal(200, push.Status));
        Assert.Equal(1, system.Apns.ConnectionCount);
    }
}
