using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Messaging.Outbox;
using Passinstance.Testing;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;

namespace Passinstance.Messaging.Tests;

public sealed class OutboxTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_committed_event_takes_effect_once_at_the_consumer_and_leaves_the_outbox()
    {
        await using var service = await NoteService.StartAsync();
        var notes = await WriteAsync(service, 50);

        await Eventually.TrueAsync(async token => await CopiesAsync(service, token) >= notes.Count, Deadline, "all copies");

        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", token) == 0, Deadline,
            "an empty outbox");
        Assert.Equal(notes.Count, await CopiesAsync(service));
        Assert.Equal(notes.Count, await service.ScalarAsync<long>("SELECT count(DISTINCT note_id) FROM note_copies"));
    }

    [Fact]
    public async Task An_event_that_is_rolled_back_is_never_published()
    {
        await using var service = await NoteService.StartAsync();
        await using (var scope = service.App.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Notes.Add(Note.Write());
            await db.SaveChangesAsync();
            await transaction.RollbackAsync();
        }

        // Once a later, committed note has arrived, the relay has been past both.
        var note = Assert.Single(await WriteAsync(service, 1));
        await Eventually.TrueAsync(async token => await CopiesAsync(service, token) > 0, Deadline, "the committed note's copy");

        Assert.Equal(note.Id, await service.ScalarAsync<Guid>("SELECT note_id FROM note_copies"));
        Assert.Equal(1, await CopiesAsync(service));
    }

    [Fact]
    public async Task A_duplicate_message_takes_effect_once()
    {
        await using var service = await NoteService.StartAsync();
        await WriteAsync(service, 1);
        await Eventually.TrueAsync(async token => await CopiesAsync(service, token) == 1, Deadline, "the copy");

        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>("SELECT count(*) FROM outbox_history", token) == 1, Deadline,
            "the event in the history");

        // What was published is published again, a hundred times at once.
        await service.ScalarAsync<object>("""
            INSERT INTO outbox_messages (id, organization_id, type, aggregate_id, aggregate_version, body)
            SELECT id, organization_id, type, aggregate_id, aggregate_version, body FROM outbox_history
            """);
        var bus = service.App.Services.GetRequiredService<IBus>();
        var message = (PassCreated)new NoteEventMapper().Map(Note.Write(), NoteDomainEvent.Written).Single();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => bus.Publish(message, context => context.MessageId = message.EventId)));

        await Eventually.TrueAsync(async token => await CopiesAsync(service, token) == 2, Deadline, "both copies");
        var servers = await TestServers.GetAsync();
        await Eventually.TrueAsync(
            async token =>
                (await servers.GetQueuesAsync(service.Deployment.RabbitMq, token)).Single(queue => queue.Name == "notes").Messages == 0,
            Deadline, "an empty queue");
        Assert.Equal(2, await CopiesAsync(service));
        // The duplicate is acknowledged: it does not end up among the messages of unknown type, which an operator would have to check.
        Assert.Empty(await service.App.Services.GetRequiredService<DeadLetters>().ListAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_consumer_that_fails_before_its_commit_has_no_effect_and_is_retried()
    {
        var fault = new ConsumerFault { Remaining = 2 };
        await using var service = await NoteService.StartAsync(services: services => services.AddSingleton(fault));

        await WriteAsync(service, 1);

        await Eventually.TrueAsync(async token => await CopiesAsync(service, token) == 1, Deadline, "the copy of the third try");
        Assert.True(fault.Remaining < 0);
        Assert.Equal(1, await service.ScalarAsync<long>("SELECT count(*) FROM inbox_messages"));
    }

    [Fact]
    public async Task During_a_broker_outage_events_wait_without_a_counted_attempt_and_are_published_afterwards()
    {
        await using var broker = await PrivateBroker.StartNewAsync();
        await using var service = await NoteService.StartAsync(await TestDeployment.CreateAsync(broker.Url));
        await broker.StopAsync();

        var notes = await WriteAsync(service, 200);
        Assert.Equal(notes.Count, await service.ScalarAsync<long>("SELECT count(*) FROM outbox_messages"));
        await broker.StartAsync();

        await Eventually.TrueAsync(
            async token => await CopiesAsync(service, token) >= notes.Count, TimeSpan.FromSeconds(90), "all copies after the outage");
        Assert.Equal(notes.Count, await service.ScalarAsync<long>("SELECT count(DISTINCT note_id) FROM note_copies"));
        Assert.Equal(notes.Count, await CopiesAsync(service));
        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM outbox_dead_letters"));
    }

    [Fact]
    public async Task Eight_relays_at_once_claim_no_row_twice()
    {
        // No broker: the service's own relay waits, so the test's claims are the only ones.
        await using var service = await NoteService.StartAsync(await TestDeployment.CreateAsync());
        await HoldRelayAsync(service);
        var store = service.App.Services.GetRequiredService<OutboxStore>();
        await InsertRowsAsync(service, 2000);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var mine = new List<Guid>();
            while (true)
            {
                await using var claim = await store.ClaimAsync(100, CancellationToken.None);
                if (claim.Messages.Count == 0)
                    return mine;
                mine.AddRange(claim.Messages.Select(message => message.Id));
                await claim.DeleteAsync([.. claim.Messages.Select(message => message.Id)], CancellationToken.None);
                await claim.CommitAsync(CancellationToken.None);
            }
        }));

        Assert.Equal(2000, claims.Sum(claim => claim.Count));
        Assert.Equal(2000, claims.SelectMany(claim => claim).Distinct().Count());
    }

    [Fact]
    public async Task A_claim_that_is_not_committed_releases_its_rows_unchanged()
    {
        await using var service = await NoteService.StartAsync();
        await HoldRelayAsync(service);
        var store = service.App.Services.GetRequiredService<OutboxStore>();
        await InsertRowsAsync(service, 1);
        await using (var claim = await store.ClaimAsync(10, CancellationToken.None))
        {
            var message = Assert.Single(claim.Messages);
            await using var other = await store.ClaimAsync(10, CancellationToken.None);
            Assert.Empty(other.Messages);
            await claim.FailAsync(message, "never settled", CancellationToken.None);
            await claim.DeleteAsync([message.Id], CancellationToken.None);
        }

        await using var successor = await store.ClaimAsync(10, CancellationToken.None);
        Assert.Equal(0, Assert.Single(successor.Messages).Attempts);
        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM outbox_history"));
    }

    [Fact]
    public async Task The_server_ends_a_claim_that_is_idle_for_longer_than_its_lease()
    {
        await using var service = await NoteService.StartAsync();
        await HoldRelayAsync(service);
        var lease = new OutboxOptions { Lease = TimeSpan.FromSeconds(1) };
        var store = new OutboxStore(service.App.Services.GetRequiredService<Npgsql.NpgsqlDataSource>(), lease);
        await InsertRowsAsync(service, 1);
        var frozen = await store.ClaimAsync(10, CancellationToken.None);
        var message = Assert.Single(frozen.Messages);

        await Eventually.TrueAsync(
            async token =>
            {
                await using var successor = await store.ClaimAsync(10, token);
                return successor.Messages.Count == 1;
            }, Deadline, "the row is free again");

        await Assert.ThrowsAnyAsync<Npgsql.NpgsqlException>(() => frozen.DeleteAsync([message.Id], CancellationToken.None));
        await frozen.DisposeAsync();
        Assert.Equal(1, await service.ScalarAsync<long>("SELECT count(*) FROM outbox_messages"));
    }

    [Fact]
    public async Task After_a_lost_disk_the_newest_events_are_republished_first_and_none_twice()
    {
        await using var service = await NoteService.StartAsync();
        await HoldRelayAsync(service);
        var store = service.App.Services.GetRequiredService<OutboxStore>();
        await InsertRowsAsync(service, 6);
        foreach (var published in Enumerable.Range(0, 6))
        {
            await using var claim = await store.ClaimAsync(1, CancellationToken.None);
            await claim.DeleteAsync([Assert.Single(claim.Messages).Id], CancellationToken.None);
            await claim.CommitAsync(CancellationToken.None);
        }

        var newestFirst = (await service.ScalarAsync<Guid[]>("SELECT array_agg(id ORDER BY published_at DESC) FROM outbox_history"))!;
        var before = await store.NowAsync(CancellationToken.None);
        await InsertRowsAsync(service, 1);

        Assert.Equal(4, await store.RepeatHistoryAsync(before, 4, CancellationToken.None));
        await using (var repeated = await store.ClaimAsync(4, CancellationToken.None))
        {
            Assert.Equal(newestFirst.Take(4).Order(), repeated.Messages.Select(message => message.Id).Order());
            await repeated.DeleteAsync([.. repeated.Messages.Select(message => message.Id)], CancellationToken.None);
            await repeated.CommitAsync(CancellationToken.None);
        }

        Assert.Equal(2, await store.RepeatHistoryAsync(before, 4, CancellationToken.None));
        Assert.Equal(0, await store.RepeatHistoryAsync(before, 4, CancellationToken.None));
        await using var rest = await store.ClaimAsync(10, CancellationToken.None);
        Assert.Equal(3, rest.Messages.Count);
    }

    [Fact]
    public async Task A_row_that_fails_twenty_times_becomes_a_dead_letter_with_its_error()
    {
        await using var service = await NoteService.StartAsync();
        await HoldRelayAsync(service);
        var store = service.App.Services.GetRequiredService<OutboxStore>();
        await InsertRowsAsync(service, 1);

        for (var attempt = 1; attempt <= OutboxStore.MaximumAttempts; attempt++)
        {
            await service.ScalarAsync<object>("UPDATE outbox_messages SET available_at = clock_timestamp()");
            await using var claim = await store.ClaimAsync(1, CancellationToken.None);
            Assert.Equal(
                attempt == OutboxStore.MaximumAttempts,
                await claim.FailAsync(Assert.Single(claim.Messages), $"failure {attempt}", CancellationToken.None));
            await claim.CommitAsync(CancellationToken.None);
        }

        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM outbox_messages"));
        Assert.Equal("failure 20", await service.ScalarAsync<string>("SELECT last_error FROM outbox_dead_letters"));
        Assert.Equal(20, await service.ScalarAsync<int>("SELECT attempts FROM outbox_dead_letters"));
    }

    [Fact]
    public async Task An_event_that_reaches_no_queue_is_kept_and_the_attempt_counted()
    {
        await using var service = await NoteService.StartAsync(consumes: false);

        await WriteAsync(service, 1);

        await Eventually.TrueAsync(
            async token =>
                await service.ScalarAsync<int?>(
                    "SELECT attempts FROM outbox_messages WHERE last_error IS NOT NULL", token) >= 1, Deadline, "a counted attempt");
        Assert.Equal(1, await service.ScalarAsync<long>("SELECT count(*) FROM outbox_messages"));
    }

    internal static async Task<IReadOnlyList<Note>> WriteAsync(RunningService service, int count)
    {
        var notes = Enumerable.Range(0, count).Select(_ => Note.Write()).ToList();
        foreach (var group in notes.Chunk(10))
        {
            await using var scope = service.App.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
            db.Notes.AddRange(group);
            await db.SaveChangesAsync();
        }

        return notes;
    }

    internal static Task<long> CopiesAsync(RunningService service, CancellationToken cancellationToken = default) =>
        service.ScalarAsync<long>("SELECT count(*) FROM note_copies", cancellationToken);

    // The service's own relay would take the rows that the test wants to claim.
    internal static Task HoldRelayAsync(RunningService service) =>
        service.App.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<OutboxRelay>().Single()
            .StopAsync(CancellationToken.None);

    internal static Task<object?> InsertRowsAsync(RunningService service, int count) => service.ScalarAsync<object>($$"""
        INSERT INTO outbox_messages (id, organization_id, type, aggregate_id, aggregate_version, body)
        SELECT gen_random_uuid(), gen_random_uuid(), 'V1.PassCreated', gen_random_uuid(), 1, '{}' FROM generate_series(1, {{count}})
        """);
}
