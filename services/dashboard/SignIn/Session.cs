namespace Passinstance.Dashboard.SignIn;

/// <summary>What a token response gives, and until when.</summary>
/// <param name="AccessToken">Sent with each request to the API.</param>
/// <param name="RefreshToken">Exchanged once for the next pair; null when there is none.</param>
/// <param name="Expires">When the access token ends.</param>
/// <param name="Sequence">Counts the renewals, so that the newer of two is known.</param>
internal sealed record Tokens(string AccessToken, string? RefreshToken, DateTimeOffset Expires, int Sequence);

/// <summary>The content of the session's cookie.</summary>
/// <param name="Id">The session's id, known to this program only.</param>
/// <param name="Tokens">The tokens when the cookie was written.</param>
internal sealed record SessionCookie(string Id, Tokens Tokens)
{
    public const string Name = "session";
}

/// <summary>
/// A person who is signed in. All tabs of a browser share one, on one replica, so that a refresh token is used once. The newest tokens are
/// here; the cookie follows with the next response.
/// </summary>
internal sealed class Session(string id, Tokens tokens, GatewayClient gateway, TimeProvider time) : IDisposable
{
    // Longer than a request takes, so that a token does not end on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _one = new(1);
    private volatile Tokens _tokens = tokens;
    private volatile bool _hasEnded;

    public string Id => id;

    public Tokens Tokens => _tokens;

    /// <summary>Whether the gateway no longer accepts it.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>When it was last used.</summary>
    public DateTimeOffset LastUsed { get; private set; } = time.GetUtcNow();

    /// <summary>The account, as it was read last.</summary>
    public SignedInAccount? Account { get; set; }

    /// <summary>Raised when the cookie in the browser is older than the tokens here.</summary>
    public event Action? Renewed;

    /// <summary>Takes newer tokens from a cookie, which another replica wrote.</summary>
    public void Take(Tokens tokens)
    {
        if (tokens.Sequence > _tokens.Sequence)
            _tokens = tokens;
    }

    public void Dispose() => _one.Dispose();

    public void Touch() => LastUsed = time.GetUtcNow();

    /// <summary>An access token that is valid for a while.</summary>
    /// <param name="rejected">A token that the API has rejected; a newer one is returned.</param>
    /// <returns>Null when the session has ended.</returns>
    public async ValueTask<string?> AccessTokenAsync(string? rejected, CancellationToken cancellationToken)
    {
        Touch();
        if (IsFresh(rejected))
            return _tokens.AccessToken;
        if (_hasEnded)
            return null;
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (IsFresh(rejected))
                return _tokens.AccessToken;
            if (_hasEnded)
                return null;
            var current = _tokens;
            // Not canceled with the request: a refresh token that was used is lost without the response.
            if (current.RefreshToken is not { } refresh ||
                await gateway.RefreshAsync(refresh, current.Sequence + 1, CancellationToken.None) is not { } renewed)
            {
                _hasEnded = true;
                return null;
            }

            _tokens = renewed;
        }
        finally
        {
            _one.Release();
        }

        Renewed?.Invoke();
        return _tokens.AccessToken;
    }

    private bool IsFresh(string? rejected) =>
        !_hasEnded && _tokens is var tokens && tokens.AccessToken != rejected && time.GetUtcNow() + Margin < tokens.Expires;
}
