using System.Text.Json;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>
/// Google's root keys, cached for half an hour. They are read again by time only, never because a signature is wrong: forged callbacks must
/// not cause requests to Google.
/// </summary>
internal sealed partial class GoogleRootKeys(GoogleKeyClient client, TimeProvider time, ILogger<GoogleRootKeys> logger) : IDisposable
{
    private static readonly TimeSpan CacheLifetime = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private IReadOnlyList<GoogleRootKey> _keys = [];
    private DateTimeOffset _readAgainAt;

    /// <summary>
    /// The keys; empty when they could never be read. While they cannot be read again, the last ones are used until they expire.
    /// </summary>
    internal async Task<IReadOnlyList<GoogleRootKey>> FindAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _readAgainAt)
            return _keys;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() >= _readAgainAt)
                await ReadAsync(cancellationToken);
            return _keys;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            _keys = await client.ReadAsync(cancellationToken);
            _readAgainAt = time.GetUtcNow() + CacheLifetime;
        }
        catch (Exception exception) when (IsUnreadable(exception)
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            _readAgainAt = time.GetUtcNow() + RetryDelay;
            LogNotRead(RetryDelay, exception);
        }
    }

    private static bool IsUnreadable(Exception exception) => exception is HttpRequestException or JsonException or KeyNotFoundException
        or InvalidOperationException or FormatException or OverflowException or ArgumentException;

    [LoggerMessage(LogLevel.Warning,
        "Google's root keys could not be read; the last ones are used until they expire. Next try in {RetryDelay}.")]
    private partial void LogNotRead(TimeSpan retryDelay, Exception exception);
}
