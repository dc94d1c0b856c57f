namespace Passinstance.ServiceDefaults.Status;

/// <summary>Counts the requests of the last minutes and those that failed on our side (5xx), for the status report.</summary>
public sealed class RequestRates(TimeProvider time)
{
    // Fewer say nothing about a share.
    private const int MinRequests = 20;
    private const int Minutes = 5;

    private static readonly StatusValue Requests = new(
        "passinstance.http.requests", "{request}", "Requests in the last five minutes, probes left out.", Limit: null, "",
        IsOwnInstrument: false);

    private static readonly StatusValue Failed = new(
        "passinstance.http.failed", "%", "Share of the requests in the last five minutes that ended with 5xx.", Limit: 1,
        "Look at the last errors of this program, and at the programs and servers that it calls.", IsOwnInstrument: false);

    // One more than is shown: the present minute is not whole.
    private readonly Slot[] _slots = [.. Enumerable.Range(0, Minutes + 1).Select(_ => new Slot())];

    private long Minute => time.GetUtcNow().ToUnixTimeSeconds() / 60;

    /// <summary>Counts a request that has ended.</summary>
    public void Count(int status)
    {
        var minute = Minute;
        var slot = _slots[minute % _slots.Length];
        if (Volatile.Read(ref slot.Minute) != minute)
            slot.Begin(minute);
        Interlocked.Increment(ref slot.Requests);
        if (status >= 500)
            Interlocked.Increment(ref slot.Failed);
    }

    /// <summary>Sets the numbers of the status report.</summary>
    public void Measure(StatusValues values)
    {
        var first = Minute - Minutes;
        var (requests, failed) = (0L, 0L);
        foreach (var slot in _slots.Where(slot => Volatile.Read(ref slot.Minute) >= first))
        {
            requests += Volatile.Read(ref slot.Requests);
            failed += Volatile.Read(ref slot.Failed);
        }

        values.Set(Requests, requests);
        values.Set(Failed, requests < MinRequests ? 0 : 100.0 * failed / requests);
    }

    private sealed class Slot
    {
        public long Minute = -1;
        public long Requests;
        public long Failed;
        private readonly Lock _lock = new();

        public void Begin(long minute)
        {
            lock (_lock)
            {
                if (Minute == minute)
                    return;
                (Requests, Failed) = (0, 0);
                Volatile.Write(ref Minute, minute);
            }
        }
    }
}
