using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Passinstance.Messaging.Outbox;
using Passinstance.Persistence;
using Passinstance.Persistence.Bulk;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Messaging.Tests;

[Trait("Category", "Integration")]
public sealed class GroupedSaveTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Requests_that_come_at_once_share_transactions_and_each_event_takes_effect_once()
    {
        await using var service = await NoteService.StartAsync();
        var notes = Enumerable.Range(0, 40).Select(_ => Note.Write()).ToList();

        await Task.WhenAll(await InsertWhileLockedAsync(service, notes));

        // Two transactions wait for the lock, and what came meanwhile follows in two at most.
        Assert.InRange(await service.ScalarAsync<long>("SELECT count(DISTINCT xmin::text) FROM notes"), 1, 4);
        await Eventually.TrueAsync(
            async token => await OutboxTests.CopiesAsync(service, token) >= notes.Count, Deadline, "the copies of all notes");
        Assert.Equal(notes.Count, await service.ScalarAsync<long>("SELECT count(DISTINCT note_id) FROM note_copies"));
        Assert.Equal(notes.Count, await OutboxTests.CopiesAsync(service));
    }

    [Fact]
    public async Task A_rejected_row_concerns_only_its_own_request()
    {
        await using var service = await NoteService.StartAsync();
        var existing = Assert.Single(await OutboxTests.WriteAsync(service, 1));
        var notes = Enumerable.Range(0, 40).Select(_ => Note.Write()).ToList();
        notes[7] = Note.Write(existing.Id);
        notes[30] = Note.Write(existing.Id);

        var inserts = await InsertWhileLockedAsync(service, notes);

        foreach (var (index, insert) in inserts.Index())
        {
            if (index is 7 or 30)
                Assert.True(PostgresErrors.IsUniqueViolation(await Assert.ThrowsAsync<PostgresException>(() => insert)));
            else
                await insert;
        }

        Assert.Equal(39, await service.ScalarAsync<long>("SELECT count(*) FROM notes"));
        await Eventually.TrueAsync(
            async token => await OutboxTests.CopiesAsync(service, token) >= 39, Deadline, "the copies of all stored notes");
        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>("SELECT count(*) FROM outbox_messages", token) == 0, Deadline,
            "an empty outbox");
        Assert.Equal(39, await OutboxTests.CopiesAsync(service));
    }

    [Fact]
    public async Task In_a_transaction_an_aggregate_is_saved_with_it_and_gone_with_it()
    {
        await using var service = await NoteService.StartAsync();
        var inserts = service.App.Services.GetRequiredService<GroupedSaves>();
        await using (var scope = service.App.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await inserts.InsertAsync(db, Note.Write(), CancellationToken.None);
            await transaction.RollbackAsync();
        }

        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM notes"));
        Assert.Equal(0, await service.ScalarAsync<long>("SELECT count(*) FROM outbox_messages"));
    }

    [Fact]
    public async Task A_request_that_ended_while_it_waited_inserts_nothing()
    {
        await using var service = await NoteService.StartAsync();
        using var ended = new CancellationTokenSource();
        var notes = Enumerable.Range(0, 10).Select(_ => Note.Write()).ToList();

        var inserts = await InsertWhileLockedAsync(service, notes, (index, _) => index == 9 ? ended.Token : default, ended.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inserts[9]);
        await Task.WhenAll(inserts[..9]);
        Assert.Equal(9, await service.ScalarAsync<long>("SELECT count(*) FROM notes"));
    }

    [Fact]
    public async Task Of_two_changes_of_a_row_at_once_one_is_made_and_the_other_one_is_told()
    {
        await using var service = await NoteService.StartAsync();
        var existing = Assert.Single(await OutboxTests.WriteAsync(service, 1));
        await using var one = service.App.Services.CreateAsyncScope();
        await using var other = service.App.Services.CreateAsyncScope();
        var saves = service.App.Services.GetRequiredService<GroupedSaves>();
        DbContext[] contexts = [
            one.ServiceProvider.GetRequiredService<NotesDbContext>(), other.ServiceProvider.GetRequiredService<NotesDbContext>()];
        var read = new List<(DbContext Context, Note Note, RowSnapshot Before)>();
        foreach (var context in contexts)
        {
            var note = await context.Set<Note>().AsNoTracking().SingleAsync(note => note.Id == existing.Id);
            read.Add((context, note, RowSnapshot.Of(context, note)));
            note.Rewrite();
        }

        Task<bool>[] changes = [];
        var notes = Enumerable.Range(0, 20).Select(_ => Note.Write()).ToList();
        await Task.WhenAll(await InsertWhileLockedAsync(service, notes, beforeUnlock: () => changes =
            [.. read.Select(one => saves.TryUpdateAsync(one.Context, one.Note, one.Before, CancellationToken.None))]));

        Assert.Equal([false, true], (await Task.WhenAll(changes)).Order());
        Assert.Equal(2, await service.ScalarAsync<int>($"SELECT version FROM notes WHERE id = '{existing.Id}'"));
        Assert.Equal(21, await service.ScalarAsync<long>("SELECT count(*) FROM notes"));
        await Eventually.TrueAsync(
            async token => await OutboxTests.CopiesAsync(service, token) >= 22, Deadline, "the events of all notes and of one change");
        Assert.Equal(22, await OutboxTests.CopiesAsync(service));
    }

    [Fact]
    public async Task An_update_without_a_change_succeeds_and_waits_for_nobody()
    {
        await using var service = await NoteService.StartAsync();
        await OutboxTests.WriteAsync(service, 1);
        await using var scope = service.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
        var note = await db.Notes.AsNoTracking().SingleAsync();

        var saved = service.App.Services.GetRequiredService<GroupedSaves>()
            .TryUpdateAsync(db, note, RowSnapshot.Of(db, note), CancellationToken.None);

        Assert.True(saved.IsCompletedSuccessfully);
        Assert.True(await saved);
    }

    [Fact]
    public async Task Changes_of_the_same_rows_in_any_order_do_not_wait_in_a_circle()
    {
        await using var service = await NoteService.StartAsync();
        var notes = await OutboxTests.WriteAsync(service, 2);
        var saves = service.App.Services.GetRequiredService<GroupedSaves>();
        var deadlocks = await service.ScalarAsync<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");

        var changed = await Task.WhenAll(Enumerable.Range(0, 40).Select(async number =>
        {
            await using var scope = service.App.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
            while (true)
            {
                var id = notes[number % 2].Id;
                var note = await db.Notes.AsNoTracking().SingleAsync(note => note.Id == id);
                var before = RowSnapshot.Of(db, note);
                note.Rewrite();
                if (await saves.TryUpdateAsync(db, note, before, CancellationToken.None))
                    return true;
            }
        }));

        Assert.All(changed, Assert.True);
        Assert.Equal(42, await service.ScalarAsync<long>("SELECT sum(version) FROM notes"));
        Assert.Equal(
            deadlocks, await service.ScalarAsync<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"));
    }

    // Nothing is written while the table is locked, so what comes meanwhile waits together.
    private static async Task<Task[]> InsertWhileLockedAsync(
        RunningService service, List<Note> notes, Func<int, Note, CancellationToken>? ends = null, Action? beforeUnlock = null)
    {
        var inserts = service.App.Services.GetRequiredService<GroupedSaves>();
        await using var scope = service.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
        await using var connection = await service.App.Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using var locked = await connection.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("LOCK TABLE notes IN ACCESS EXCLUSIVE MODE", connection))
            await command.ExecuteNonQueryAsync();
        // Two writers stand before the lock when the others come.
        Task[] started = [Insert(0), Insert(1)];
        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'notes'::regclass", token) >= 1,
            Deadline, "a writer that waits for the lock");
        Task[] all = [.. started, .. Enumerable.Range(2, notes.Count - 2).Select(Insert)];
        beforeUnlock?.Invoke();
        await locked.CommitAsync();
        await Task.WhenAll(all).ContinueWith(_ => { }, TaskScheduler.Default);
        return all;

        Task Insert(int index) => inserts.InsertAsync(db, notes[index], ends?.Invoke(index, notes[index]) ?? default);
    }
}
