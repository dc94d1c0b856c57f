using System.Text.Json;
using Microsoft.EntityFrameworkCore;
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

    [Fact]
    public async Task A_background_step_that_fails_holds_up_no_newer_restore_and_one_that_covers_it_supersedes_it()
    {
        var step = new BackgroundStep.Control();
        await using var service = await NoteService.StartAsync(services: services =>
        {
            services.AddSingleton(step);
            services.AddRestoreStep<BackgroundStep>();
        });
        var runner = service.App.Services.GetRequiredService<RestoreRunner>();
        step.Fails = NumberOf(await AfterRestoreAsync(service));
        Assert.False(await runner.RunBackgroundAsync(CancellationToken.None));
        Assert.Equal([step.Fails], step.Tried);

        var other = NumberOf(await AfterRestoreAsync(service, "--other"));

        Assert.True(await runner.RunBackgroundAsync(CancellationToken.None));
        Assert.Equal([step.Fails, other], step.Tried);
        Assert.Equal([step.Fails], await OpenAsync(service));
        // The one that fails pauses.
        Assert.False(await runner.RunBackgroundAsync(CancellationToken.None));
        Assert.Equal(2, step.Tried.Count);

        var newer = NumberOf(await AfterRestoreAsync(service, "--again"));

        Assert.Equal([newer], await OpenAsync(service));
        Assert.True(await runner.RunBackgroundAsync(CancellationToken.None));
        Assert.Empty(await OpenAsync(service));
        Assert.Equal([step.Fails, other, newer], step.Tried);
    }

    [Fact]
    public async Task A_restore_of_another_database_supersedes_one_of_a_later_moment_only()
    {
        var step = new BackgroundStep.Control();
        await using var service = await NoteService.StartAsync(services: services =>
        {
            services.AddSingleton(step);
            services.AddRestoreStep<BackgroundStep>();
        });
        var late = NumberOf(await AfterRestoreAsync(service, "--other", "--since", "2026-11-27T10:00:00Z"));
        var early = NumberOf(await AfterRestoreAsync(service, "--other", "--since", "2026-11-27T09:00:00Z"));
        Assert.True(early > late);
        Assert.Equal([early], await OpenAsync(service));

        var later = NumberOf(await AfterRestoreAsync(service, "--other", "--since", "2026-11-27T09:30:00Z"));

        Assert.Equal([early, later], await OpenAsync(service));
    }

    private static async Task<List<int>> OpenAsync(RunningService service)
    {
        await using var scope = service.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<NotesDbContext>().Database
            .SqlQuery<int>($"SELECT number AS \"Value\" FROM restore_steps WHERE completed_at IS NULL ORDER BY number").ToListAsync();
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

    private sealed class BackgroundStep(BackgroundStep.Control control) : IRestoreStep
    {
        internal sealed class Control
        {
            internal int Fails { get; set; }

            internal List<int> Tried { get; } = [];
        }

        public string Name => "background";

        public bool IsBackground => true;

        public bool IsFor(RestoreTask restore) => true;

        public Task<RestoreProgress> RunAsync(
            DbContext db, RestoreTask restore, string? position, CancellationToken cancellationToken)
        {
            control.Tried.Add(restore.Number);
            return restore.Number == control.Fails
                ? throw new InvalidOperationException("The test asked for it.")
                : Task.FromResult(RestoreProgress.End(1));
        }
    }

    private static async Task<bool> IsLostAsync(RunningService service, long value)
    {
        await using var scope = service.App.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotesDbContext>();
        return await SequenceStep.IsLostAsync(db, "note_changes", value, CancellationToken.None);
    }
}
