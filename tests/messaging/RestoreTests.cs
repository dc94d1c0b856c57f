using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Persistence.Restores;
using Passinstance.Testing;
using Passinstance.Testing.Services;

namespace Passinstance.Messaging.Tests;

/// <summary>What every program does after a restore of a database.</summary>
[Trait("Category", "Integration")]
public sealed class RestoreTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);
    // More than one batch of versions.
    private const int Notes = 5_003;

    [Fact]
    public async Task Every_version_and_sequence_goes_on_above_all_that_were_used_and_a_second_run_does_nothing()
    {
        await using var service = await NoteService.StartAsync();
        await WriteRowsAsync(service);
        await service.ScalarAsync<long>("SELECT setval('note_changes', 100)");

        var lines = await AfterRestoreAsync(service);
        var number = NumberOf(lines);

        // Seconds since the start of 2026.
        Assert.InRange(number, 28_000_000, int.MaxValue);
        Assert.Equal(Notes, await service.ScalarAsync<long>($"SELECT count(*) FROM notes WHERE version = {number}"));
        Assert.True(await service.ScalarAsync<long>("SELECT nextval('note_changes')") > number * 1_000_000L);
        Assert.Equal(["versions", "sequences", "history"], lines.Select(line => line.Text("step")));
        Assert.All(lines, line => Assert.Equal("completed", line.Text("status")));
        Assert.Equal(Notes, lines[0].GetProperty("rows").GetInt64());
        // A recovery leaves a sequence up to 32 values above what was used.
        Assert.False(await IsLostAsync(service, 68));
        Assert.True(await IsLostAsync(service, 69));
        Assert.True(await IsLostAsync(service, 101));
        Assert.False(await IsLostAsync(service, number * 1_000_000L));

        await service.ScalarAsync<object>("UPDATE notes SET version = version + 1");
        var second = Assert.Single(await AfterRestoreAsync(service));

        Assert.StartsWith("Nothing was done", second.Text("message"), StringComparison.Ordinal);
        Assert.Equal(Notes, await service.ScalarAsync<long>($"SELECT count(*) FROM notes WHERE version = {number + 1}"));
        Assert.True(NumberOf(await AfterRestoreAsync(service, "--again")) > number);
    }

    [Fact]
    public async Task A_restore_to_another_timeline_is_a_new_one()
    {
        await using var service = await NoteService.StartAsync();
        var number = NumberOf(await AfterRestoreAsync(service));

        // What a recovery to a moment after the command leaves.
        await service.ScalarAsync<object>("UPDATE restores SET server = split_part(server, '/', 1) || '/FFFFFFFF'");

        Assert.True(NumberOf(await AfterRestoreAsync(service)) > number);
    }

    [Fact]
    public async Task A_command_that_was_interrupted_goes_on_where_it_was()
    {
        await using var service = await NoteService.StartAsync();
        await WriteRowsAsync(service);
        var number = NumberOf(await AfterRestoreAsync(service));
        // As after a kill between the first batch of versions and the second.
        var first = await service.ScalarAsync<Guid>("SELECT id FROM notes ORDER BY id OFFSET 4999 LIMIT 1");
        var position = JsonSerializer.Serialize(new { Table = "notes", After = new[] { first } });
        await service.ScalarAsync<object>(
            $"UPDATE restore_steps SET completed_at = NULL, rows = 5000, position = '{position}' WHERE name = 'versions'");
        await service.ScalarAsync<object>($"UPDATE notes SET version = 1");

        var lines = await AfterRestoreAsync(service);

        Assert.Equal(number, NumberOf(lines));
        Assert.Equal(Notes, lines[0].GetProperty("rows").GetInt64());
        Assert.Equal(3, await service.ScalarAsync<long>($"SELECT count(*) FROM notes WHERE version = {number}"));
    }

    [Fact]
    public async Task What_was_published_is_published_again_and_takes_effect_only_where_it_is_missing()
    {
        await using var service = await NoteService.StartAsync();
        await using (var scope = service.App.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
            db.Notes.AddRange(Note.Write(), Note.Write());
            await db.SaveChangesAsync();
        }

        await Eventually.TrueAsync(async token => await CopiesAsync(service, token) == 2, Deadline, "both copies");
        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>("SELECT count(*) FROM outbox_history", token) == 2, Deadline, "the history");
        // The consumer's database was restored to before the second.
        await service.ScalarAsync<object>("""
            WITH lost AS (
                DELETE FROM inbox_messages WHERE message_id = (SELECT max(message_id::text)::uuid FROM inbox_messages) RETURNING 1)
            DELETE FROM note_copies WHERE id = (SELECT max(id) FROM note_copies)
            """);

        var lines = await AfterRestoreAsync(service, "--other");

        Assert.Equal("history", Assert.Single(lines).Text("step"));
        Assert.Equal(2, lines[0].GetProperty("rows").GetInt64());
        Assert.Equal(2, await service.ScalarAsync<long>("SELECT count(*) FROM notes WHERE version = 1"));
        await Eventually.TrueAsync(async token => await CopiesAsync(service, token) == 2, Deadline, "the missing copy");
        await Eventually.TrueAsync(
            async token => await service.ScalarAsync<long>("SELECT count(*) FROM outbox_history", token) == 2, Deadline,
            "the history again");
        Assert.Equal(2, await CopiesAsync(service));
    }

    private static Task<IReadOnlyList<JsonElement>> AfterRestoreAsync(RunningService service, params string[] arguments) =>
        OperatorCommand.RunAsync(RestoreCommand.Create(() => service.App.Services), arguments);

    private static int NumberOf(IReadOnlyList<JsonElement> lines) => lines[^1].GetProperty("restore").GetInt32();

    private static Task<object?> WriteRowsAsync(RunningService service) => service.ScalarAsync<object>(
        $"""
         INSERT INTO notes (id, organization_id, version)
         SELECT gen_random_uuid(), gen_random_uuid(), 1 FROM generate_series(1, {Notes})
         """);

    private static Task<long> CopiesAsync(RunningService service, CancellationToken cancellationToken = default) =>
        service.ScalarAsync<long>("SELECT count(*) FROM note_copies", cancellationToken);

    private static async Task<bool> IsLostAsync(RunningService service, long value)
    {
        await using var scope = service.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
        return await SequenceStep.IsLostAsync(db, "note_changes", value, CancellationToken.None);
    }
}
