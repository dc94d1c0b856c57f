using System.Globalization;
using System.Text;

namespace Passinstance.Benchmarks.Engine;

/// <summary>The table that people read, the targets, and the line of JSON that programs read.</summary>
internal sealed class EngineReport
{
    private readonly StringBuilder _table = new();
    private readonly List<(string Target, double Value, bool Met)> _targets = [];
    private readonly Dictionary<string, double> _rates = [];

    public bool AllMet => _targets.All(t => t.Met);

    public static string Machine()
    {
        string? model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(
                ':')[1].Trim() : null;
        return $"{model ?? "unknown processor"}, {Environment.ProcessorCount} cores";
    }

    public void AddSlices(IReadOnlyList<Slices.Result> results)
    {
        int threads = results[0].Threads;
        Row($"{threads} thread(s)", "a second", "of raw RSA");
        Row("raw RSA-2048", Number(results[0].RawRate), "100 %");
        _rates[$"raw/{threads}"] = results[0].RawRate;
        foreach (Slices.Result result in results)
        {
            Row(result.Name, Number(result.Rate), Percent(result.ShareOfRaw));
            _rates[$"{result.Name}/{threads}"] = result.Rate;
        }

        Slices.Result Of(string start) => results.First(r => r.Name.StartsWith(start, StringComparison.Ordinal));
        Target($"scatter/gather >= 94 % of raw, {threads} thread(s)", Of("pass, scatter").ShareOfRaw, atLeast: 0.94);
        Target($"pooled buffer >= 90 % of raw, {threads} thread(s)", Of("pass, pooled").ShareOfRaw, atLeast: 0.90);
        Target($"full save link >= 90 % of raw, {threads} thread(s)", Of("save link, full").ShareOfRaw, atLeast: 0.90);
        Target($"skinny save link >= 90 % of raw, {threads} thread(s)", Of("save link, skinny").ShareOfRaw, atLeast: 0.90);
        Target($"pooled >= 10 x ZipArchive + SignedCms, {threads} thread(s)", Of("pass, pooled").ShareOfRaw / Of(
            "ZipArchive").ShareOfRaw, atLeast: 10);
        _table.AppendLine();
    }

    public void AddLongRun(LongRun.Result run, bool isEngine)
    {
        Row($"{run.Name}, {run.Count:N0} in a row", $"p50 {run.MedianMicroseconds:0} us", $"p99 {run.P99Microseconds:0} us");
        Row("", $"{run.BytesAllocated:0} B each", $"gen0/1/2 {run.Gen0}/{run.Gen1}/{run.Gen2}");
        if (isEngine)
        {
            Target($"{run.Name}: < 1 kB allocated", run.BytesAllocated, atMost: 1000);
            Target($"{run.Name}: no gen-2 collection in {run.Count:N0}", run.Gen2, atMost: 0);
            Target($"{run.Name}: p99 < 3 x median", run.P99Microseconds / run.MedianMicroseconds, atMost: 3);
        }
    }

    public void AddPeer(string name, int threads, double rate, double ratio)
    {
        Row($"{name}, {threads} worker(s)", Number(rate), $"ours {ratio:0.00} x");
        _rates[$"{name}/{threads}"] = rate;
        Target($"pooled >= 2 x {name}, {threads} worker(s)", ratio, atLeast: 2);
    }

    public void AddMemory(MemoryRun.Result run)
    {
        Row($"memory over {run.Count:N0} passes", $"{run.AfterFirstTenthMegabytes:0} MB", $"then at most {run.HighestAfterMegabytes:0} MB");
        Target($"memory grows < 10 MB over {run.Count:N0} passes", run.HighestAfterMegabytes - run.AfterFirstTenthMegabytes, atMost: 10);
    }

    public string Table()
    {
        _table.AppendLine();
        foreach ((string target, double value, bool met) in _targets)
        {
            _table.AppendLine(CultureInfo.InvariantCulture, $"{(met ? "met   " : "MISSED")}  {target,-70} {value,10:0.###}");
        }

        return _table.ToString();
    }

    public object Json() => new
    {
        benchmark = "engine", machine = Machine(), runtime = Environment.Version.ToString(), allMet = AllMet, rates = _rates,
        targets = _targets.Select(t => new { target = t.Target, value = Math.Round(t.Value, 4), met = t.Met }),
    };

    private void Target(string target, double value, double? atLeast = null, double? atMost = null) =>
        _targets.Add((target, value, (atLeast is null || value >= atLeast) && (atMost is null || value <= atMost)));

    private void Row(string name, string first, string second) =>
        _table.AppendLine(CultureInfo.InvariantCulture, $"{name,-52} {first,16}   {second}");

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double value) => (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
