using System.Security.Cryptography;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Wallet.Json;

namespace Passinstance.Notifications.Apns;

/// <summary>
/// Apple's provider token: a JWT signed with ES256 by a team's key. Apple rejects tokens older than an hour, and new ones more often than
/// every 20 minutes, so one is used for 40 minutes.
/// </summary>
internal sealed class ApnsToken : IDisposable
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan MinInterval = TimeSpan.FromMinutes(20);

    // Without exp, nbf and iat of its own: Apple's token has iat alone.
    private static readonly JsonWebTokenHandler Handler = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly ECDsa _key = ECDsa.Create();
    private readonly SigningCredentials _credentials;
    private readonly string _teamIdentifier;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private DateTimeOffset _createdAt;
    private string? _current;

    internal ApnsToken(string teamIdentifier, ApnsKey key, TimeProvider time)
    {
        (_teamIdentifier, _time) = (teamIdentifier, time);
        try
        {
            _key.ImportFromPem(PastedText.Pem(key.PrivateKey));
        }
        catch (Exception exception) when (exception is ArgumentException or CryptographicException)
        {
            throw new InvalidOperationException(
                $"Apns:Keys:{teamIdentifier}:PrivateKey is not a private key in PEM. Set it to the text of the .p8 file.", exception);
        }

        _credentials = new SigningCredentials(new ECDsaSecurityKey(_key) { KeyId = key.KeyId }, SecurityAlgorithms.EcdsaSha256);
    }

    internal string Current()
    {
        lock (_gate)
        {
            if (_current is null || _time.GetUtcNow() - _createdAt > Lifetime)
                Create();
            return _current!;
        }
    }

    /// <summary>Apple found the token too old because the clocks differ: the next one is new.</summary>
    internal void Expire()
    {
        lock (_gate)
        {
            if (_time.GetUtcNow() - _createdAt > MinInterval)
                _current = null;
        }
    }

    public void Dispose() => _key.Dispose();

    private void Create()
    {
        _createdAt = _time.GetUtcNow();
        _current = Handler.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = _teamIdentifier,
            IssuedAt = _createdAt.UtcDateTime,
            SigningCredentials = _credentials,
        });
    }
}
