using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using Passinstance.Benchmarks.Faults;

namespace Passinstance.Benchmarks.Alerts;

/// <summary>A condition that an alert is for.</summary>
/// <param name="Alert">The alert.</param>
/// <param name="Cause">What is done, as the table shows it.</param>
/// <param name="BreakAsync">Does it.</param>
/// <param name="MendAsync">Undoes it.</param>
/// <param name="Group">Cases of a group are caused together: they do not disturb each other.</param>
/// <param name="IsQuick">Whether the quick form has it.</param>
internal sealed record AlertCase(
    string Alert, string Cause, Func<CancellationToken, Task> BreakAsync, Func<CancellationToken, Task> MendAsync, int Group,
    bool IsQuick = true);

/// <summary>When an alert fired after its cause, and when it was over after the cause was.</summary>
internal sealed record AlertResult(string Alert, string Cause, double? FiredAfter, double? ClearedAfter);

/// <summary>
/// Causes the condition of each alert on the running system, waits until a real Prometheus fires it, mends the cause, and waits until it is
/// over.
/// </summary>
internal static class AlertProgram
{
    // The longest rule waits an hour, a minute here, after the programs have measured, and one that an earlier case left is over first.
    private static readonly TimeSpan FireDeadline = TimeSpan.FromSeconds(150);
    private static readonly TimeSpan ClearDeadline = TimeSpan.FromSeconds(90);

    internal static Command Command()
    {
        var quick = new Option<bool>("--quick") { Description = "Only alerts that fire and clear within seconds." };
        var only = new Option<string?>("--only")
        {
            Description = "Only the alerts whose name has this text, or one of these with commas between them.",
            HelpName = "TEXT",
        };
        var command = new Command("alerts", "Causes each alert's condition, and waits until Prometheus fires it and it is over.")
        {
            quick, only,
        };
        command.SetAction((result, stop) => RunAsync(result.GetValue(quick), result.GetValue(only), stop));
        return command;
    }

    private static async Task<int> RunAsync(bool isQuick, string? only, CancellationToken stop)
    {
        Console.WriteLine("Starting PostgreSQL, RabbitMQ, five programs with their metrics, and Prometheus ...");
        await using var system = await FaultSystem.StartAsync(FaultSettings.Short, stop, servesMetrics: true);
        await using var endpoint = await AlertEndpoint.StartAsync();
        await using var causes = new AlertCauses(system, endpoint);
        await causes.PrepareAsync(stop);
        await using var prometheus = await PrometheusServer.StartAsync(system.MetricsPorts, stop);
        var cases = causes.Cases();
        var names = PrometheusServer.Names();
        var unknown = names.Where(name => cases.All(one => one.Alert != name)).ToList();
        if (unknown.Count > 0)
            throw new InvalidOperationException($"No cause is known for {string.Join(", ", unknown)}: add a case.");
        causes.StartLoad();
        // As long as the rule of a missing program looks back.
        await Task.Delay(TimeSpan.FromSeconds(20), stop);
        var results = new List<AlertResult>();
        Console.WriteLine($"{"alert",-30} {"cause",-52} {"fired",8} {"cleared",8}");
        bool IsWanted(string alert) => only is null || only.Split(',').Any(text => alert.Contains(text, StringComparison.Ordinal));
        var chosen = cases.Where(one => (one.IsQuick || !isQuick) && IsWanted(one.Alert));
        foreach (var group in chosen.GroupBy(one => one.Group).OrderBy(group => group.Key))
        {
            foreach (var result in await Task.WhenAll(group.Select(one => CauseAsync(one, prometheus, stop))))
            {
                results.Add(result);
                Console.WriteLine($"{result.Alert,-30} {result.Cause,-52} {Seconds(result.FiredAfter),8} {Seconds(result.ClearedAfter),8}");
            }
        }

        Console.WriteLine($"Minutes of the rules are seconds here (factor {PrometheusServer.Factor}).");
        var failed = results.Count(result => result.FiredAfter is null || result.ClearedAfter is null);
        Console.WriteLine(JsonSerializer.Serialize(
            new { factor = PrometheusServer.Factor, results, failed }, JsonSerializerOptions.Web));
        return failed == 0 ? 0 : 1;
    }

    private static string Seconds(double? value) => value is { } seconds ? $"{seconds:0.0} s" : "never";

    private static async Task<AlertResult> CauseAsync(AlertCase one, PrometheusServer prometheus, CancellationToken stop)
    {
        // What an earlier case has left is over first.
        await WaitAsync(prometheus, one.Alert, isFiring: false, ClearDeadline, stop);
        await one.BreakAsync(stop);
        var fired = await WaitAsync(prometheus, one.Alert, isFiring: true, FireDeadline, stop);
        await one.MendAsync(stop);
        var cleared = fired is null ? null : await WaitAsync(prometheus, one.Alert, isFiring: false, ClearDeadline, stop);
        return new AlertResult(one.Alert, one.Cause, fired, cleared);
    }

    private static async Task<double?> WaitAsync(
        PrometheusServer prometheus, string alert, bool isFiring, TimeSpan deadline, CancellationToken stop)
    {
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < deadline;)
        {
            if ((await prometheus.FiringAsync(stop)).Contains(alert) == isFiring)
                return Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1);
            await Task.Delay(TimeSpan.FromMilliseconds(200), stop);
        }

        return null;
    }
}
