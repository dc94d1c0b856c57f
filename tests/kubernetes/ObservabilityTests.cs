using System.Text.Json;
using System.Text.RegularExpressions;
using Passinstance.LocalServers;
using YamlDotNet.Serialization;

namespace Passinstance.Kubernetes.Tests;

/// <summary>Dashboards and alert rules ask for metrics that the programs export, and every alert says what to do.</summary>
[Trait("Category", "Unit")]
public sealed partial class ObservabilityTests
{
    // What a histogram and its queries add to a name.
    private static readonly string[] HistogramParts = ["_bucket", "_count", "_sum"];

    // Of ASP.NET Core, .NET and Npgsql: name and unit as their meters declare them.
    private static readonly (string Kind, string Name, string Unit)[] OfLibraries =
    [
        ("Histogram", "http.server.request.duration", "s"),
        ("UpDownCounter", "http.server.active_requests", "{request}"),
        ("UpDownCounter", "dotnet.process.memory.working_set", "By"),
        ("UpDownCounter", "db.client.connection.count", "{connection}"),
        ("UpDownCounter", "db.client.connection.max", "{connection}"),
        ("Histogram", "db.client.operation.duration", "s"),
    ];

    private static string Folder => Path.Combine(Repository.Root, "deploy", "observability");

    [Fact]
    public void Every_query_names_a_metric_that_the_programs_export()
    {
        var known = Instruments().Concat(OfLibraries).SelectMany(instrument => PrometheusNames(instrument)).ToHashSet();
        var queries = DashboardQueries().Concat(Alerts().Select(alert => (Where: (string)alert["alert"], Query: (string)alert["expr"])))
            .ToList();

        Assert.True(queries.Count > 50);
        var unknown = queries.SelectMany(query => Metric().Matches(WithoutLabels(query.Query))
            .Select(match => match.Value).Where(IsMetric).Where(name => !known.Contains(name)).Select(name => $"{query.Where}: {name}"));
        Assert.Empty(unknown.Distinct());
    }

    [Fact]
    public void Every_alert_has_a_section_that_says_what_to_do_and_a_severity()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        var alerts = Alerts().ToList();

        Assert.True(alerts.Count >= 10);
        foreach (var alert in alerts)
        {
            var name = (string)alert["alert"];
            var notes = (Dictionary<object, object>)alert["annotations"];
            Assert.Equal($"docs/operations.md#alert-{name.ToLowerInvariant()}", notes["runbook"]);
            Assert.Contains($"\n### Alert {name}\n", page, StringComparison.Ordinal);
            Assert.NotEmpty((string)notes["summary"]);
            Assert.Contains((string)((Dictionary<object, object>)alert["labels"])["severity"], (string[])["warning", "critical"]);
        }
    }

    [Fact]
    public void Every_alert_has_a_case_in_which_it_fires_and_one_in_which_it_clears()
    {
        var cases = File.ReadAllText(Path.Combine(Folder, "alerts.test.yaml"));
        Assert.All(Alerts().Select(alert => (string)alert["alert"]), name =>
        {
            Assert.Contains($"        alertname: {name}\n        exp_alerts:\n", cases, StringComparison.Ordinal);
            Assert.Contains($"alertname: {name}, exp_alerts: []", cases, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Prometheus_own_tool_accepts_the_rules_and_every_alert_fires_and_clears()
    {
        var promtool = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(path => Path.Combine(path, "promtool"))
            .FirstOrDefault(File.Exists);
        if (promtool is null)
            Assert.Skip("promtool is not installed; it is in Debian's package prometheus.");
        foreach (var arguments in (string[][])[["check", "rules", "alerts.yaml"], ["test", "rules", "alerts.test.yaml"]])
        {
            var (code, output, errors) = await KubernetesTools.RunAsync(promtool!, Folder, arguments);
            Assert.True(code == 0, output + errors);
        }
    }

    [Fact]
    public void The_chart_has_the_same_alert_rules() => Assert.Equal(
        File.ReadAllText(Path.Combine(Folder, "alerts.yaml")),
        File.ReadAllText(Path.Combine(Repository.Root, "deploy", "k8s", "passinstance", "files", "alerts.yaml")));

    [Fact]
    public void Every_instrument_of_ours_is_explained_to_operators()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "operations.md"));
        Assert.All(
            Instruments().Select(instrument => instrument.Name).Distinct(),
            name => Assert.Contains($"| `{name}` |", page, StringComparison.Ordinal));
    }

    private static IEnumerable<(string Where, string Query)> DashboardQueries()
    {
        foreach (var file in Directory.GetFiles(Path.Combine(Folder, "dashboards"), "*.json"))
        {
            var board = JsonElement.Parse(File.ReadAllText(file));
            foreach (var panel in board.GetProperty("panels").EnumerateArray())
            {
                foreach (var target in panel.GetProperty("targets").EnumerateArray())
                    yield return ($"{Path.GetFileName(file)} {panel.GetProperty("title")}", target.GetProperty("expr").GetString()!);
            }
        }
    }

    private static IEnumerable<Dictionary<object, object>> Alerts()
    {
        var rules = new DeserializerBuilder().Build().Deserialize<Dictionary<string, List<Dictionary<object, object>>>>(
            File.ReadAllText(Path.Combine(Folder, "alerts.yaml")));
        return rules["groups"].SelectMany(group => ((List<object>)group["rules"]).Cast<Dictionary<object, object>>());
    }

    // The exporter would add it at the end once more, and a query that names the instrument would find nothing.
    [Fact]
    public void No_instrument_has_its_unit_within_its_name() => Assert.DoesNotContain(Instruments(), instrument =>
        SuffixOf(instrument.Unit) is { Length: > 0 } suffix && instrument.Name.Contains(suffix, StringComparison.Ordinal)
        && !instrument.Name.EndsWith(suffix, StringComparison.Ordinal));

    private static IEnumerable<(string Kind, string Name, string Unit)> Instruments()
    {
        var sources = ((string[])["gateway", "services", "shared"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/node_modules/", StringComparison.Ordinal))
            .Select(File.ReadAllText).ToList();
        return sources.SelectMany(source => Created().Matches(source)).Concat(sources.SelectMany(source => Status().Matches(source)))
            .Select(match => (
                match.Groups["kind"].Success ? match.Groups["kind"].Value : "ObservableGauge", match.Groups["name"].Value,
                match.Groups["unit"].Value));
    }

    // As OpenTelemetry's exporter names what Prometheus reads.
    private static IEnumerable<string> PrometheusNames((string Kind, string Name, string Unit) instrument)
    {
        var name = instrument.Name.Replace('.', '_');
        var unit = SuffixOf(instrument.Unit);
        if (unit.Length > 0 && !name.EndsWith(unit, StringComparison.Ordinal))
            name += "_" + unit;
        return instrument.Kind switch
        {
            "Counter" => [name + "_total"],
            "Histogram" => HistogramParts.Select(part => name + part),
            _ => [name],
        };
    }

    private static string SuffixOf(string unit) => unit switch { "s" => "seconds", "By" => "bytes", "d" => "days", _ => "" };

    private static string WithoutLabels(string query) => Labels().Replace(By().Replace(query, " "), " ");

    private static bool IsMetric(string name) => name.Contains('_', StringComparison.Ordinal) && name != "histogram_quantile";

    [GeneratedRegex(@"Create(?:Observable)?(?<kind>Counter|Histogram|Gauge|UpDownCounter)(?:<\w+>)?\(\s*""(?<name>[a-z._]+)"","
        + @"(?:\s*\(\) => [^,]+,)?(?:\s*""(?<unit>[^""]*)"")?")]
    private static partial Regex Created();

    [GeneratedRegex(@"StatusValue(?: \w+ = new)?\(\s*""(?<name>[a-z._]+)"",\s*""(?<unit>[^""]*)""")]
    private static partial Regex Status();

    [GeneratedRegex("[a-z][a-z0-9_]*")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\{[^}]*\}|\[[^\]]*\]|""[^""]*""")]
    private static partial Regex Labels();

    [GeneratedRegex(@"\b(by|without) \([^)]*\)")]
    private static partial Regex By();
}
