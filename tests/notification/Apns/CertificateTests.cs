using Passinstance.Simulators.Apns;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Apns;

public sealed class CertificateTests
{
    private const int Devices = 40;

    [Fact]
    public async Task An_expired_certificate_stops_its_pushes_without_one_attempt_tells_its_owner_once_and_a_renewed_one_sends_them()
    {
        await using var system = await PushSystem.StartAsync(before: system =>
        {
            system.Renew(DateTimeOffset.UtcNow.AddSeconds(-5));
            return Task.CompletedTask;
        });
        var pass = await ManyDevicesAsync(system);

        await system.ChangeAsync(pass);
        await ToldAsync(system);
        await system.ChangeAsync(pass, 3);
        await system.NothingWaitsAsync();

        var told = Assert.Single(await system.SaidAsync("CertificateRejected")).GetProperty("resource");
        Assert.Equal((system.PassType, "expired"), (told.Text("passTypeIdentifier"), told.Text("reason")));
        Assert.Contains("POST /wallet-identities/apple", told.Text("message"), StringComparison.Ordinal);
        Assert.Empty(system.Apns.Pushes);
        Assert.Equal(0, system.Apns.ConnectionCount);

        system.Renew();
        await system.PushesAsync(Devices);
        await system.NothingWaitsAsync();
        Assert.Equal(Devices, system.Apns.AcceptedCount);
    }

    [Fact]
    public async Task A_certificate_service_that_does_not_answer_in_time_is_asked_again_and_the_process_goes_on()
    {
        await using var system = await PushSystem.StartAsync(before: system =>
        {
            system.Renew(DateTimeOffset.UtcNow.AddSeconds(-5));
            return Task.CompletedTask;
        });
        var pass = await ManyDevicesAsync(system);
        await system.ChangeAsync(pass);
        await ToldAsync(system);

        system.Stalls = true;
        await Eventually.TrueAsync(() => system.Stalled >= 2, PushSystem.Deadline, "it is asked again after it gave no answer");
        system.Stalls = false;
        system.Renew();

        await system.PushesAsync(Devices);
    }

    [Fact]
    public async Task While_the_template_service_is_away_a_restarted_service_pushes_with_its_sealed_replica()
    {
        await using var system = await PushSystem.StartAsync();
        var pass = Guid.CreateVersion7();
        await system.RegisterAsync(pass);
        await system.ChangeAsync(pass);
        await system.PushesAsync(1);

        system.IsAway = true;
        await system.RestartAsync();
        await system.ChangeAsync(pass, 3);

        await system.PushesAsync(2);
        var replica = await system.Service.ScalarAsync<string>("SELECT string_agg(w::text, '') FROM wallet_identity_replicas w");
        Assert.Contains(system.PassType, replica!, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", replica!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "BadCertificate")]
    [InlineData(403, "BadCertificateEnvironment")]
    [InlineData(403, "Forbidden")]
    [InlineData(400, "TopicDisallowed")]
    public async Task A_certificate_that_Apple_refuses_stops_its_pushes_and_no_others(int status, string reason)
    {
        await using var system = await PushSystem.StartAsync();
        var pass = await ManyDevicesAsync(system);
        system.Apns.StandingAnswer = ApnsScript.Of(status, reason);

        await system.ChangeAsync(pass);
        await ToldAsync(system);
        await system.NothingWaitsAsync();
        var refused = system.Apns.Pushes.Count;
        await system.ChangeAsync(pass, 3);
        await system.NothingWaitsAsync();

        Assert.Equal(refused, system.Apns.Pushes.Count);
        Assert.InRange(refused, 1, Devices);
        Assert.Single(await system.SaidAsync("CertificateRejected"));
        system.Apns.StandingAnswer = null;
        system.Renew(passType: "pass.test.other");
        var other = Guid.CreateVersion7();
        var token = await system.RegisterAsync(other, passType: "pass.test.other");
        await system.ChangeAsync(other, passType: "pass.test.other");
        await Eventually.TrueAsync(() => system.Apns.Pushes.Any(push => push.PushToken == token && push.Status == 200), PushSystem.Deadline, "the other pass type goes on");
    }

    [Fact]
    public async Task A_certificate_that_is_refused_at_the_handshake_is_tried_a_few_times_and_then_stopped()
    {
        await using var system = await PushSystem.StartAsync();
        system.Apns.RejectsCertificates = true;
        var pass = await ManyDevicesAsync(system);

        await system.ChangeAsync(pass);
        await ToldAsync(system);
        await system.NothingWaitsAsync();

        Assert.Equal("rejected", Assert.Single(await system.SaidAsync("CertificateRejected")).GetProperty("resource").Text("reason"));
        Assert.InRange(system.Apns.RefusedHandshakes, 1, 40);
        Assert.Empty(system.Apns.Pushes);
        system.Apns.RejectsCertificates = false;
        system.Renew();
        await system.PushesAsync(Devices);
    }

    private static async Task<Guid> ManyDevicesAsync(PushSystem system)
    {
        var pass = Guid.CreateVersion7();
        for (var i = 0; i < Devices; i++)
            await system.RegisterAsync(pass);
        return pass;
    }

    private static Task ToldAsync(PushSystem system) =>
        Eventually.TrueAsync(async _ => (await system.SaidAsync("CertificateRejected")).Count > 0, PushSystem.Deadline, "its owner was told");
}
