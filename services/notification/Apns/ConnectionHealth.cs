namespace Passinstance.Notifications.Apns;

/// <summary>
/// Whether there is a way to Apple with a credential. After a failure nothing is tried for a while, twice as long after each in a row, so that a
/// connection that cannot be made fails a few times and not once for each push.
/// </summary>
internal sealed class ConnectionHealth(TimeProvider time)
{
    /// <summary>Connections refused in a row, over about eight seconds, after which it is the certificate's fault.</summary>
    internal const int RefusalsBelieved = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxPause = TimeSpan.FromMinutes(1);
    private readonly Lock _gate = new();
    private DateTimeOffset _pausedUntil;
    private int _failures;
    private int _refusals;
    private bool _isRefusalCounted;

    /// <summary>How much longer nothing is tried; zero when it may be.</summary>
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

    internal void Answered()
    {
        lock (_gate)
            (_failures, _refusals, _pausedUntil) = (0, 0, default);
    }

    /// <summary>An attempt without an answer. Those that were under way together count as one.</summary>
    /// <returns>Whether the certificate is to be believed refused.</returns>
    internal bool Failed(string reason)
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now >= _pausedUntil)
            {
                var pause = FirstPause * Math.Pow(2, Math.Min(_failures, 10));
                _pausedUntil = now + (pause < MaxPause ? pause : MaxPause);
                _failures++;
                _isRefusalCounted = false;
            }

            if (reason == ApnsConnection.Unreachable)
                _refusals = 0;
            if (reason != ApnsConnection.Refused || _isRefusalCounted)
                return false;
            _isRefusalCounted = true;
            return ++_refusals >= RefusalsBelieved;
        }
    }
}
