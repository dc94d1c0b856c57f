using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Passinstance.Benchmarks.Engine;

/// <summary>
/// <c>engine</c>: how near the engine comes to the raw RSA signature, which is the limit. Ends with a line of JSON and exits 1 when a
/// target is missed.
/// </summary>
internal static class EngineBenchmark
{
    private static readonly int[] Threads = [1, 2];

    internal static Command Command()
    {
        var quick = CommonOptions.Quick();
        var rounds = new Option<int?>("--rounds") { Description = "Rounds of slices. Default: 60, with --quick 5.", HelpName = "N" };
        var passes = new Option<long?>("--passes")
        {
            Description = "Passes of the memory run. Default: 1,000,000, with --quick 50,000.",
            HelpName = "N"
        };
        var only = new Option<string?>("--only") { Description = "Measure one part." };
        only.AcceptOnlyFromAmong("slices", "row", "peer", "memory");
        var noPeer = new Option<bool>("--no-peer") { Description = "Do not compare with pass-js." };
        var command = new Command("engine", "Measures passes and save links a second against the raw RSA signature, which is the limit.")
        {
            quick,
            rounds,
            passes,
            only,
            noPeer,
        };
        command.SetAction((result, stop) => RunAsync(
            result.GetValue(quick), result.GetValue(rounds), result.GetValue(passes), result.GetValue(only), result.GetValue(noPeer),
                stop));
        return command;
    }

    private static async Task<int> RunAsync(bool quick, int? askedRounds, long? askedPasses, string? only, bool noPeer,
        CancellationToken stop)
    {
        var rounds = askedRounds ?? (quick ? 5 : 60);
        var passes = askedPasses ?? (quick ? 50_000 : 1_000_000);
        int longRun = quick ? 10_000 : 100_000;
        var slice = TimeSpan.FromMilliseconds(100);
        using var workload = new EngineWorkload();
        var report = new EngineReport();
        Console.WriteLine(
            $"{EngineReport.Machine()}; .NET {Environment.Version}; images {workload.ImageBytes:N0} bytes; {rounds} rounds of "
            + $"{slice.TotalMilliseconds} ms slices");

        Contestant raw = Contestant.RawSignature(workload);
        Contestant scatter = Contestant.ScatterGather(workload);
        Contestant pooled = Contestant.Pooled(workload);
        Contestant straightforward = Contestant.Straightforward(workload);
        Contestant[] contestants = [scatter, pooled, Contestant.SaveLink(workload), Contestant.SkinnySaveLink(workload), straightforward];
        bool Wants(string section) => only is null || only == section;
        foreach (int threads in Wants("slices") ? Threads : [])
        {
            report.AddSlices(Slices.Run(raw, contestants, threads, rounds, slice, stop));
        }

        if (Wants("row"))
        {
            report.AddLongRuns(LongRun.Run(raw, longRun, stop), [LongRun.Run(scatter, longRun, stop), LongRun.Run(pooled, longRun, stop)]);
        }

        foreach (int threads in Wants("peer") && !noPeer ? Threads : [])
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
}
