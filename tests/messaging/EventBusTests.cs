using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Passinstance.Messaging.Bus;
using Passinstance.Testing;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;

namespace Passinstance.Messaging.Tests;

public sealed class EventBusTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_stopped_bus_is_replaced_by_one_that_consumes_waiting_and_new_events()
    {
        await using var service = await NoteService.StartAsync();
        var bus = service.App.Services.GetRequiredService<EventBus>();
        await OutboxTests.WriteAsync(service, 1);
        await HasCopiesAsync(service, 1);
        var first = (IBusControl)bus.Bus;

        await first.StopAsync();
        await OutboxTests.WriteAsync(service, 1);
        await HasCopiesAsync(service, 2);
        await OutboxTests.WriteAsync(service, 5);
        await HasCopiesAsync(service, 7);

        Assert.NotSame(first, bus.Bus);
        await BecomesAsync(service, HealthStatus.Healthy);
    }

    [Fact]
    public async Task A_bus_that_waits_for_its_next_attempt_does_not_delay_events_once_the_broker_is_back()
    {
        await using var broker = await PrivateBroker.StartNewAsync();
        await using var service = await NoteService.StartAsync(await TestDeployment.CreateAsync(broker.Url));
        await OutboxTests.WriteAsync(service, 1);
        await HasCopiesAsync(service, 1);

        await broker.StopAsync();
        await BecomesAsync(service, HealthStatus.Degraded);
        // After a failed attempt it waits longer before the next one.
        await Eventually.TrueAsync(
            () => Description(service).Contains("unreachable", StringComparison.OrdinalIgnoreCase), Deadline, "a failed attempt");
        await broker.StartAsync();
        await OutboxTests.WriteAsync(service, 10);

        await HasCopiesAsync(service, 11);
        await BecomesAsync(service, HealthStatus.Healthy);
    }

    [Fact]
    public void Only_a_bus_that_is_down_for_long_while_the_broker_is_up_is_stuck()
    {
        var watch = new StuckWatch(TimeSpan.FromSeconds(3));
        var start = DateTimeOffset.UnixEpoch;
        bool IsStuck(double second, bool isHealthy, bool isBrokerThere) =>
            watch.IsStuck(isHealthy, isBrokerThere, start.AddSeconds(second));

        Assert.False(IsStuck(0, isHealthy: false, isBrokerThere: true));
        Assert.False(IsStuck(2.9, isHealthy: false, isBrokerThere: true));
        // The broker was down in between: the bus is not stuck.
        Assert.False(IsStuck(3.1, isHealthy: false, isBrokerThere: false));
        Assert.False(IsStuck(4, isHealthy: false, isBrokerThere: true));
        Assert.False(IsStuck(6, isHealthy: true, isBrokerThere: true));
        Assert.False(IsStuck(7, isHealthy: false, isBrokerThere: true));
        Assert.True(IsStuck(10, isHealthy: false, isBrokerThere: true));
    }

    private static Task HasCopiesAsync(RunningService service, int count) =>
        Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == count, Deadline, $"{count} copies");

    private static Task BecomesAsync(RunningService service, HealthStatus status) => Eventually.TrueAsync(
        async token =>
            (await service.App.Services.GetRequiredService<EventBus>().CheckHealthAsync(new HealthCheckContext(), token)).Status == status,
                Deadline, $"{status} bus");

    private static string Description(RunningService service) =>
        ((IBusControl)service.App.Services.GetRequiredService<EventBus>().Bus).CheckHealth().Description + string.Concat(
            ((IBusControl)service.App.Services.GetRequiredService<EventBus>().Bus).CheckHealth()
                .Endpoints.Values.Select(endpoint => endpoint.Description));
}
