using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Simulators.Apns;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Apns;

[Trait("Category", "Integration")]
public sealed class CertificateTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    private const int Devices = 40;

    [Fact]
    public async Task An_expired_certificate_suspends_its_pushes_notifies_its_owner_once_and_a_renewed_one_sends_them()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        tenant.Renew(DateTimeOffset.UtcNow.AddSeconds(-5));
        var pass = await ManyDevicesAsync(tenant);

        await tenant.ChangeAsync(pass);
        await OwnerIsNotifiedAsync(tenant);
        await tenant.ChangeAsync(pass, 3);
        await tenant.NothingWaitsAsync();

        var notified = Assert.Single(await tenant.PublishedAsync("CertificateRejected")).GetProperty("resource");
        Assert.Equal((tenant.PassType, "expired"), (notified.Text("passTypeIdentifier"), notified.Text("reason")));
        Assert.Contains("POST /wallet-identities/apple", notified.Text("message"), StringComparison.Ordinal);
        Assert.Empty(tenant.Pushes);
        Assert.Equal(0, tenant.ConnectionCount);

        tenant.Renew();
        await tenant.PushesAsync(Devices);
        await tenant.NothingWaitsAsync();
        Assert.Equal(Devices, tenant.Pushes.Count(push => push.Status == 200));
    }

    [Fact]
    public async Task While_the_template_service_does_not_respond_a_suspended_certificate_is_looked_up_again()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        tenant.Renew(DateTimeOffset.UtcNow.AddSeconds(-5));
        var pass = await ManyDevicesAsync(tenant);
        await tenant.ChangeAsync(pass);
        await OwnerIsNotifiedAsync(tenant);

        var before = fixture.Templates.Unanswered;
        fixture.Templates.Stalls = true;
        await Eventually.TrueAsync(
            () => fixture.Templates.Unanswered - before >= 2, NotificationFixture.Deadline, "it is looked up again without a response");
        fixture.Templates.Stalls = false;
        tenant.Renew();

        await tenant.PushesAsync(Devices);
    }

    [Fact]
    public async Task While_the_template_service_is_away_a_restarted_service_pushes_with_its_sealed_replica()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();
        await tenant.RegisterAsync(pass);
        await tenant.ChangeAsync(pass);
        await tenant.PushesAsync(1);

        fixture.Templates.IsAway = true;
        await fixture.RestartAsync();
        await tenant.ChangeAsync(pass, 3);

        await tenant.PushesAsync(2);
        var replica = await tenant.Service.ScalarAsync<string>("SELECT string_agg(w::text, '') FROM wallet_identity_replicas w");
        Assert.Contains(tenant.PassType, replica!, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", replica!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "BadCertificate")]
    [InlineData(403, "BadCertificateEnvironment")]
    [InlineData(403, "Forbidden")]
    [InlineData(400, "TopicDisallowed")]
    public async Task A_certificate_that_Apple_rejects_suspends_its_pushes_and_no_others(int status, string reason)
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = await ManyDevicesAsync(tenant);
        tenant.Apns.StandingAnswer = ApnsScript.Of(status, reason);

        await tenant.ChangeAsync(pass);
        await OwnerIsNotifiedAsync(tenant);
        await tenant.NothingWaitsAsync();
        var refused = tenant.Pushes.Count;
        await tenant.ChangeAsync(pass, 3);
        await tenant.NothingWaitsAsync();

        Assert.Equal(refused, tenant.Pushes.Count);
        Assert.InRange(refused, 1, Devices);
        Assert.Single(await tenant.PublishedAsync("CertificateRejected"));
        tenant.Apns.StandingAnswer = null;
        tenant.Renew(passType: tenant.OtherPassType);
        var other = Guid.CreateVersion7();
        var token = await tenant.RegisterAsync(other, passType: tenant.OtherPassType);
        await tenant.ChangeAsync(other, passType: tenant.OtherPassType);
        await Eventually.TrueAsync(
            () => tenant.Pushes.Any(push => push.PushToken == token && push.Status == 200), NotificationFixture.Deadline,
            "the other pass type goes on");
    }

    [Fact]
    public async Task A_certificate_that_is_rejected_at_the_handshake_is_tried_a_few_times_and_then_suspended()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        tenant.Apns.RejectsCertificates = true;
        var pass = await ManyDevicesAsync(tenant);

        await tenant.ChangeAsync(pass);
        await OwnerIsNotifiedAsync(tenant);
        await tenant.NothingWaitsAsync();

        Assert.Equal("rejected", Assert.Single(await tenant.PublishedAsync("CertificateRejected")).GetProperty("resource").Text("reason"));
        Assert.InRange(tenant.RefusedHandshakes, 1, 40);
        Assert.Empty(tenant.Pushes);
        tenant.Apns.RejectsCertificates = false;
        tenant.Renew();
        await tenant.PushesAsync(Devices);
    }

    private static async Task<Guid> ManyDevicesAsync(ApnsTenant tenant)
    {
        var pass = Guid.CreateVersion7();
        for (var i = 0; i < Devices; i++)
            await tenant.RegisterAsync(pass);
        return pass;
    }

    private static Task OwnerIsNotifiedAsync(ApnsTenant tenant) => Eventually.TrueAsync(
        async _ => (await tenant.PublishedAsync("CertificateRejected")).Count > 0, NotificationFixture.Deadline, "the owner is notified");
}
