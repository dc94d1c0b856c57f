using System.Diagnostics;

namespace Passinstance.Testing;

/// <summary>Waits for something that happens in another process or on another thread, by polling until a deadline.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    // A deadline only limits how long a failing test waits; on a machine on which several test programs compete for two cores, a success
    // may take this long.
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(2);

    /// <summary>Returns as soon as the condition holds; throws <see cref="TimeoutException"/> when it has not by the deadline.</summary>
    /// <param name="condition">Checked repeatedly.</param>
    /// <param name="deadline">How long to wait at most; it is at least two minutes, so do not use it to measure.</param>
    /// <param name="what">What was expected, for the message of a failure.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public static Task TrueAsync(
        Func<CancellationToken, Task<bool>> condition, TimeSpan deadline, string what, CancellationToken cancellationToken = default) =>
        ValueAsync(async token => await condition(token) ? "yes" : null, deadline, what, cancellationToken);

    /// <inheritdoc cref="TrueAsync(Func{CancellationToken, Task{bool}}, TimeSpan, string, CancellationToken)"/>
    public static Task TrueAsync(Func<bool> condition, TimeSpan deadline, string what, CancellationToken cancellationToken = default) =>
        TrueAsync(_ => Task.FromResult(condition()), deadline, what, cancellationToken);

    /// <summary>
    /// Returns the first value that is not null; throws <see cref="TimeoutException"/> when there is none by the deadline.
    /// </summary>
    public static async Task<T> ValueAsync<T>(
        Func<CancellationToken, Task<T?>> find, TimeSpan deadline, string what, CancellationToken cancellationToken = default)
        where T : class
    {
        deadline = deadline < Least ? Least : deadline;
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (await find(cancellationToken) is { } value)
                return value;
            if (watch.Elapsed > deadline)
                throw new TimeoutException($"Not within {deadline.TotalSeconds:0.#} s: {what}.");
            await Task.Delay(Pause, cancellationToken);
        }
    }
}
