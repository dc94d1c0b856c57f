namespace Passinstance.Webhooks.Tests.Running;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();

    // A little ahead: what the database stamps during the test is due at once.
    private DateTimeOffset _now = DateTimeOffset.UtcNow.AddMinutes(10);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    internal void Advance(TimeSpan by)
    {
        lock (_lock)
            _now += by;
    }

    internal void MoveTo(DateTimeOffset moment)
    {
        lock (_lock)
            _now = moment > _now ? moment : _now;
    }
}
