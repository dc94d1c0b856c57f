using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Passinstance.Benchmarks.Engine;

/// <summary>
/// <c>engine [--quick] [--rounds N] [--passes N] [--no-peer] [--only slices|row|peer|memory]</c>: how near the engine comes to the raw RSA signature, which is the limit.
/// Ends with a
/// line of JSON and exits 1 when a target is missed.
/// </summary>
internal static class EngineBenchmark
{
    private static readonly int[] Threads = [1, 2];

    public static async Task<int> RunAsync(string[] arguments, CancellationToken stop)
    {
        bool quick = arguments.Contains("--quick");
        int rounds = Option(arguments, "--rounds", quick ? 5 : 60);
        long passes = Option(arguments, "--passes", quick ? 50_000 : 1_000_000);
        int longRun = quick ? 10_000 : 100_000;
        var slice = TimeSpan.FromMilliseconds(100);
        using var workload = new EngineWorkload();
        var report = new EngineReport();
        Console.WriteLine(
            $"{EngineReport.Machine()}; .NET {Environment.Version}; images {workload.ImageBytes:N0} bytes; {rounds} rounds of {slice.TotalMilliseconds} ms slices");

        Contestant raw = Contestant.RawSignature(workload);
        Contestant scatter = Contestant.ScatterGather(workload);
        Contestant pooled = Contestant.Pooled(workload);
        Contestant straightforward = Contestant.Straightforward(workload);
        Contestant[] contestants = [scatter, pooled, Contestant.SaveLink(workload), Contestant.SkinnySaveLink(workload), straightforward];
        bool Wants(string section) => Array.IndexOf(arguments, "--only") is int at && (at < 0 || arguments.ElementAtOrDefault(at + 1) == section);
        foreach (int threads in Wants("slices") ? Threads : [])
        {
            report.AddSlices(Slices.Run(raw, contestants, threads, rounds, slice, stop));
        }

        if (Wants("row"))
        {
            report.AddLongRuns(LongRun.Run(raw, longRun, stop), [LongRun.Run(scatter, longRun, stop), LongRun.Run(pooled, longRun, stop)]);
        }

        foreach (int threads in Wants("peer") && !arguments.Contains("--no-peer") ? Threads : [])
        {
            await ComparePeerAsync(report, workload, pooled, threads, quick ? 3 : 20, stop);
        }

        if (Wants("memory"))
        {
            report.AddMemory(MemoryRun.Run(scatter, passes, threads: 2, stop));
        }

        report.WriteTargets();
        Console.WriteLine(JsonSerializer.Serialize(report.Json()));
        return stop.IsCancellationRequested ? 130 : quick || report.AllMet ? 0 : 1;
    }

    private static async Task ComparePeerAsync(
        EngineReport report, EngineWorkload workload, Contestant ours, int threads, int rounds, CancellationToken stop)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64 || !OperatingSystem.IsLinux())
        {
            Console.Error.WriteLine("pass-js 7 is left out: its Node is pinned for Linux on x64.");
            return;
        }

        using PassJsPeer? peer = await PassJsPeer.StartAsync(workload, threads, stop);
        if (peer is null)
        {
            return;
        }

        var slice = TimeSpan.FromMilliseconds(500);
        await peer.RateAsync(slice * 4, stop);
        List<SliceRate> theirs = [];
        List<SliceRate> ratios = [];
        List<double> shares = [];
        for (int round = 0; round < rounds; round++)
        {
            SliceRate own = Slices.Rate(ours, threads, slice);
            SliceRate other = await peer.RateAsync(slice, stop);
            theirs.Add(other);
            ratios.Add(new SliceRate(own.ByWall / other.ByWall, own.ByProcessor / other.ByProcessor));
            shares.Add(own.ByWall / own.ByProcessor);
        }

        report.AddPeer(
            "pass-js 7 (Node 24)", threads, Slices.Median(theirs.Select(r => r.ByWall)),
            Slices.Median(ratios.Select(r => r.ByWall)), Slices.Median(ratios.Select(r => r.ByProcessor)), Slices.Median(shares) < 0.95);
    }

    private static int Option(string[] arguments, string name, int otherwise)
    {
        int at = Array.IndexOf(arguments, name);
        return at >= 0 && at + 1 < arguments.Length && int.TryParse(arguments[at + 1], CultureInfo.InvariantCulture, out int value) ? value
            : otherwise;
    }
}
