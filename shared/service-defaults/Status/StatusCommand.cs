using System.CommandLine;
using System.Text.Json;

namespace Passinstance.ServiceDefaults.Status;

/// <summary>A program whose report is wanted.</summary>
/// <param name="Program">Its deployed name.</param>
/// <param name="Address">Where it listens.</param>
/// <param name="IsGateway">Whether it shows only its readiness and version there.</param>
public sealed record StatusTarget(string Program, Uri Address, bool IsGateway);

/// <summary>
/// <c>status</c>: asks every program and prints what an operator should know, as text or with <c>--json</c>. Ends with 0 when all is well,
/// 1 with warnings, 2 when a part does not serve: for monitors.
/// </summary>
public static class StatusCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>Makes the command.</summary>
    /// <param name="findTargets">Finds the programs, when the command runs.</param>
    /// <param name="options">Further options that <paramref name="findTargets"/> reads.</param>
    public static Command Create(
        Func<ParseResult, CancellationToken, Task<IReadOnlyList<StatusTarget>>> findTargets, params IReadOnlyCollection<Option> options)
    {
        var json = new Option<bool>("--json")
        {
            Description = "Print the reports as JSON, with all numbers; text leaves those out that are 0.",
        };
        var command = new Command("status", "Print what each program reports. Exit code 0: all is well, 1: warnings, 2: not serving.")
        {
            json,
        };
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var http = new HttpClient { Timeout = Timeout };
            var targets = await findTargets(result, cancellationToken);
            var reports = await Task.WhenAll(targets.Select(target => target.IsGateway
                ? StatusReader.ReadGatewayAsync(http, target.Program, target.Address, cancellationToken)
                : StatusReader.ReadAsync(http, target.Program, target.Address, cancellationToken)));
            var output = result.InvocationConfiguration.Output;
            await output.WriteAsync(result.GetValue(json)
                ? JsonSerializer.Serialize(reports, StatusReport.Json) + "\n"
                : StatusReader.Format(reports));
            return StatusReader.ExitCodeOf(reports);
        });
        return command;
    }
}
