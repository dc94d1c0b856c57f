using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// Apple's provider token: a JWT signed with ES256 by a team's key. Apple refuses one older than an hour, and new ones more often than every
/// twenty minutes, so that one is used for forty.
/// </summary>
internal sealed class ApnsToken : IDisposable
{
    private static readonly TimeSpan Used = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan Least = TimeSpan.FromMinutes(20);
    private readonly ECDsa _key = ECDsa.Create();
    private readonly string _teamIdentifier;
    private readonly string _keyId;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private DateTimeOffset _madeAt;
    private string? _current;

    internal ApnsToken(string teamIdentifier, ApnsKey key, TimeProvider time)
    {
        (_teamIdentifier, _keyId, _time) = (teamIdentifier, key.KeyId, time);
        try
        {
            _key.ImportFromPem(key.PrivateKey);
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new InvalidOperationException($"Apns:Keys:{teamIdentifier}:PrivateKey is no private key as PEM. Set it to the text of the .p8 file.", exception);
        }
    }

    internal string Current()
    {
        lock (_gate)
        {
            if (_current is null || _time.GetUtcNow() - _madeAt > Used)
                Make();
            return _current!;
        }
    }

    /// <summary>Apple found the token too old: the clocks differ.</summary>
    internal void Expire()
    {
        lock (_gate)
        {
            if (_time.GetUtcNow() - _madeAt > Least)
                _current = null;
        }
    }

    public void Dispose() => _key.Dispose();

    private void Make()
    {
        _madeAt = _time.GetUtcNow();
        var header = JsonSerializer.SerializeToUtf8Bytes(new { alg = "ES256", kid = _keyId });
        var claims = JsonSerializer.SerializeToUtf8Bytes(new { iss = _teamIdentifier, iat = _madeAt.ToUnixTimeSeconds() });
        var signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(claims)}";
        _current = $"{signed}.{Base64Url.EncodeToString(_key.SignData(System.Text.Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }
}
