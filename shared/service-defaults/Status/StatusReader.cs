using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Passinstance.ServiceDefaults.Status;

/// <summary>Asks the programs of a deployment for their reports and shows them together.</summary>
public static class StatusReader
{
    /// <summary>The exit code of a monitor for each level: 0, 1 and 2.</summary>
    public static int ExitCodeOf(IEnumerable<StatusReport> reports) =>
        (int)reports.Select(report => report.Level).DefaultIfEmpty(StatusLevel.Critical).Max();

    /// <summary>The report of the program at an address; one that does not respond has a report that says so.</summary>
    public static async Task<StatusReport> ReadAsync(HttpClient http, string program, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            var report = await http.GetFromJsonAsync<StatusReport>(
                new Uri(address, StatusEndpoint.Path), StatusReport.Json, cancellationToken);
            return report! with { Address = address.ToString() };
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return NotReached(program, address.ToString(), exception.Message);
        }
    }

    /// <summary>The report of a gateway, from what it shows at its public address: readiness and version.</summary>
    public static async Task<StatusReport> ReadGatewayAsync(
        HttpClient http, string program, Uri address, CancellationToken cancellationToken)
    {
        try
        {
            using var version = await http.GetAsync(new Uri(address, "/version"), cancellationToken);
            var identity = version.IsSuccessStatusCode ? await version.Content.ReadFromJsonAsync<JsonElement>(cancellationToken) : default;
            using var ready = await http.GetAsync(new Uri(address, "/health/ready"), cancellationToken);
            var health = await ready.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            StatusFinding[] findings = ready.IsSuccessStatusCode ? [] :
            [
                .. health.GetProperty("checks").EnumerateObject().Where(check => check.Value.GetProperty("status").GetString() != "Healthy")
                    .Select(check => new StatusFinding(
                        StatusLevel.Critical, $"{check.Name}: {check.Value.GetProperty("description").GetString()}",
                        "The program takes no requests until this is fixed.")),
            ];
            return new StatusReport(
                program, identity.ValueKind == JsonValueKind.Object ? identity.GetProperty("version").GetString()! : "",
                address.ToString(), findings, [], []);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or JsonException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return NotReached(program, address.ToString(), exception.Message);
        }
    }

    /// <summary>The report on a program that did not respond.</summary>
    public static StatusReport NotReached(string program, string address, string reason) => new(
        program, "", address,
        [new StatusFinding(StatusLevel.Critical, $"does not respond: {reason}", "Start it, or read its log for why it ended.")], [], []);

    /// <summary>One line per program, and below it what an operator should know.</summary>
    public static string Format(IReadOnlyCollection<StatusReport> reports)
    {
        var text = new StringBuilder();
        foreach (var report in reports)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{report.Program,-17} {report.Level.ToString().ToLowerInvariant(),-9} {report.Version}  {report.Address}");
            foreach (var finding in report.Findings)
            {
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"  {finding.Level.ToString().ToLowerInvariant()}: {finding.What}. {finding.Advice}");
            }

            // The report is one page: numbers that are 0 say nothing to read, and JSON has all.
            foreach (var number in report.Numbers.Where(number => number.Number != 0))
            {
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"  {number.Name}{(number.Label.Length > 0 ? $" ({number.Label})" : "")}: {number.Number:0.###}");
            }

            foreach (var error in report.Errors)
                text.AppendLine(CultureInfo.InvariantCulture, $"  error at {error.At:yyyy-MM-ddTHH:mm:ssZ}: {error.Message}");
        }

        return text.ToString();
    }
}
