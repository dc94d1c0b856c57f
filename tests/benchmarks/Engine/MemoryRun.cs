using System.Diagnostics;

namespace Passinstance.Benchmarks.Engine;

/// <summary>Memory over very many passes on all cores: after the first tenth it must stay where it is.</summary>
internal static class MemoryRun
{
    public sealed record Result(long Count, double AfterFirstTenthMegabytes, double HighestAfterMegabytes, double ManagedGrowthMegabytes);

    public static Result Run(Contestant contestant, long count, int threads, CancellationToken stop)
    {
        long made = 0;
        using var process = Process.GetCurrentProcess();
        Thread[] workers = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            Action<int> make = contestant.Worker();
            long number;
            while ((number = Interlocked.Increment(ref made)) <= count && !stop.IsCancellationRequested)
            {
                make((int)(number & 0xFFFFFF));
            }
        }))];
        foreach (Thread worker in workers)
        {
            worker.Start();
        }

        double settled = 0;
        double settledManaged = 0;
        double highest = 0;
        double managed = 0;
        while (workers.Any(w => w.IsAlive))
        {
            workers[0].Join(TimeSpan.FromMilliseconds(250));
            process.Refresh();
            double resident = process.WorkingSet64 / 1e6;
            managed = GC.GetTotalMemory(forceFullCollection: false) / 1e6;
            if (Interlocked.Read(ref made) < count / 10)
            {
                settled = resident;
                settledManaged = managed;
            }
            else
            {
                settled = settled == 0 ? resident : settled;
                highest = Math.Max(highest, resident);
            }
        }

        return new Result(Math.Min(made, count), settled, Math.Max(highest, settled), managed - settledManaged);
    }
}
