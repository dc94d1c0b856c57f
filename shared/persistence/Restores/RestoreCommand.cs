using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Json;

namespace Passinstance.Persistence.Restores;

/// <summary>
/// The operator command <c>after-restore</c>, which every program has. It is run once for every program after any database was restored
/// from a backup: without an option where the program's own database was restored, with <c>--other</c> where it was not.
/// </summary>
public static class RestoreCommand
{
    /// <summary>Makes the command.</summary>
    /// <param name="build">Builds the program's services, without logs on standard output.</param>
    public static Command Create(Func<IServiceProvider> build)
    {
        var other = new Option<bool>("--other")
        {
            Description = "This program's database was not restored, but another one was: publish again what the other may lack.",
        };
        var since = new Option<DateTimeOffset?>("--since")
        {
            Description = "With --other: the moment that the other database was restored to, for example 2026-11-27T09:30:00Z. " +
                "What changed here since then is reported to it. Without it everything is.",
        };
        var again = new Option<bool>("--again")
        {
            Description = "Begin anew although the last one was completed on this server and timeline, as after loading a dump.",
        };
        var command = new Command(
            "after-restore", "Run once after a database was restored from a backup, before requests are served. It can be repeated.")
        {
            other, since, again,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(since) is not null && !result.GetValue(other))
                result.AddError("--since is for --other: what was restored here needs no moment.");
        });
        command.SetAction(async (result, cancellationToken) =>
        {
            var services = build();
            var run = new RestoreTask(0, !result.GetValue(other), result.GetValue(since));
            try
            {
                await RunAsync(services, run, result.GetValue(again), result.InvocationConfiguration.Output, cancellationToken);
                return 0;
            }
            catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
            {
                await result.InvocationConfiguration.Error.WriteLineAsync(
                    $"Not completed: {exception.Message} Fix the cause and run the command again: it goes on where it was.");
                return 1;
            }
        });
        return command;
    }

    /// <summary>Runs what the command runs, and prints a line of JSON for each finding and each step.</summary>
    internal static async Task RunAsync(
        IServiceProvider services, RestoreTask wanted, bool again, TextWriter output, CancellationToken cancellationToken)
    {
        var runner = services.GetRequiredService<RestoreRunner>();
        var newest = await FindAsync(services, wanted.IsOwn, cancellationToken);
        // What the program does while it serves may still be under way.
        var isDone = newest is not null && newest.Steps.All(step => step.IsDone || runner.IsBackground(step.Name));
        if (newest is { IsSameServer: true, IsDone: true } && wanted.IsOwn && !again)
        {
            await WriteAsync(output, new
            {
                restore = newest.Task.Number,
                status = "completed",
                message = string.Create(CultureInfo.InvariantCulture,
                    $"Nothing was done: the restore of {newest.StartedAt:u} is completed on this server. Use --again to begin anew."),
            });
            return;
        }

        // One that was interrupted goes on, unless the database was restored once more.
        var isAnother = wanted.IsOwn && newest is { IsSameServer: false };
        if (newest is null || isAnother || (isDone && (again || !wanted.IsOwn)))
        {
            await using var scope = services.CreateAsyncScope();
            await using var transaction = await scope.ServiceProvider.GetRequiredService<UnitOfWork>().BeginAsync(cancellationToken);
            var db = scope.ServiceProvider.GetRequiredService<DbContext>();
            await RestoreStore.BeginAsync(db, wanted.IsOwn, wanted.Since, runner.StepsOf(wanted), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        while (await runner.RunBatchAsync(cancellationToken) is var (step, progress))
        {
            foreach (var finding in progress.Findings)
                await WriteAsync(output, new { step, finding });
        }

        var done = (await FindAsync(services, wanted.IsOwn, cancellationToken))!;
        foreach (var step in done.Steps)
        {
            await WriteAsync(output, new
            {
                restore = done.Task.Number,
                step = step.Name,
                step.Rows,
                status = step.IsDone ? "completed" : runner.IsBackground(step.Name) ? "while the program serves" : "open",
            });
        }
    }

    private static async Task<StoredRestore?> FindAsync(IServiceProvider services, bool isOwn, CancellationToken cancellationToken)
    {
        await using var scope = services.CreateAsyncScope();
        return await RestoreStore.FindNewestAsync(scope.ServiceProvider.GetRequiredService<DbContext>(), isOwn, cancellationToken);
    }

    private static Task WriteAsync(TextWriter output, object line) =>
        output.WriteLineAsync(JsonSerializer.Serialize(line, ApiJson.Options));
}
