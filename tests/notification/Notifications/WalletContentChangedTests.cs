using System.Net;
using Passinstance.Notifications.Tests.Fixtures;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests.Notifications;

[Trait("Category", "Integration")]
public sealed class WalletContentChangedTests(NotificationFixture fixture) : IClassFixture<NotificationFixture>
{
    [Fact]
    public async Task Of_changes_that_arrive_out_of_order_the_newest_is_kept()
    {
        var tenant = await fixture.NewApnsTenantAsync();
        var pass = Guid.CreateVersion7();

        foreach (var version in (int[])[3, 5, 4])
            await tenant.ChangeAsync(pass, version);

        Assert.Equal(5, await fixture.Service.ScalarAsync<int>("SELECT version FROM pass_content_versions"));
    }

    [Fact]
    public async Task Health_needs_no_token_and_everything_else_does()
    {
        using var live = await fixture.Service.AnonymousClient().GetAsync("/health/live");
        await Eventually.TrueAsync(async token =>
        {
            using var ready = await fixture.Service.AnonymousClient().GetAsync("/health/ready", token);
            return ready.StatusCode == HttpStatusCode.OK &&
                (await ready.Content.ReadAsStringAsync(token)).Contains("\"status\":\"Healthy\"", StringComparison.Ordinal);
        }, NotificationFixture.Deadline, "the service is ready");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        await fixture.Service.AnonymousClient().CallAsync(HttpMethod.Get, ApnsTenant.NotificationsPath, null, HttpStatusCode.Unauthorized);
    }
}
