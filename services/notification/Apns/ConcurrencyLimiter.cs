namespace Passinstance.Notifications.Apns;

/// <summary>
/// How many pushes of one credential may be under way. It doubles while Apple takes them, from half of what was last too much on only by one for
/// as many answers as are under way, and halves, at most once a second, when Apple says that it is too much.
/// </summary>
internal sealed class ConcurrencyLimiter(TimeProvider time)
{
    internal const int First = 50;
    internal const int Max = 1000;
    private static readonly TimeSpan BetweenCuts = TimeSpan.FromSeconds(1);
    private readonly Lock _gate = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private double _limit = First;
    private double _carefulFrom = Max;
    private int _underWay;
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
            if (_underWay < (int)_limit)
            {
                _underWay++;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    internal void Leave(ApnsResponse? answer)
    {
        lock (_gate)
        {
            _underWay--;
            if (answer is { IsUnanswered: false, IsOverload: false })
            {
                _limit = Math.Min(Max, _limit + (_limit < _carefulFrom ? 1 : 1 / _limit));
            }
            else if (answer is { IsOverload: true } && (_cutAt == 0 || time.GetElapsedTime(_cutAt) > BetweenCuts))
            {
                _limit = _carefulFrom = Math.Max(1, _limit / 2);
                _cutAt = time.GetTimestamp();
            }

            while (_underWay < (int)_limit && _waiting.TryDequeue(out var turn))
            {
                _underWay++;
                turn.SetResult();
            }
        }
    }

    /// <summary>There is no connection: one push at a time, until one comes through.</summary>
    internal void Collapse()
    {
        lock (_gate)
        {
            _carefulFrom = Math.Max(First, _limit / 2);
            _limit = 1;
        }
    }
}
