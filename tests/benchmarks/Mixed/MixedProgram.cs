using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Passinstance.Local.Programs;

namespace Passinstance.Benchmarks.Mixed;

/// <summary>One combination of versions, and how the ways through it ended.</summary>
internal sealed record MixedStep(string Combination, int Ways, int Failed, double Seconds);

/// <summary>
/// Runs the previous release and the current build side by side, as teams that deploy their services alone do. The system begins with the
/// previous release. Each program in turn is migrated and replaced by the current build, then rolled back on its new tables. At last all
/// are replaced, and each in turn is rolled back. Every combination must go all ways.
/// </summary>
internal static class MixedProgram
{
    internal static Command Command()
    {
        var previous = new Option<string?>("--previous")
        {
            Description = "The release to run beside this one: a tag or a commit.",
            HelpName = "TAG",
        };
        var only = new Option<string?>("--only") { Description = "Replace only this program.", HelpName = "NAME" };
        var command = new Command("mixed", "Runs each program of the previous release with the current others, and the other way round.")
        {
            previous, only,
        };
        command.SetAction((result, stop) => RunAsync(
            result.GetValue(previous), result.GetValue(only), stop));
        return command;
    }

    private static async Task<int> RunAsync(string? reference, string? only, CancellationToken stop)
    {
        var previous = await PreviousRelease.BuildAsync(reference, stop);
        Console.WriteLine($"Starting PostgreSQL (fsync on), RabbitMQ and the six programs of {previous.Name} ...");
        await using var system = await MixedSystem.StartAsync(previous, stop);
        await using var ways = new MainWays(system);
        await ways.PrepareAsync(stop);
        var programs = ProgramTable.All.Where(program => only is null || program.Name == only).ToList();
        var steps = new List<MixedStep>();
        Console.WriteLine($"{"combination",-58} {"ways",4} {"failed",6} {"time",6}");
        await GoAsync($"all {previous.Name}");
        foreach (var program in programs)
        {
            await system.MigrateAsync(program, stop);
            await system.ReplaceAsync(program, isCurrent: true, stop);
            await GoAsync($"{program.Name} current, others {previous.Name}");
            await system.ReplaceAsync(program, isCurrent: false, stop);
            await GoAsync($"all {previous.Name}, {program.Name} on its new tables");
        }

        foreach (var program in ProgramTable.All)
        {
            await system.MigrateAsync(program, stop);
            await system.ReplaceAsync(program, isCurrent: true, stop);
        }

        await GoAsync("all current");
        foreach (var program in programs)
        {
            await system.ReplaceAsync(program, isCurrent: false, stop);
            await GoAsync($"{program.Name} {previous.Name}, others current");
            await system.ReplaceAsync(program, isCurrent: true, stop);
        }

        await GoAsync("all current again");
        var failed = steps.Sum(step => step.Failed);
        Console.WriteLine(
            $"{steps.Count} combinations of {previous.Name} and the current build, {steps.Sum(step => step.Ways)} ways, {failed} failed; "
            + $"{system.Endpoint.Total} deliveries, {system.Endpoint.Repeated} repeated.");
        if (failed > 0)
        {
            system.KeepsLogs = true;
            Console.WriteLine($"The processes' logs stay in {system.Folder}.");
        }

        Console.WriteLine(JsonSerializer.Serialize(new
        {
            benchmark = "mixed",
            previous = previous.Name,
            ways = steps.Sum(step => step.Ways),
            failed,
            repeated = system.Endpoint.Repeated,
            steps,
        }, JsonSerializerOptions.Web));
        return failed == 0 ? 0 : 1;

        async Task GoAsync(string combination)
        {
            var start = Stopwatch.GetTimestamp();
            var results = await ways.RunAsync(stop);
            var step = new MixedStep(
                combination, results.Count, results.Count(result => result.Failure is not null),
                Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1));
            steps.Add(step);
            Console.WriteLine($"{step.Combination,-58} {step.Ways,4} {step.Failed,6} {step.Seconds,4:0.0} s");
            foreach (var result in results.Where(result => result.Failure is not null))
                Console.WriteLine($"    {result.Way}: {result.Failure}");
        }
    }
}
