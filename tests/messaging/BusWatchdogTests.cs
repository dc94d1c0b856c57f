using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Passinstance.Messaging.Bus;
using Passinstance.Testing;

namespace Passinstance.Messaging.Tests;

public sealed class BusWatchdogTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_bus_that_was_started_again_hears_what_came_meanwhile_and_what_comes_after()
    {
        await using var service = await NoteService.StartAsync();
        var bus = service.App.Services.GetRequiredService<IBusControl>();
        await OutboxTests.WriteAsync(service, 1);
        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 1, Deadline, "the copy before");

        await bus.StopAsync();
        await OutboxTests.WriteAsync(service, 1);
        await Watchdog(service).RestartAsync(CancellationToken.None);
        await OutboxTests.WriteAsync(service, 1);

        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 3, Deadline, "the copies after");
        await Eventually.TrueAsync(() => bus.CheckHealth().Status == BusHealthStatus.Healthy, Deadline, "a healthy bus");
    }

    [Fact]
    public async Task A_running_bus_is_replaced_with_its_connection()
    {
        await using var service = await NoteService.StartAsync();
        await OutboxTests.WriteAsync(service, 1);
        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 1, Deadline, "the copy before");

        await Watchdog(service).RestartAsync(CancellationToken.None);
        await OutboxTests.WriteAsync(service, 5);

        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 6, Deadline, "the copies after");
    }

    [Fact]
    public void Only_a_bus_that_is_away_while_the_broker_is_there_for_long_is_stuck()
    {
        var clock = new Clock();
        using var watchdog = new BusWatchdog(null!, null!, new HeardEvents("notes", []), clock, NullLogger<BusWatchdog>.Instance);

        // Its host is still starting it.
        Assert.False(watchdog.IsStuck(isHealthy: false, isBrokerThere: true));
        clock.Now += TimeSpan.FromSeconds(59);
        Assert.False(watchdog.IsStuck(isHealthy: false, isBrokerThere: true));
        Assert.False(watchdog.IsStuck(isHealthy: true, isBrokerThere: true));
        // It has run: from here on a try takes seconds.
        Assert.False(watchdog.IsStuck(isHealthy: false, isBrokerThere: true));
        clock.Now += TimeSpan.FromSeconds(2.9);
        Assert.False(watchdog.IsStuck(isHealthy: false, isBrokerThere: true));
        // The broker went away in between: the bus cannot help it.
        Assert.False(watchdog.IsStuck(isHealthy: false, isBrokerThere: false));
        clock.Now += TimeSpan.FromSeconds(2.9);
        Assert.False(watchdog.IsStuck(isHealthy: false, isBrokerThere: true));
        clock.Now += TimeSpan.FromSeconds(3.1);
        Assert.True(watchdog.IsStuck(isHealthy: false, isBrokerThere: true));
        // Once, and then the new start has its time.
        Assert.False(watchdog.IsStuck(isHealthy: false, isBrokerThere: true));
        clock.Now += TimeSpan.FromMinutes(10);
        Assert.False(watchdog.IsStuck(isHealthy: true, isBrokerThere: true));
    }

    private static BusWatchdog Watchdog(Testing.Services.RunningService service) => service.App.Services.GetServices<IHostedService>().OfType<BusWatchdog>().Single();

    private sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
