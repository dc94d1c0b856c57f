namespace Passinstance.Notifications.Apns;

/// <summary>
/// Limits the pushes of one credential that are in progress. The limit doubles while Apple accepts them; above half of the last limit that
/// was too high it grows by one per round. It halves, at most once a second, when Apple reports an overload.
/// </summary>
internal sealed class ConcurrencyLimiter(TimeProvider time)
{
    internal const int Initial = 50;
    internal const int Max = 1000;
    private static readonly TimeSpan CutInterval = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private double _limit = Initial;
    private double _slowFrom = Max;
    private int _inProgress;
    private long _cutAt;

    internal int Current
    {
        get
        {
            lock (_gate)
                return (int)_limit;
        }
    }

    internal Task EnterAsync()
    {
        lock (_gate)
        {
            if (_inProgress < (int)_limit)
            {
                _inProgress++;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    internal void Leave(ApnsResponse? response)
    {
        lock (_gate)
        {
            _inProgress--;
            if (response is { IsUnanswered: false, IsOverload: false })
            {
                _limit = Math.Min(Max, _limit + (_limit < _slowFrom ? 1 : 1 / _limit));
            }
            else if (response is { IsOverload: true } && (_cutAt == 0 || time.GetElapsedTime(_cutAt) > CutInterval))
            {
                _limit = _slowFrom = Math.Max(1, _limit / 2);
                _cutAt = time.GetTimestamp();
            }

            while (_inProgress < (int)_limit && _waiting.TryDequeue(out var turn))
            {
                _inProgress++;
                turn.SetResult();
            }
        }
    }

    /// <summary>There is no connection: one push at a time until one succeeds.</summary>
    internal void Collapse()
    {
        lock (_gate)
        {
            _slowFrom = Math.Max(Initial, _limit / 2);
            _limit = 1;
        }
    }
}
