using Passinstance.Background;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// Whether Apple can be reached with a credential. After a failure nothing is sent for a while, twice as long after each failure in a row,
/// so that a connection that cannot be made fails a few times and not once per push.
/// </summary>
internal sealed class ConnectionHealth(TimeSpan firstPause, TimeProvider time)
{
    /// <summary>After this many refused connections in a row, over about eight seconds, the certificate counts as rejected.</summary>
    internal const int MaxRefusals = 6;

    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private DateTimeOffset _pausedUntil;
    private int _failures;
    private int _refusals;
    private bool _isRejectionCounted;

    /// <summary>The rest of the pause; zero when pushes may be sent.</summary>
    internal TimeSpan Pause
    {
        get
        {
            lock (_gate)
            {
                var left = _pausedUntil - time.GetUtcNow();
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    internal void Succeeded()
    {
        lock (_gate)
            (_failures, _refusals, _pausedUntil) = (0, 0, default);
    }

    /// <summary>Records an attempt without a response. Attempts that were in progress together count as one.</summary>
    /// <returns>Whether the certificate counts as rejected.</returns>
    internal bool Failed(string reason)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now >= _pausedUntil)
            {
                _failures++;
                _pausedUntil = now + Backoff.Exponential(_failures, firstPause, MaxPause);
                _isRejectionCounted = false;
            }

            if (reason == ApnsConnection.Unreachable)
                _refusals = 0;
            if (reason != ApnsConnection.Refused || _isRejectionCounted)
                return false;
            _isRejectionCounted = true;
            return ++_refusals >= MaxRefusals;
        }
    }
}
