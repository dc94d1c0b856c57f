using System.Net;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Notifications.Persistence;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Notifications.Tests;

public sealed class WalletContentChangedTests
{
    [Fact]
    public async Task Of_changes_that_come_out_of_order_the_newest_stays()
    {
        await using var service = await StartAsync();
        var bus = service.App.Services.GetRequiredService<IBus>();
        var pass = Guid.CreateVersion7();
        var organization = Guid.CreateVersion7();

        foreach (var version in (int[])[3, 5, 4])
            await PublishAsync(bus, organization, pass, version);
        await Eventually.TrueAsync(async token => await service.ScalarAsync<long>("SELECT count(*) FROM inbox_messages", token) == 3, TimeSpan.FromSeconds(30), "three messages");

        Assert.Equal(5, await service.ScalarAsync<int>("SELECT version FROM pass_content_versions"));
    }

    [Fact]
    public async Task Health_is_answered_without_a_token_and_all_else_is_not()
    {
        await using var service = await StartAsync();

        using var live = await service.AnonymousClient().GetAsync("/health/live");
        await Eventually.TrueAsync(async token =>
        {
            using var ready = await service.AnonymousClient().GetAsync("/health/ready", token);
            return ready.StatusCode == HttpStatusCode.OK && (await ready.Content.ReadAsStringAsync(token)).Contains("\"status\":\"Healthy\"", StringComparison.Ordinal);
        }, TimeSpan.FromSeconds(30), "readiness");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        await service.AnonymousClient().CallAsync(HttpMethod.Get, "/api/v1/push-notifications", null, HttpStatusCode.Unauthorized);
    }

    private static Task<RunningService> StartAsync() =>
        RunningService.StartAsync(
        NotificationHost.Build, (app, args) => app.RunCommandAsync<NotificationsDbContext>(args), settings: new Dictionary<string, string?> { ["Services:Template"] = "http://127.0.0.1:9" });

    private static Task PublishAsync(IBus bus, Guid organization, Guid pass, int version)
    {
        var changed = new WalletContentChanged
        {
            EventId = Guid.CreateVersion7(),
            OrganizationId = organization,
            PassId = pass,
            Version = version,
            OccurredAt = DateTimeOffset.UtcNow,
            PassTypeIdentifier = "pass.test.members",
        };
        return bus.Publish(changed, context => context.MessageId = changed.EventId);
    }
}
