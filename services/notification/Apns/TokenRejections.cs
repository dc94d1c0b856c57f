namespace Passinstance.Notifications.Apns;

/// <summary>
/// Tells a device's wrong token from a wrong topic or team. Apple answers both alike: with the token's error, to every push. A pass type
/// whose pushes Apple has accepted with the same credential is right, so a rejected token is wrong by itself. Before that, two devices
/// whose tokens are rejected show that the pass type is wrong, and none of them loses its registration.
/// </summary>
internal sealed class TokenRejections
{
    /// <summary>How often one device's push is tried before its token counts as wrong, while no other device shows more.</summary>
    internal const int MaxAttempts = 4;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _rejected = new(StringComparer.Ordinal);
    private string? _fingerprint;
    private bool _hasAccepted;

    /// <summary>Records a push that Apple accepted.</summary>
    internal void Accepted(string fingerprint)
    {
        lock (_gate)
        {
            Use(fingerprint);
            _hasAccepted = true;
            _rejected.Clear();
        }
    }

    /// <summary>Records a token that Apple rejected, and decides what is wrong.</summary>
    /// <returns>What follows: the token is rejected, the credential is, or the push is retried until more is known.</returns>
    internal PushOutcome Rejected(string fingerprint, string pushToken, int attempts)
    {
        lock (_gate)
        {
            Use(fingerprint);
            if (_hasAccepted)
                return PushOutcome.TokenRejected;
            _rejected.Add(pushToken);
            if (_rejected.Count > 1)
            {
                // After the suspension it is looked at anew.
                _rejected.Clear();
                return PushOutcome.CredentialRejected;
            }

            return attempts + 1 < MaxAttempts ? PushOutcome.Retry : PushOutcome.TokenRejected;
        }
    }

    private void Use(string fingerprint)
    {
        if (_fingerprint == fingerprint)
            return;
        (_fingerprint, _hasAccepted) = (fingerprint, false);
        _rejected.Clear();
    }
}
