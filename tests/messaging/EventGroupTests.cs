using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Messaging.Outbox;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using RabbitMQ.Client;

namespace Passinstance.Messaging.Tests;

[Trait("Category", "Integration")]
public sealed class EventGroupTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Events_that_wait_together_share_messages_and_each_takes_effect_once()
    {
        var deployment = await TestDeployment.CreateAsync();
        await using var service = await StartAsync(new NoteBatches(), deployment, eventsPerMessage: 20);
        await using var copy = await MessageCopy.StartAsync(deployment);

        await OutboxTests.WriteAsync(service, 100);

        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) >= 100, Deadline, "all copies");
        Assert.Equal(100, await service.ScalarAsync<long>("SELECT count(DISTINCT note_id) FROM note_copies"));
        Assert.Equal(100, await OutboxTests.CopiesAsync(service));
        Assert.Equal(100, await service.ScalarAsync<long>("SELECT count(*) FROM inbox_messages"));
        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>("SELECT count(*) FROM outbox_history", token) == 100, Deadline, "the history");
        var sizes = (await copy.TakeAllAsync()).ConvertAll(Size);
        Assert.Equal(100, sizes.Sum());
        Assert.All(sizes, size => Assert.InRange(size, 1, 20));
        Assert.True(sizes.Count < 100, $"{sizes.Count} messages");
    }

    [Fact]
    public async Task Without_the_setting_each_event_is_a_message_that_an_older_release_reads()
    {
        var deployment = await TestDeployment.CreateAsync();
        await using var service = await StartAsync(new NoteBatches(), deployment, eventsPerMessage: null);
        await using var copy = await MessageCopy.StartAsync(deployment);

        await OutboxTests.WriteAsync(service, 30);

        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 30, Deadline, "all copies");
        var messages = await copy.TakeAllAsync();
        Assert.Equal(30, messages.Count);
        Assert.All(messages, message => Assert.Equal(
            "urn:message:Passinstance.Contracts.V1:PassCreated",
            Assert.Single(message.GetProperty("messageType").EnumerateArray()).GetString()));
    }

    [Fact]
    public async Task Events_of_a_group_that_fail_become_dead_letters_alone()
    {
        var opened = new TaskCompletionSource();
        var batches = new NoteBatches { Gate = opened.Task };
        await using var service = await StartAsync(batches, null, eventsPerMessage: 50);
        var notes = await OutboxTests.WriteAsync(service, 50);
        batches.Poison.UnionWith([notes[7].Id, notes[31].Id]);
        opened.SetResult();

        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 48, Deadline, "the other copies");
        var letters = service.App.Services.GetRequiredService<DeadLetters>();
        await Eventually.TrueAsync(async token => (await letters.ListAsync(token)).Count == 2, Deadline, "two dead letters");
        Assert.All(await letters.ListAsync(CancellationToken.None), letter => Assert.Equal("notes_error", letter.Place));
        Assert.Equal(48, await service.ScalarAsync<long>("SELECT count(DISTINCT note_id) FROM note_copies"));

        batches.Poison.Clear();
        await letters.ResendAsync(null, CancellationToken.None);
        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 50, Deadline, "all copies");
    }

    [Fact]
    public async Task An_event_that_this_release_does_not_know_waits_as_a_dead_letter_and_the_others_take_effect()
    {
        var deployment = await TestDeployment.CreateAsync();
        await using var service = await StartAsync(new NoteBatches(), deployment, eventsPerMessage: null);
        var known = (PassCreated)new NoteEventMapper().Map(Note.Write(), NoteDomainEvent.Written).Single();
        await using var copy = await MessageCopy.StartAsync(deployment);

        await copy.PublishAsync(new EventGroup
        {
            Events = [Grouped(known), Grouped(known) with { Id = Guid.CreateVersion7(), Type = "V1.OfALaterRelease" }],
        });

        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 1, Deadline, "the copy");
        var letters = service.App.Services.GetRequiredService<DeadLetters>();
        await Eventually.TrueAsync(async token => (await letters.ListAsync(token)).Count == 1, Deadline, "the dead letter");
        Assert.Equal("notes_skipped", Assert.Single(await letters.ListAsync(CancellationToken.None)).Place);
    }

    [Fact]
    public async Task A_group_that_may_have_ended_the_process_is_divided_before_it_is_consumed()
    {
        var batches = new NoteBatches();
        var deployment = await TestDeployment.CreateAsync();
        await using var service = await StartAsync(batches, deployment, eventsPerMessage: null);
        await using var copy = await MessageCopy.StartAsync(deployment);
        var events = Enumerable.Range(0, 10)
            .Select(_ => new NoteEventMapper().Map(Note.Write(), NoteDomainEvent.Written).Single()).ToList();

        await copy.PublishAsync(new EventGroup { Events = events.ConvertAll(Grouped) }, deliveries: 2);

        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 10, Deadline, "all copies");
        Assert.Equal(10, await service.ScalarAsync<long>("SELECT count(DISTINCT note_id) FROM note_copies"));
        Assert.Equal(10, batches.Sizes.Sum());
        await Eventually.TrueAsync(async _ => await copy.CountAsync("notes") == 0, Deadline, "an empty queue");
    }

    private static GroupedEvent Grouped(IEvent published) => new()
    {
        Id = published.EventId,
        Type = EventTypes.NameOf(published.GetType()),
        OrganizationId = published.OrganizationId,
        Body = JsonSerializer.SerializeToElement(published, published.GetType(), EventTypes.Json),
    };

    private static int Size(JsonElement message) =>
        message.GetProperty("message").TryGetProperty("events", out var events) ? events.GetArrayLength() : 1;

    private static Task<RunningService> StartAsync(NoteBatches batches, TestDeployment? deployment, int? eventsPerMessage) =>
        NoteService.StartAsync(
            deployment, services: services => services.AddSingleton(batches), inBatches: true,
            settings: eventsPerMessage is { } number ? new() { ["Outbox:EventsPerMessage"] = $"{number}" } : null);

    /// <summary>A queue of the test that gets what the service publishes, and a way to publish what another release would.</summary>
    private sealed class MessageCopy(IConnection connection, IChannel channel, string queue) : IAsyncDisposable
    {
        private const string Exchange = "Passinstance.Contracts.V1:PassCreated";

        internal static async Task<MessageCopy> StartAsync(TestDeployment deployment)
        {
            var connection = await new ConnectionFactory { Uri = new Uri(deployment.RabbitMq) }.CreateConnectionAsync();
            var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
            var queue = await channel.QueueDeclareAsync();
            await channel.QueueBindAsync(queue.QueueName, Exchange, "");
            return new MessageCopy(connection, channel, queue.QueueName);
        }

        internal async Task<List<JsonElement>> TakeAllAsync()
        {
            var messages = new List<JsonElement>();
            while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
                messages.Add(JsonElement.Parse(message.Body.Span));
            return messages;
        }

        internal async Task<uint> CountAsync(string of) => await channel.MessageCountAsync(of);

        internal async Task PublishAsync(EventGroup group, int? deliveries = null)
        {
            var id = Guid.CreateVersion7();
            var envelope = new
            {
                messageId = id,
                messageType = new[] { "urn:message:Passinstance.Contracts.V1:EventGroup" },
                message = group,
                sentTime = DateTime.UtcNow,
            };
            await channel.BasicPublishAsync(Exchange, "", mandatory: true, new BasicProperties
            {
                ContentType = "application/vnd.masstransit+json",
                MessageId = id.ToString(),
                Headers = deliveries is { } count ? new Dictionary<string, object?> { ["x-delivery-count"] = count } : null,
            }, JsonSerializer.SerializeToUtf8Bytes(envelope, EventTypes.Json));
        }

        public async ValueTask DisposeAsync()
        {
            await channel.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
