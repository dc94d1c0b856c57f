using System.Diagnostics;

namespace Passinstance.Benchmarks.Engine;

/// <summary>Many passes in a row on one thread: how long each took, what they allocated, what the collector did.</summary>
internal static class LongRun
{
    public sealed record Result(
        string Name, int Count, double MedianMicroseconds, double P99Microseconds, double BytesAllocated, int Gen0, int Gen1, int Gen2);

    public static Result Run(Contestant contestant, int count, CancellationToken stop)
    {
        Action<int> make = contestant.Worker();
        for (int i = 0; i < 2_000; i++)
        {
            make(i);
        }

        var times = new long[count];
        GC.Collect();
        (int gen0, int gen1, int gen2) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        int made = 0;
        for (; made < count && !stop.IsCancellationRequested; made++)
        {
            long begin = Stopwatch.GetTimestamp();
            make(made);
            times[made] = Stopwatch.GetTimestamp() - begin;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var result = (GC.CollectionCount(0) - gen0, GC.CollectionCount(1) - gen1, GC.CollectionCount(2) - gen2);
        Array.Sort(times, 0, made);
        double Microseconds(double share) => made == 0 ? double.NaN : times[(int)((made - 1) * share)] * 1e6 / Stopwatch.Frequency;
        return new Result(contestant.Name, made, Microseconds(0.5), Microseconds(0.99), (double)allocated / Math.Max(
            1, made), result.Item1, result.Item2, result.Item3);
    }
}
