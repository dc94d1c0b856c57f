using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Contracts.V1;
using Passinstance.Messaging.Bus;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Messaging.Tests;

[Trait("Category", "Integration")]
public sealed class InboxBatchTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task What_arrives_while_a_batch_is_written_is_the_next_batch()
    {
        var opened = new TaskCompletionSource();
        var batches = new NoteBatches { Gate = opened.Task };
        await using var service = await StartAsync(batches);
        await OutboxTests.WriteAsync(service, 1);
        await Eventually.TrueAsync(_ => Task.FromResult(batches.Sizes.Count == 1), Deadline, "the first batch");

        await OutboxTests.WriteAsync(service, 40);
        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>("SELECT count(*) FROM outbox_history", token) == 41, Deadline, "all published");
        opened.SetResult();

        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 41, Deadline, "all copies");
        Assert.Equal(41, batches.Sizes.Sum());
        Assert.True(batches.Sizes.Max() > 1, string.Join(' ', batches.Sizes));
        Assert.Equal(41, await service.ScalarAsync<long>("SELECT count(*) FROM inbox_messages"));
    }

    [Fact]
    public async Task Messages_that_fail_are_found_by_halves_and_the_others_take_effect_once()
    {
        var opened = new TaskCompletionSource();
        var batches = new NoteBatches { Gate = opened.Task };
        await using var service = await StartAsync(batches);
        var notes = await OutboxTests.WriteAsync(service, 50);
        batches.Poison.UnionWith([notes[7].Id, notes[31].Id]);
        opened.SetResult();

        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 48, Deadline, "the other copies");
        var letters = service.App.Services.GetRequiredService<DeadLetters>();
        await Eventually.TrueAsync(async token => (await letters.ListAsync(token)).Count == 2, Deadline, "two dead letters");

        Assert.All(await letters.ListAsync(CancellationToken.None), letter => Assert.Equal("notes_error", letter.Place));
        Assert.Equal(48, await service.ScalarAsync<long>("SELECT count(DISTINCT note_id) FROM note_copies"));
        Assert.Equal(48, await service.ScalarAsync<long>("SELECT count(*) FROM inbox_messages"));

        // The cause is fixed, and what is sent again twice takes effect once.
        batches.Poison.Clear();
        await letters.ResendAsync(null, CancellationToken.None);
        await Eventually.TrueAsync(async token => await OutboxTests.CopiesAsync(service, token) == 50, Deadline, "all copies");
    }

    [Fact]
    public async Task A_message_that_is_in_a_batch_many_times_takes_effect_once()
    {
        var opened = new TaskCompletionSource();
        var batches = new NoteBatches { Gate = opened.Task };
        await using var service = await StartAsync(batches);
        var bus = service.App.Services.GetRequiredService<IBus>();
        var message = (PassCreated)new NoteEventMapper().Map(Note.Write(), NoteDomainEvent.Written).Single();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => bus.Publish(message, context => context.MessageId = message.EventId)));
        opened.SetResult();

        // What is written last has been behind all of them.
        var last = Assert.Single(await OutboxTests.WriteAsync(service, 1));
        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>($"SELECT count(*) FROM note_copies WHERE note_id = '{last.Id}'", token) == 1,
            Deadline, "the last copy");

        Assert.Equal(2, await OutboxTests.CopiesAsync(service));
        Assert.Empty(await service.App.Services.GetRequiredService<DeadLetters>().ListAsync(CancellationToken.None));
    }

    private static Task<RunningService> StartAsync(NoteBatches batches) =>
        NoteService.StartAsync(services: services => services.AddSingleton(batches), inBatches: true);
}
