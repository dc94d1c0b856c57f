namespace Passinstance.Client;

/// <summary>How often and how long to try again.</summary>
public sealed record RetryOptions
{
    /// <summary>Attempts in all; 1 never tries again.</summary>
    public int Attempts { get; init; } = 4;

    /// <summary>
    /// The pause before the second attempt when the server names none; it doubles from attempt to attempt, less a random part.
    /// </summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest pause, also when the server asks for a longer one: then its answer is given to the caller instead.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock that pauses are measured by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
