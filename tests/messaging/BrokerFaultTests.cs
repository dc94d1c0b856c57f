using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;
using RabbitMQ.Client;

namespace Passinstance.Messaging.Tests;

/// <summary>Broker failures, and what an operator can do about dead letters.</summary>
public sealed class BrokerFaultTests
{
    private const string OfAnUnknownType = """
        {
          "messageId": "01942f3a-7c00-7000-8000-0000000000ff",
          "messageType": ["urn:message:Passinstance.Contracts.V9:NotKnown"],
          "message": {}
        }
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task No_event_is_lost_when_the_broker_comes_back_with_an_empty_disk()
    {
        await using var broker = await PrivateBroker.StartNewAsync();
        // The first service only publishes; the second, which consumes, is down while the disk is lost.
        var deployment = await TestDeployment.CreateAsync(broker.Url);
        await using var publisher = await NoteService.StartAsync(
            deployment, roles: new() { ["notes"] = [typeof(PassCreated)] }, consumes: false, queue: "publisher");
        await OutboxTests.WriteAsync(publisher, 30);
        await Eventually.TrueAsync(
            async token => await publisher.ScalarAsync<long>("SELECT count(*) FROM outbox_history", token) == 30, Deadline,
            "confirmed by the broker");

        await broker.WipeAsync();
        await OutboxTests.WriteAsync(publisher, 10);
        await using var consumer = await NoteService.StartAsync(deployment);

        await Eventually.TrueAsync(
            async token => await consumer.ScalarAsync<long>("SELECT count(DISTINCT note_id) FROM note_copies", token) == 40, Deadline,
            "all forty at the consumer");
        Assert.Equal(40, await OutboxTests.CopiesAsync(consumer));
    }

    [Fact]
    public async Task A_poison_message_becomes_a_dead_letter_with_its_reason_and_can_be_resent_twice()
    {
        var fault = new ConsumerFault { Remaining = int.MaxValue };
        await using var service = await NoteService.StartAsync(services: services => services.AddSingleton(fault));
        var poison = Assert.Single(await OutboxTests.WriteAsync(service, 1));
        var deadLetters = service.App.Services.GetRequiredService<DeadLetters>();

        var message = await Eventually.ValueAsync(
            async token => (await deadLetters.ListAsync(token)).SingleOrDefault(), Deadline, "the dead letter");
        Assert.Equal("notes_error", message.Place);
        Assert.Contains("The test requested this failure.", message.Reason, StringComparison.Ordinal);
        Assert.Contains("PassCreated", message.Type, StringComparison.Ordinal);
        Assert.Equal(message, Assert.Single(await deadLetters.ListAsync(CancellationToken.None)));

        fault.Remaining = 0;
        // The id as a log line shows it, or as the list does.
        var shown = TypeId.Format(IdPrefixes.Event, Guid.Parse(message.Id));
        Assert.Equal(1, await deadLetters.ResendAsync(shown, CancellationToken.None));
        Assert.Equal(0, await deadLetters.ResendAsync(null, CancellationToken.None));
        await Eventually.TrueAsync(
            async token => await OutboxTests.CopiesAsync(service, token) == 1, Deadline, "the effect after the resend");
        Assert.Equal(poison.Id, await service.ScalarAsync<Guid>("SELECT note_id FROM note_copies"));
    }

    [Fact]
    public async Task The_gateway_lists_and_resends_dead_letters_with_a_right_that_no_credential_has()
    {
        var fault = new ConsumerFault { Remaining = int.MaxValue };
        await using var service = await NoteService.StartAsync(services: services => services.AddSingleton(fault));
        await OutboxTests.WriteAsync(service, 2);
        using var others = service.ClientOf(Guid.NewGuid(), [.. Scopes.All]);
        Assert.Equal(HttpStatusCode.Forbidden, (await others.GetAsync(DeadLetterRoutes.Path)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await others.PostAsync(DeadLetterRoutes.ResendPath, null)).StatusCode);
        using var gateway = service.ClientOf(Guid.NewGuid(), DeadLetterRoutes.Scope);

        var letters = await Eventually.ValueAsync(
            async token => (await gateway.GetFromJsonAsync<DeadLetter[]>(DeadLetterRoutes.Path, token)) is { Length: 2 } all ? all : null,
            Deadline, "two dead letters");
        Assert.All(letters, letter => Assert.Equal("notes_error", letter.Place));
        fault.Remaining = 0;
        Assert.Equal(1, await ResendAsync($"{DeadLetterRoutes.ResendPath}?id={letters[0].Id}"));
        Assert.Equal(1, await ResendAsync(DeadLetterRoutes.ResendPath));
        await Eventually.TrueAsync(
            async token => await OutboxTests.CopiesAsync(service, token) == 2, Deadline, "the effects after the resend");

        async Task<int> ResendAsync(string path)
        {
            using var response = await gateway.PostAsync(path, null);
            response.EnsureSuccessStatusCode();
            return (await response.Content.ReadFromJsonAsync<DeadLetterRoutes.ResendResult>())!.Resent;
        }
    }

    [Theory]
    [InlineData("this is no JSON", "application/vnd.masstransit+json", "notes_error")]
    [InlineData(OfAnUnknownType, "application/vnd.masstransit+json", "notes_skipped")]
    public async Task An_unreadable_or_unknown_message_becomes_a_dead_letter_and_the_next_message_takes_effect(
        string body, string contentType, string place)
    {
        await using var service = await NoteService.StartAsync();
        await PublishRawAsync(service.Deployment.RabbitMq, "notes", body, contentType);
        await OutboxTests.WriteAsync(service, 1);
        var deadLetters = service.App.Services.GetRequiredService<DeadLetters>();

        await Eventually.TrueAsync(
            async token => await OutboxTests.CopiesAsync(service, token) == 1, Deadline, "the good message's effect");
        var message = await Eventually.ValueAsync(
            async token => (await deadLetters.ListAsync(token)).SingleOrDefault(), Deadline, "the bad message in the dead letters");

        Assert.Equal(place, message.Place);
        Assert.NotEmpty(message.Reason);
    }

    [Fact]
    public async Task A_message_that_is_never_settled_is_dead_lettered_by_the_broker()
    {
        await using var service = await NoteService.StartAsync(consumes: false, roles: new() { ["notes"] = [typeof(PassCreated)] });
        await OutboxTests.WriteAsync(service, 1);
        var deadLetters = service.App.Services.GetRequiredService<DeadLetters>();

        // A consumer whose process dies each time: the message is delivered and the connection closes.
        for (var death = 0; death <= Topology.DeliveryLimit; death++)
        {
            await using var connection = await ConnectAsync(service.Deployment.RabbitMq);
            await using var channel = await connection.CreateChannelAsync();
            await Eventually.ValueAsync(
                async token => await channel.BasicGetAsync("notes", autoAck: false, token) is { } taken ? taken : null, Deadline,
                $"delivery {death + 1}");
        }

        var message = await Eventually.ValueAsync(
            async token => (await deadLetters.ListAsync(token)).SingleOrDefault(), Deadline, "the message in the dead-letter queue");
        Assert.Equal("notes_dead", message.Place);
        Assert.Contains("never settled", message.Reason, StringComparison.Ordinal);
        Assert.Equal(1, await deadLetters.ResendAsync(null, CancellationToken.None));
        await using var last = await ConnectAsync(service.Deployment.RabbitMq);
        await using var lastChannel = await last.CreateChannelAsync();
        Assert.NotNull(await lastChannel.BasicGetAsync("notes", autoAck: true));
    }

    [Fact]
    public async Task The_operator_command_lists_and_resends_dead_letters_of_the_outbox()
    {
        await using var service = await NoteService.StartAsync();
        await service.ScalarAsync<object>("""
            INSERT INTO outbox_dead_letters (id, organization_id, type, aggregate_id, aggregate_version, body, created_at, attempts,
                last_error)
            VALUES ('01942f3a-7c00-7000-8000-0000000000dd', gen_random_uuid(), 'V1.PassCreated', gen_random_uuid(), 1,
              '{"eventId":"01942f3a-7c00-7000-8000-0000000000dd","organizationId":"01942f3a-7c00-7000-8000-0000000000aa",
              "passId":"01942f3a-7c00-7000-8000-000000000004",
              "templateId":"01942f3a-7c00-7000-8000-000000000002","version":1,"occurredAt":"2026-11-22T10:00:01Z","resource":{}}',
              clock_timestamp(), 20, 'no queue took it')
            """);
        var shown = await RunAsync(service, "messages", "list");
        var resent = await RunAsync(service, "messages", "resend", "--all");

        var message = JsonElement.Parse(shown);
        Assert.Equal("outbox", message.Text("place"));
        Assert.Equal("no queue took it", message.Text("reason"));
        Assert.Equal(1, JsonElement.Parse(resent).GetProperty("resent").GetInt32());
        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 1, Deadline, "the effect");
    }

    [Fact]
    public async Task A_database_outage_longer_than_the_retries_makes_no_dead_letters()
    {
        await using var postgres = await PrivatePostgres.StartNewAsync();
        await using var service = await NoteService.StartAsync(postgres: await postgres.CreateDatabaseAsync("notes"));
        await OutboxTests.HoldRelayAsync(service);
        var bus = service.App.Services.GetRequiredService<IBus>();
        var message = (PassCreated)new NoteEventMapper().Map(Note.Write(), NoteDomainEvent.Written).Single();
        var deadLetters = service.App.Services.GetRequiredService<DeadLetters>();

        await postgres.KillAsync();
        await bus.Publish(message, context => context.MessageId = message.EventId);
        // Longer than all the short retries together; the message must still be held and not be a dead letter.
        var over = TimeProvider.System.GetTimestamp();
        await Eventually.TrueAsync(
            () => TimeProvider.System.GetElapsedTime(over) > TimeSpan.FromSeconds(5), Deadline, "five seconds without a database");
        await postgres.StartAsync();

        await Eventually.TrueAsync(
            async token => await OutboxTests.CopiesAsync(service, token) == 1, Deadline, "the effect once the database is back");
        Assert.Empty(await deadLetters.ListAsync(CancellationToken.None));
    }

    private static async Task<string> RunAsync(RunningService service, params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var command = ServiceCommand.Create<NotesDbContext>(() => service.App, () => service.App.Services);
        var code = await HostCommand.InvokeAsync(command, arguments, output, errors);
        Assert.True(code == 0, errors.ToString());
        return output.ToString();
    }

    private static async Task PublishRawAsync(string address, string queue, string body, string contentType)
    {
        await using var connection = await ConnectAsync(address);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true));
        var properties = new BasicProperties { ContentType = contentType, MessageId = Guid.CreateVersion7().ToString(), Persistent = true };
        await channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body));
    }

    private static Task<IConnection> ConnectAsync(string address) =>
        BrokerAddress.Parse(address).ConnectAsync("test", CancellationToken.None);
}
