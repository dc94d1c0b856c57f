namespace Passinstance.Benchmarks.Engine;

/// <summary>Many passes in a row on one thread: how long each took by either clock, what they allocated, what the collector did.</summary>
internal static class LongRun
{
    public sealed record Times(double MedianMicroseconds, double P99Microseconds)
    {
        public double Spread => P99Microseconds / MedianMicroseconds;
    }

    public sealed record Result(string Name, int Count, Times Wall, Times Processor, double BytesAllocated, int Gen0, int Gen1, int Gen2);

    public static Result Run(Contestant contestant, int count, CancellationToken stop)
    {
        Action<int> make = contestant.Worker();
        for (int i = 0; i < 2_000; i++)
        {
            make(i);
        }

        var wall = new double[count];
        var processor = new double[count];
        GC.Collect();
        (int gen0, int gen1, int gen2) = (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        int made = 0;
        for (; made < count && !stop.IsCancellationRequested; made++)
        {
            (double wallBegin, double processorBegin) = (ThreadClock.WallSeconds, ThreadClock.ProcessorSeconds);
            make(made);
            processor[made] = ThreadClock.ProcessorSeconds - processorBegin;
            wall[made] = ThreadClock.WallSeconds - wallBegin;
        }

        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        return new Result(
            contestant.Name, made, Sorted(wall, made), Sorted(processor, made), (double)allocated / Math.Max(1, made),
            GC.CollectionCount(0) - gen0, GC.CollectionCount(1) - gen1, GC.CollectionCount(2) - gen2);
    }

    private static Times Sorted(double[] seconds, int count)
    {
        Array.Sort(seconds, 0, count);
        double Microseconds(double share) => count == 0 ? double.NaN : seconds[(int)((count - 1) * share)] * 1e6;
        return new Times(Microseconds(0.5), Microseconds(0.99));
    }
}
