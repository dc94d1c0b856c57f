namespace Passinstance.Benchmarks.Engine;

/// <summary>
/// Memory over very many passes on several threads: resident, at each tenth, after a full collection. It must stay where it is.
/// </summary>
internal static class MemoryRun
{
    private const int Samples = 10;

    public sealed record Result(long Count, double AfterFirstTenthMegabytes, double HighestAfterMegabytes);

    public static Result Run(Contestant contestant, long count, int threads, CancellationToken stop)
    {
        long made = 0;
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

        List<double> resident = [];
        while (workers.Any(w => w.IsAlive))
        {
            Thread.Sleep(20);
            if (Interlocked.Read(ref made) >= count / Samples * (resident.Count + 1))
            {
                // The watcher's own garbage is not the engine's.
                GC.Collect();
                GC.WaitForPendingFinalizers();
                resident.Add(Environment.WorkingSet / 1e6);
            }
        }

        return new Result(Math.Min(made, count), resident.FirstOrDefault(), resident.DefaultIfEmpty().Max());
    }
}
