using System.Globalization;

namespace Passinstance.Benchmarks.Engine;

/// <summary>The table that people read, the targets, and the line of JSON that programs read.</summary>
internal sealed class EngineReport
{
    private readonly List<(string Target, double Value, bool Met)> _targets = [];
    private readonly Dictionary<string, double> _rates = [];

    public bool AllMet => _targets.All(t => t.Met);

    public static string Machine()
    {
        string? model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?[12..].Trim(
                ' ', ':')
            : null;
        return $"{model ?? "unknown processor"}, {Environment.ProcessorCount} cores";
    }

    public void AddSlices(IReadOnlyList<Slices.Result> results)
    {
        int threads = results[0].Threads;
        Row($"{threads} thread(s)", "a second", "of raw RSA, by the wall and by processor time");
        Row("raw RSA-2048", Number(results[0].RawRate), results[0].IsBusy ? "machine busy: judged by processor time"
            : "judged by the wall");
        _rates[$"raw/{threads}"] = results[0].RawRate;
        foreach (Slices.Result result in results)
        {
            Row(result.Name, Number(result.Rate), $"{Percent(result.ShareByWall),8} {Percent(result.ShareByProcessor),8}");
            _rates[$"{result.Name}/{threads}"] = result.Rate;
        }

        Slices.Result Of(string start) => results.First(r => r.Name.StartsWith(start, StringComparison.Ordinal));
        Target($"scatter/gather >= 94 % of raw, {threads} thread(s)", Of("pass, scatter").Share, atLeast: 0.94);
        Target($"pooled buffer >= 90 % of raw, {threads} thread(s)", Of("pass, pooled").Share, atLeast: 0.90);
        Target($"full save link >= 90 % of raw, {threads} thread(s)", Of("save link, full").Share, atLeast: 0.90);
        Target($"skinny save link >= 90 % of raw, {threads} thread(s)", Of("save link, skinny").Share, atLeast: 0.90);
        double times = Of("pass, pooled").Share / Of("ZipArchive").Share;
        Target($"pooled >= 10 x ZipArchive + SignedCms, {threads} thread(s)", times, atLeast: 10);
        Console.WriteLine();
    }

    /// <summary>
    /// Where the raw signature's own p99 is over 3 times its median, other programs made it so, and processor time judges.
    /// </summary>
    public void AddLongRuns(LongRun.Result raw, IReadOnlyList<LongRun.Result> engine)
    {
        bool isBusy = raw.Wall.Spread >= 3;
        Row($"{raw.Count:N0} in a row", "by the wall", isBusy ? "by processor time, which judges" : "by processor time (the wall judges)");
        foreach (LongRun.Result run in engine.Prepend(raw))
        {
            Row(run.Name, Times(run.Wall), Times(run.Processor));
            Row("", $"{run.BytesAllocated:0} B each", $"gen0/1/2 {run.Gen0}/{run.Gen1}/{run.Gen2}");
        }

        foreach (LongRun.Result run in engine)
        {
            Target($"{run.Name}: < 1 kB allocated", run.BytesAllocated, atMost: 1000);
            Target($"{run.Name}: no gen-2 collection in {run.Count:N0}", run.Gen2, atMost: 0);
            Target($"{run.Name}: p99 < 3 x median", isBusy ? run.Processor.Spread : run.Wall.Spread, atMost: 3);
        }
    }

    public void AddPeer(string name, int threads, double rate, double ratioByWall, double ratioByProcessor, bool isBusy)
    {
        Row($"{name}, {threads} worker(s)", Number(
            rate), $"ours {ratioByWall:0.00} x by the wall, {ratioByProcessor:0.00} x by processor time");
        _rates[$"{name}/{threads}"] = rate;
        Target($"pooled >= 2 x {name}, {threads} worker(s)", isBusy ? ratioByProcessor : ratioByWall, atLeast: 2);
    }

    public void AddMemory(MemoryRun.Result run)
    {
        Row($"memory over {run.Count:N0} passes", $"{run.AfterFirstTenthMegabytes:0} MB", $"then at most {run.HighestAfterMegabytes:0} MB");
        Target($"memory grows < 10 MB over {run.Count:N0} passes", run.HighestAfterMegabytes - run.AfterFirstTenthMegabytes, atMost: 10);
    }

    public void WriteTargets()
    {
        Console.WriteLine();
        foreach ((string target, double value, bool met) in _targets)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(met ? "met   " : "MISSED")}  {target,-70} {value,10:0.###}"));
        }

        Console.WriteLine();
    }

    public object Json() => new
    {
        benchmark = "engine",
        machine = Machine(),
        runtime = Environment.Version.ToString(),
        allMet = AllMet,
        rates = _rates,
        targets = _targets.Select(t => new { target = t.Target, value = Math.Round(t.Value, 4), met = t.Met }),
    };

    private void Target(string target, double value, double? atLeast = null, double? atMost = null) =>
        _targets.Add((target, value, (atLeast is null || value >= atLeast) && (atMost is null || value <= atMost)));

    private static void Row(string name, string first, string second) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-36} {first,20}   {second}"));

    private static string Times(LongRun.Times times) => string.Create(
        CultureInfo.InvariantCulture, $"p50 {times.MedianMicroseconds:0} p99 {times.P99Microseconds:0} us");

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double value) => (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %";
}
