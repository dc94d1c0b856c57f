using System.Text.Json;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>Section <c>GoogleWallet</c> of the configuration; set only for a simulated Google.</summary>
internal sealed record GoogleCallbackOptions
{
    /// <summary>Where Google publishes the root keys that its callbacks are verified by.</summary>
    public Uri KeysUrl { get; init; } = new("https://pay.google.com/gp/m/issuer/keys");

    internal static GoogleCallbackOptions From(IConfiguration configuration) => configuration.GetSection("GoogleWallet").Get<GoogleCallbackOptions>() ?? new GoogleCallbackOptions();
}

/// <summary>
/// Google's root keys, kept for half an hour. They are read by the clock and never because a signature is wrong: whoever sends forged callbacks
/// would otherwise have us send as many requests to Google.
/// </summary>
internal sealed partial class GoogleRootKeys(HttpClient http, GoogleCallbackOptions options, TimeProvider time, ILogger<GoogleRootKeys> logger) : IDisposable
{
    private const int MaxKeys = 20;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan BetweenFailures = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim _reading = new(1, 1);
    private IReadOnlyList<GoogleRootKey> _keys = [];
    private DateTimeOffset _readAgainAt;

    /// <summary>The keys; none when they never could be read. While they cannot be read again, the last ones serve until they expire.</summary>
    internal async Task<IReadOnlyList<GoogleRootKey>> FindAsync(CancellationToken cancellationToken)
    {
        if (time.GetUtcNow() < _readAgainAt)
            return _keys;
        await _reading.WaitAsync(cancellationToken);
        try
        {
            if (time.GetUtcNow() < _readAgainAt)
                return _keys;
            try
            {
                _keys = await ReadAsync(cancellationToken);
                _readAgainAt = time.GetUtcNow() + Kept;
            }
            catch (Exception exception) when (exception is HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException or OverflowException or ArgumentException
                || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                _readAgainAt = time.GetUtcNow() + BetweenFailures;
                LogNotRead(exception);
            }

            return _keys;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose() => _reading.Dispose();

    private async Task<IReadOnlyList<GoogleRootKey>> ReadAsync(CancellationToken cancellationToken)
    {
        using var answer = JsonDocument.Parse(await http.GetByteArrayAsync(options.KeysUrl, cancellationToken));
        return [.. answer.RootElement.GetProperty("keys").EnumerateArray()
            .Where(key => key.GetProperty("protocolVersion").GetString() == GoogleSignature.Protocol)
            .Take(MaxKeys)
            .Select(key => new GoogleRootKey(
                Convert.FromBase64String(key.GetProperty("keyValue").GetString()!),
                key.TryGetProperty("keyExpiration", out var expiration) ? GoogleCallback.Milliseconds(expiration) : DateTimeOffset.MaxValue))];
    }

    [LoggerMessage(LogLevel.Warning, "Google's root keys could not be read; the last ones serve until they expire, and it is tried again in a minute.")]
    private partial void LogNotRead(Exception exception);
}
