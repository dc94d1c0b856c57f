using System.Diagnostics;
using System.Text.Json;
using MassTransit;
using Passinstance.Contracts.V1;

namespace Passinstance.Benchmarks.Webhooks;

/// <summary>Says events on the bus as the pass service's relay does: with publisher confirms and the event's id as the message's.</summary>
internal sealed class EventSource : IAsyncDisposable
{
    private static readonly JsonElement Resource =
        JsonElement.Parse(
            """{"id":"pas_x","serialNumber":"ORDER-1001","status":"active","fields":{"tier":{"label":"Tier","value":"Gold"}}}""");
    private readonly IBusControl _bus;

    private EventSource(IBusControl bus) => _bus = bus;

    public static async Task<EventSource> StartAsync(string rabbitMq, CancellationToken stop)
    {
        var address = new Uri(rabbitMq);
        string[] user = Uri.UnescapeDataString(address.UserInfo).Split(':', 2);
        IBusControl bus = Bus.Factory.CreateUsingRabbitMq(configure =>
        {
            configure.Host(address.Host, (ushort)address.Port, Uri.UnescapeDataString(address.AbsolutePath.TrimStart('/')), host =>
            {
                host.Username(user[0]);
                host.Password(user[1]);
                host.PublisherConfirmation = true;
            });
            configure.Publish<IEvent>(topology => topology.Exclude = true);
            configure.Publish<IPublicEvent>(topology => topology.Exclude = true);
        });
        await bus.StartAsync(stop);
        return new EventSource(bus);
    }

    /// <summary>Publishes at a steady rate, or as fast as it goes; returns each id with the time just before it was handed over.</summary>
    public async Task<IReadOnlyDictionary<Guid, long>> PublishAsync(Guid organizationId, int count, int? perSecond, CancellationToken stop)
    {
        var published = new Dictionary<Guid, long>(count);
        var confirms = new List<Task>(count);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
        {
            if (perSecond is { } rate)
            {
                // Open loop: the schedule does not wait for anybody.
                TimeSpan due = TimeSpan.FromSeconds((double)i / rate) - watch.Elapsed;
                if (due > TimeSpan.FromMilliseconds(1))
                    await Task.Delay(due, stop);
            }

            var happened = new PassCreated
            {
                EventId = Guid.CreateVersion7(),
                OrganizationId = organizationId,
                PassId = Guid.CreateVersion7(),
                TemplateId = Guid.CreateVersion7(),
                Version = 1,
                OccurredAt = DateTimeOffset.UtcNow,
                Resource = Resource,
            };
            published[happened.EventId] = Stopwatch.GetTimestamp();
            confirms.Add(_bus.Publish(happened, context => context.MessageId = happened.EventId, stop));
        }

        await Task.WhenAll(confirms);
        return published;
    }

    public async ValueTask DisposeAsync() => await _bus.StopAsync(TimeSpan.FromSeconds(5));
}
