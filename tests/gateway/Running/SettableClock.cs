namespace Passinstance.Gateway.Tests.Running;

/// <summary>A calendar that a test may turn; timers and measured durations stay real.</summary>
internal sealed class SettableClock(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
