using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Passinstance.ServiceDefaults.Status;

/// <summary>An error that the program logged.</summary>
/// <param name="At">When.</param>
/// <param name="Message">The log line's message.</param>
public sealed record RecentError(DateTimeOffset At, string Message);

/// <summary>Keeps the last errors that this process logged, for the status report.</summary>
[ProviderAlias("RecentErrors")]
internal sealed class RecentErrors(TimeProvider time) : ILoggerProvider, ILogger
{
    private const int Kept = 10;
    private const int MaxLength = 500;
    private readonly ConcurrentQueue<RecentError> _errors = new();

    internal IReadOnlyList<RecentError> All => [.. _errors];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is LogLevel.Error or LogLevel.Critical;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        var message = formatter(state, exception);
        if (exception is not null)
            message += $" ({exception.GetType().Name})";
        _errors.Enqueue(new RecentError(time.GetUtcNow(), message.Length > MaxLength ? message[..MaxLength] : message));
        while (_errors.Count > Kept)
            _errors.TryDequeue(out _);
    }

    public void Dispose()
    {
        // Nothing is held.
    }
}
