using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Passinstance.Benchmarks.Faults;
using Passinstance.LocalServers.Processes;

namespace Passinstance.Benchmarks.Rolling;

/// <summary>What happened to the requests while one replica was replaced.</summary>
/// <param name="Replica">The replica.</param>
/// <param name="Way">How it was stopped.</param>
/// <param name="Requests">Requests of the API meanwhile.</param>
/// <param name="Failed">Of these, without a good response.</param>
/// <param name="Pages">Pages of the dashboard that were loaded meanwhile.</param>
/// <param name="FailedPages">Of these, without a good response.</param>
/// <param name="SecondsAway">From the signal until the replica was ready again.</param>
/// <param name="SecondsToReact">Until the open page reacted; null when it did not within its deadline.</param>
internal sealed record RollingStep(
    string Replica, string Way, long Requests, int Failed, long Pages, int FailedPages, double SecondsAway, double? SecondsToReact);

/// <summary>
/// Replaces one replica of each program after another under load, first as a new version is rolled out (SIGTERM), then as a node that is
/// lost (SIGKILL). Restarts fail no request; neither loses or doubles a delivery.
/// </summary>
internal static class RollingProgram
{
    private static readonly string[] Subscribed = ["pass.created", "pass.updated"];
    private static readonly TimeSpan DrainDeadline = TimeSpan.FromMinutes(2);

    // The gateways check replicas every second here, every 5 s by default, and wait 2 s for the response. Two failed checks take up to 6 s,
    // so 7 s of drain are what 15 s are by default; one that succeeds takes 3 s.
    private static readonly TimeSpan Noticed = TimeSpan.FromSeconds(3);

    // New processes compile what they run; a full load at once would only pile up.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(20);

    internal static Command Command()
    {
        var rate = new Option<int>("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 100, HelpName = "N" };
        var drain = new Option<int>("--drain")
        {
            Description = "Shutdown:DrainSeconds; with 0 one sees what draining is for.",
            DefaultValueFactory = _ => 7,
            HelpName = "SECONDS",
        };
        var only = new Option<string?>("--only") { Description = "Only this program.", HelpName = "NAME" };
        var command = new Command("rolling", "Restarts and kills each replica in turn under load and counts failed requests.")
        {
            rate, drain, only,
        };
        command.SetAction((result, cancellationToken) => RunAsync(
            result.GetValue(rate), result.GetValue(drain), result.GetValue(only), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(int rate, int drain, string? only, CancellationToken cancellationToken)
    {
        Console.WriteLine("Starting PostgreSQL (fsync on), RabbitMQ and two processes of each program ...");
        await using var system = await RollingSystem.StartAsync(drain, cancellationToken);
        await using var reconciliation = new Reconciliation(system.Database, system.Endpoint);
        using var load = new MixedLoad(system, rate);
        await PrepareAsync(system, load, cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = load.RunAsync(stop.Token);
        await Task.Delay(WarmUp, cancellationToken);
        await using var visitor = await DashboardVisitor.StartAsync(system.Url, await system.CreateSignInLinkAsync(cancellationToken));
        var visiting = visitor.RunAsync(stop.Token);
        Console.WriteLine($"Warm: {load.Sent} requests, {load.Failed.Count} failed.");
        load.Failed.Clear();

        var steps = new List<RollingStep>();
        Console.WriteLine($"{"replica",-20} {"way",-8} {"requests",8} {"failed",7} {"pages",6} {"failed",7} {"away",7} {"reacts",7}");
        foreach (var (way, signal) in (IEnumerable<(string, int)>)[("restart", PosixCalls.Terminate), ("kill", PosixCalls.Kill)])
        {
            foreach (var replica in system.Replicas.Where(one => only is null || one.Program.Name == only))
                steps.Add(await ReplaceAsync(replica, way, signal));
        }

        await stop.CancelAsync();
        await Task.WhenAll(running, visiting);
        var since = Stopwatch.GetTimestamp();
        while (!(await reconciliation.IsAppliedAsync(cancellationToken) && await reconciliation.IsDeliveredAsync(cancellationToken))
            && Stopwatch.GetElapsedTime(since) < DrainDeadline)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken);
        }

        var events = await reconciliation.CompareAsync("rolling", 0, 0, 0, load.Failed.Count, cancellationToken);
        return Report(system, load, visitor, steps, events);

        async Task<RollingStep> ReplaceAsync(Replica replica, string way, int signal)
        {
            var (sent, failed, from) = (load.Sent, load.Failed.Count, Stopwatch.GetTimestamp());
            var (pages, failedPages) = (visitor.Sent, visitor.Failed.Count);
            await replica.Process!.StopAsync(signal, TimeSpan.FromSeconds(drain + 20));
            await system.StartAsync(replica, cancellationToken);
            var away = Stopwatch.GetElapsedTime(from).TotalSeconds;
            await Task.Delay(Noticed, cancellationToken);
            var reacts = await visitor.SecondsUntilOpenAsync();
            var step = new RollingStep(
                replica.Name, way, load.Sent - sent, load.Failed.Count - failed, visitor.Sent - pages, visitor.Failed.Count - failedPages,
                Math.Round(away, 1), reacts);
            Console.WriteLine(
                $"{step.Replica,-20} {step.Way,-8} {step.Requests,8} {step.Failed,7} {step.Pages,6} {step.FailedPages,7} "
                + $"{step.SecondsAway,5:0.0} s {(reacts is { } seconds ? $"{seconds:0.0} s" : "never"),7}");
            if (reacts is null)
                Console.WriteLine($"    The open page: {await visitor.DescribeAsync()}");
            var calls = load.Failed.Skip(failed).Concat(visitor.Failed.Skip(failedPages));
            foreach (var alike in calls.GroupBy(call => $"{call.Kind}: {call.Reason}").Take(3))
                Console.WriteLine($"    {alike.Count()} x {alike.Key}");
            return step;
        }
    }

    private static int Report(
        RollingSystem system, MixedLoad load, DashboardVisitor visitor, List<RollingStep> steps, RoundResult events)
    {
        foreach (var alike in load.Failed.GroupBy(call => $"{call.Kind}: {call.Reason}").OrderByDescending(alike => alike.Count()).Take(10))
            Console.WriteLine($"{alike.Count()} x {alike.Key}");
        var atRestarts = steps.Where(step => step.Way == "restart").Sum(step => step.Failed);
        var sorted = load.Milliseconds.Order().ToList();
        var result = new
        {
            requests = load.Sent,
            failedAtRestarts = atRestarts,
            failedAtKills = steps.Where(step => step.Way == "kill").Sum(step => step.Failed),
            pages = visitor.Sent,
            failedPagesAtRestarts = steps.Where(step => step.Way == "restart").Sum(step => step.FailedPages),
            failedPagesAtKills = steps.Where(step => step.Way == "kill").Sum(step => step.FailedPages),
            openPageLoads = visitor.Loads,
            openPageStuck = steps.Count(step => step.SecondsToReact is null),
            changes = events.Committed,
            events.Lost,
            events.Doubled,
            deliveredTwice = events.DeliveredAgain,
            p50Ms = sorted.Count == 0 ? 0 : Math.Round(sorted[sorted.Count / 2], 1),
            p99Ms = sorted.Count == 0 ? 0 : Math.Round(sorted[(int)(sorted.Count * 0.99)], 1),
            steps,
        };
        Console.WriteLine(
            $"{result.requests} requests, {atRestarts} failed at restarts, {result.failedAtKills} at kills; {result.changes} changes, "
            + $"{result.Lost} lost, {result.Doubled} applied twice, {result.deliveredTwice} delivered twice.");
        Console.WriteLine(
            $"{result.pages} pages of the dashboard, {result.failedPagesAtRestarts} failed at restarts, "
            + $"{result.failedPagesAtKills} at kills; the open page was loaded "
            + $"{result.openPageLoads} times and was stuck after {result.openPageStuck} steps.");
        var isGood = atRestarts == 0
            && result is { Lost: 0, Doubled: 0, deliveredTwice: 0, failedPagesAtRestarts: 0, openPageStuck: 0 };
        if (!isGood)
        {
            system.KeepsLogs = true;
            Console.WriteLine($"The processes' logs stay in {system.Folder}.");
        }

        Console.WriteLine(JsonSerializer.Serialize(result, JsonSerializerOptions.Web));
        return isGood ? 0 : 1;
    }

    private static async Task PrepareAsync(RollingSystem system, MixedLoad load, CancellationToken cancellationToken)
    {
        await load.PostAsync(
            "/api/v1/webhooks", new { url = system.Endpoint.Url, events = Subscribed, maxConcurrency = 64 }, cancellationToken);
        var template = await load.PostAsync(
            "/api/v1/templates",
            new
            {
                name = "Rolling",
                description = "Card of the rolling program",
                passType = "storeCard",
                organizationName = "Rolling",
                teamIdentifier = "A1B2C3D4E5",
                passTypeIdentifier = "pass.test.rolling",
            }, cancellationToken);
        load.TemplateId = template.GetProperty("id").GetString()!;
        // The first pass of a template makes a development certificate, which takes a processor for a while.
        foreach (var serialNumber in (string[])["FIRST", "SECOND"])
            await load.PostAsync("/api/v1/passes", new { templateId = load.TemplateId, serialNumber }, cancellationToken);
    }
}
