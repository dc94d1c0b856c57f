using System.Diagnostics;

namespace Passinstance.Benchmarks.Engine;

/// <summary>
/// Rates in alternating slices: the raw signature, a contestant, the raw signature, the next, and so on. Each contestant is judged by the
/// raw slices just before and after it, so that a host that slows down for a while slows both.
/// </summary>
internal static class Slices
{
    public sealed record Result(string Name, int Threads, double Rate, double RawRate, double ShareOfRaw);

    public static IReadOnlyList<Result> Run(
        Contestant raw, IReadOnlyList<Contestant> contestants, int threads, int rounds, TimeSpan slice, CancellationToken stop)
    {
        foreach (Contestant contestant in contestants.Prepend(raw))
        {
            Rate(contestant, threads, slice); // warm: compiled, buffers rented
        }

        var rates = contestants.Select(_ => new List<double>()).ToArray();
        var shares = contestants.Select(_ => new List<double>()).ToArray();
        var raws = new List<double>();
        double before = Rate(raw, threads, slice);
        for (int round = 0; round < rounds && !stop.IsCancellationRequested; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                double rate = Rate(contestants[i], threads, slice);
                double after = Rate(raw, threads, slice);
                rates[i].Add(rate);
                shares[i].Add(rate / ((before + after) / 2));
                raws.Add(after);
                before = after;
            }
        }

        return [.. contestants.Select((c, i) => new Result(c.Name, threads, Median(rates[i]), Median(raws), Median(shares[i])))];
    }

    public static double Rate(Contestant contestant, int threads, TimeSpan slice)
    {
        long total = 0;
        using var start = new Barrier(threads);
        var workers = new Thread[threads];
        for (int t = 0; t < threads; t++)
        {
            int first = t * 7919;
            workers[t] = new Thread(() =>
            {
                Action<int> make = contestant.Worker();
                start.SignalAndWait();
                long made = 0;
                long begin = Stopwatch.GetTimestamp();
                long end = begin + (long)(slice.TotalSeconds * Stopwatch.Frequency);
                long now;
                do
                {
                    make(first + (int)(made & 0xFFFFFF));
                    made++;
                    now = Stopwatch.GetTimestamp();
                }
                while (now < end);

                // Each thread's own rate over its own time: none waits for another's last pass.
                Interlocked.Add(ref total, (long)(made / Stopwatch.GetElapsedTime(begin, now).TotalSeconds * 1000));
            });
            workers[t].Start();
        }

        foreach (Thread worker in workers)
        {
            worker.Join();
        }

        return total / 1000.0;
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
