namespace Passinstance.Benchmarks.Engine;

/// <summary>Things a second, by the wall's clock and by processor time.</summary>
internal readonly record struct SliceRate(double ByWall, double ByProcessor);

/// <summary>
/// Rates in alternating slices: the raw signature, a contestant, the raw signature, the next, and so on. Each contestant is judged by the
/// raw slices just before and after it, so that a host that slows down for a while slows both. Where other programs took more than a
/// twentieth of the processor from the raw signature, shares are taken by processor time.
/// </summary>
internal static class Slices
{
    private const double QuietMachine = 0.95;

    public sealed record Result(
        string Name, int Threads, double Rate, double RawRate, double ShareByWall, double ShareByProcessor, bool IsBusy)
    {
        public double Share => IsBusy ? ShareByProcessor : ShareByWall;
    }

    public static IReadOnlyList<Result> Run(
        Contestant raw, IReadOnlyList<Contestant> contestants, int threads, int rounds, TimeSpan slice, CancellationToken stop)
    {
        foreach (Contestant contestant in contestants.Prepend(raw))
        {
            Rate(contestant, threads, slice * 4); // warm: compiled, buffers rented
        }

        var rates = contestants.Select(_ => new List<SliceRate>()).ToArray();
        var shares = contestants.Select(_ => new List<SliceRate>()).ToArray();
        var raws = new List<SliceRate>();
        SliceRate before = Rate(raw, threads, slice);
        for (int round = 0; round < rounds && !stop.IsCancellationRequested; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                SliceRate rate = Rate(contestants[i], threads, slice);
                SliceRate after = Rate(raw, threads, slice);
                rates[i].Add(rate);
                shares[i].Add(new SliceRate(
                    rate.ByWall / ((before.ByWall + after.ByWall) / 2), rate.ByProcessor / ((before.ByProcessor + after.ByProcessor) / 2)));
                raws.Add(after);
                before = after;
            }
        }

        bool isBusy = Median(raws.Select(r => r.ByWall / r.ByProcessor)) < QuietMachine;
        return
        [
            .. contestants.Select((c, i) => new Result(
                c.Name, threads, Median(rates[i].Select(r => r.ByWall)), Median(raws.Select(r => r.ByWall)),
                Median(shares[i].Select(s => s.ByWall)), Median(shares[i].Select(s => s.ByProcessor)), isBusy)),
        ];
    }

    /// <summary>One slice on some threads; the rates are sums over the threads.</summary>
    public static SliceRate Rate(Contestant contestant, int threads, TimeSpan slice)
    {
        var rates = new double[threads];
        long total = 0;
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        using var start = new Barrier(threads);
        var workers = new Thread[threads];
        for (int t = 0; t < threads; t++)
        {
            int worker = t;
            workers[t] = new Thread(() =>
            {
                Action<int> make = contestant.Worker();
                start.SignalAndWait();
                int first = worker * 7919;
                int made = 0;
                double wall = ThreadClock.WallSeconds;
                double end = wall + slice.TotalSeconds;
                double now;
                do
                {
                    make(first + made);
                    made++;
                    now = ThreadClock.WallSeconds;
                }
                while (now < end);
                rates[worker] = made / (now - wall);
                Interlocked.Add(ref total, made);
            });
            workers[t].Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }

        // The processor time of the whole process: what the collector does on threads of its own is the contestant's too.
        double used = (Environment.CpuUsage.TotalTime - processor).TotalSeconds;
        return new SliceRate(rates.Sum(), total * threads / used);
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
