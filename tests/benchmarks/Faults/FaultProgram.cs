using System.CommandLine;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Passinstance.Benchmarks.Faults;

/// <summary>
/// Breaks the running system in every way it promises to survive, one after another and then at random, while customers work, and prints
/// what was lost or counted twice.
/// </summary>
internal static class FaultProgram
{
    private static readonly string[] Subscribed = ["pass.created", "pass.updated"];
    private const int CalmEvents = 200;
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(5);

    internal static Command Command()
    {
        var isShort = new Option<bool>("--short")
        {
            Description =
            "The form that the tests run: fewer changes, shorter outages, nothing at random."
        };
        var rate = new Option<int?>("--rate") { Description = "Changes a second. Default: 400, with --short 60.", HelpName = "N" };
        var only = new Option<string?>("--only") { Description = "Only the faults whose name has this text.", HelpName = "TEXT" };
        var events = CommonOptions.EventsPerMessage();
        var command = new Command("faults",
            "Breaks the running system in every way it must survive and counts lost and duplicate changes.")
        {
            isShort, rate, only, events,
        };
        command.SetAction((result, cancellationToken) =>
        {
            CommonOptions.SetEventsPerMessage(result.GetValue(events));
            var settings = result.GetValue(isShort) ? FaultSettings.Short : FaultSettings.Full;
            return RunAsync(settings with { Rate = result.GetValue(rate) ?? settings.Rate }, result.GetValue(only), cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(FaultSettings settings, string? only, CancellationToken cancellationToken)
    {
        Console.WriteLine("Starting PostgreSQL (fsync on), RabbitMQ and the five processes ...");
        await using var system = await FaultSystem.StartAsync(settings, cancellationToken);
        await using var reconciliation = new Reconciliation(system.Database, system.Endpoint);
        var load = new PassLoad(system.Api, await PrepareAsync(system, cancellationToken));
        var results = new List<RoundResult>();
        (double P50, double P99) calm = default;
        Console.WriteLine($"{"fault",-40} {"committed",9} {"lost",5} {"doubled",7} {"again",6} {"backlog",8} {"applied",9} "
            + $"{"delivered",9} {"refused",8}");
        var random = new Fault($"at random for {settings.Random.TotalMinutes:0} min", false, RandomAsync);
        IEnumerable<Fault> faults = settings.Random > TimeSpan.Zero
            ? [.. FaultList.All, random] : FaultList.All.Where(fault => only is not null || fault.Name != FaultList.TooLongForTheShortForm);
        // Of two changes one is an issue, which is one event, and one an update, which is two: what webhooks receive, and what devices
        // are notified of.
        var calmRate = Math.Min(CalmEvents * 2 / 3, settings.Rate);
        await WarmUpAsync(load, settings, calmRate, reconciliation, cancellationToken);
        foreach (var fault in faults.Where(fault => only is null || fault.Name.Contains(only, StringComparison.OrdinalIgnoreCase)))
        {
            var began = DateTimeOffset.UtcNow;
            // The calm round is for the latency at a steady rate, the others for as much as two cores give.
            results.Add(await RoundAsync(fault, fault.Name == "calm" ? calmRate : settings.Rate));
            if (fault.Name == "calm")
                calm = await reconciliation.LatencyAsync(began, cancellationToken);
            if (results[^1].Lost > 0)
                await system.KeepEvidenceAsync(fault.Name, reconciliation, cancellationToken);
        }

        foreach (var letters in await system.DeadLettersAsync(cancellationToken))
            Console.WriteLine($"Dead letters: {letters}");
        var sum = (Committed: results.Sum(r => r.Committed), Lost: results.Sum(r => r.Lost), Doubled: results.Sum(r => r.Doubled),
            Again: results.Sum(r => r.DeliveredAgain));
        Console.WriteLine($"{"in all",-40} {sum.Committed,9} {sum.Lost,5} {sum.Doubled,7} {sum.Again,6}");
        Console.WriteLine($"Calm, {calmRate * 3 / 2} events a second by {calmRate} changes: event to consumer p50 {calm.P50:0} ms, p99 "
            + $"{calm.P99:0} ms.");
        Console.WriteLine(JsonSerializer.Serialize(
            new
            {
                rounds = results,
                committed = sum.Committed,
                lost = sum.Lost,
                doubled = sum.Doubled,
                calmP50Ms = calm.P50,
                calmP99Ms = calm.P99
            }, JsonSerializerOptions.Web));
        return sum is { Lost: 0, Doubled: 0 } ? 0 : 1;

        async Task<RoundResult> RoundAsync(Fault fault, int rate)
        {
            var refused = load.Failed;
            var breaking = fault.RunAsync(system, settings, cancellationToken);
            await load.RunAsync(settings.EventsPerFault, rate, breaking, cancellationToken);
            await breaking;
            var over = Stopwatch.GetTimestamp();
            var backlog = await reconciliation.BacklogAsync(cancellationToken);
            var applied = await WaitAsync(reconciliation.IsAppliedAsync, over, cancellationToken);
            var delivered = await WaitAsync(reconciliation.IsDeliveredAsync, over, cancellationToken);
            var result = await reconciliation.CompareAsync(fault.Name, backlog, applied.TotalSeconds, delivered.TotalSeconds,
                load.Failed - refused, cancellationToken);
            Console.WriteLine($"{result.Fault,-40} {result.Committed,9} {result.Lost,5} {result.Doubled,7} {result.DeliveredAgain,6} "
                + $"{result.Backlog,8} {result.SecondsToApply,7:0.0} s {result.SecondsToRecover,7:0.0} s {result.FailedRequests,8}");
            return result;
        }
    }

    // The first thousands of requests are compiled twice, which would be taken for slowness of the calm round.
    private static async Task WarmUpAsync(PassLoad load, FaultSettings settings, int rate, Reconciliation reconciliation,
        CancellationToken cancellationToken)
    {
        await load.RunAsync((int)(rate * settings.WarmUp.TotalSeconds), rate, Task.CompletedTask, cancellationToken);
        await WaitAsync(reconciliation.IsAppliedAsync, Stopwatch.GetTimestamp(), cancellationToken);
        await WaitAsync(reconciliation.IsDeliveredAsync, Stopwatch.GetTimestamp(), cancellationToken);
        await reconciliation.CompareAsync("warm-up", 0, 0, 0, 0, cancellationToken);
    }

    private static async Task<TimeSpan> WaitAsync(Func<CancellationToken, Task<bool>> condition, long since,
        CancellationToken cancellationToken)
    {
        while (!await condition(cancellationToken) && Stopwatch.GetElapsedTime(since) < DrainDeadline)
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        return Stopwatch.GetElapsedTime(since);
    }

    private static async Task RandomAsync(FaultSystem system, FaultSettings settings, CancellationToken cancellationToken)
    {
        var faults = FaultList.All.Where(fault => fault.InRandomPhase).ToList();
        var random = new Random(1);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < settings.Random;)
        {
            await faults[random.Next(faults.Count)].RunAsync(system, settings, cancellationToken);
            await Task.Delay(TimeSpan.FromSeconds(random.Next(1, 5)), cancellationToken);
        }
    }

    private static async Task<string> PrepareAsync(FaultSystem system, CancellationToken cancellationToken)
    {
        await PostAsync("/api/v1/webhooks", new { url = system.Endpoint.Url, events = Subscribed, maxConcurrency = 64 });
        var template = await PostAsync("/api/v1/templates", new
        {
            name = "Faults",
            description = "Card of the fault program",
            passType = "storeCard",
            organizationName = "Faults",
            teamIdentifier = "A1B2C3D4E5",
            passTypeIdentifier = "pass.test.faults",
        });
        return template.GetProperty("id").GetString()!;

        async Task<JsonElement> PostAsync(string path, object body)
        {
            using var response = await system.Api.PostAsJsonAsync(path, body, cancellationToken);
            response.EnsureSuccessStatusCode();
            return await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        }
    }
}
