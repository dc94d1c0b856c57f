using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Administration;
using Passinstance.ServiceDefaults.Status;

namespace Passinstance.Gateway.Operations;

/// <summary>What every program of the deployment reports about itself: the <c>status</c> command, for a person in a browser.</summary>
internal static class GetOperationStatus
{
    internal const string ClientName = "operations";

    /// <summary>The state of the deployment.</summary>
    /// <param name="Level">The worst of the programs: ok, warning or critical.</param>
    /// <param name="CheckedAt">When the programs were asked.</param>
    /// <param name="Programs">Each replica of each program, the gateway that responds first.</param>
    internal sealed record OperationStatusResponse(string Level, DateTimeOffset CheckedAt, IReadOnlyList<ProgramReport> Programs);

    /// <summary>What a replica of a program reports.</summary>
    /// <param name="Program">The program.</param>
    /// <param name="Version">Its version; empty when it does not respond.</param>
    /// <param name="Replica">The host and port at which it was asked.</param>
    /// <param name="Level">ok; warning when something needs an operator; critical when it does not serve.</param>
    /// <param name="Findings">What needs an operator, the worst first.</param>
    /// <param name="Numbers">Its numbers, such as the age of its outbox.</param>
    /// <param name="Errors">The last errors that it logged, at most ten.</param>
    internal sealed record ProgramReport(
        string Program, string Version, string Replica, string Level, IReadOnlyList<ProgramFinding> Findings,
        IReadOnlyList<ProgramNumber> Numbers, IReadOnlyList<ProgramError> Errors);

    /// <summary>Something that needs an operator.</summary>
    /// <param name="Level">warning or critical.</param>
    /// <param name="What">What was found.</param>
    /// <param name="Advice">What to do.</param>
    internal sealed record ProgramFinding(string Level, string What, string Advice);

    /// <summary>A number of a program.</summary>
    /// <param name="Name">Its instrument, as in telemetry.</param>
    /// <param name="Label">Of which queue; empty when there is only one.</param>
    /// <param name="Value">The number.</param>
    /// <param name="Unit">Its unit in UCUM's notation.</param>
    internal sealed record ProgramNumber(string Name, string Label, double Value, string Unit);

    /// <summary>An error that a program logged.</summary>
    /// <param name="Time">When.</param>
    /// <param name="Message">The message of the log line.</param>
    internal sealed record ProgramError(DateTimeOffset Time, string Message);

    public static async Task<Ok<OperationStatusResponse>> HandleAsync(
        GatewayReplicas gateways, IHttpClientFactory clients, IConfiguration configuration, TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var http = clients.CreateClient(ClientName);
        var targets = await StatusTargets.FindServicesAsync(configuration, cancellationToken);
        var others = Task.WhenAll(targets.Select(
            target => StatusReader.ReadAsync(http, target.Program, target.Address, cancellationToken)));
        var gateway = gateways.ReportAsync(cancellationToken);
        StatusReport[] reports = [await gateway, .. await gateways.OthersAsync(cancellationToken), .. await others];
        return TypedResults.Ok(new OperationStatusResponse(
            NameOf(reports.Max(report => report.Level)), time.GetUtcNow(), [.. reports.Select(Show)]));
    }

    private static ProgramReport Show(StatusReport report) => new(
        report.Program, report.Version, new Uri(report.Address).Authority, NameOf(report.Level),
        [.. report.Findings.Select(finding => new ProgramFinding(NameOf(finding.Level), finding.What, finding.Advice))],
        [.. report.Numbers.Select(number => new ProgramNumber(number.Name, number.Label, number.Number, number.Unit))],
        [.. report.Errors.OrderByDescending(error => error.At).Select(error => new ProgramError(error.At, error.Message))]);

    private static string NameOf(StatusLevel level) => level switch
    {
        StatusLevel.Ok => "ok",
        StatusLevel.Warning => "warning",
        _ => "critical",
    };
}
