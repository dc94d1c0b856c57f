using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Passinstance.Simulators.Google;

/// <summary>The registered service accounts, their permissions, and their access tokens.</summary>
internal sealed class GoogleAccountBook
{
    // Google's own client library requests a token for this audience wherever it sends the request.
    private const string Audience = "https://oauth2.googleapis.com/token";

    private sealed record Account(string Email, string ProjectId, RSA Key, string IssuerId)
    {
        internal bool IsRevoked { get; set; }

        internal bool IsDenied { get; set; }
    }

    private readonly ConcurrentDictionary<string, Account> _accounts = new();
    private readonly ConcurrentDictionary<string, string> _tokens = new();
    private int _tokensGiven;

    /// <summary>Access tokens issued so far.</summary>
    internal int TokensGiven => Volatile.Read(ref _tokensGiven);

    internal void Register(string issuerId, string email, string publicKeyPem)
    {
        var key = RSA.Create();
        key.ImportFromPem(publicKeyPem);
        var domain = email[(email.IndexOf('@', StringComparison.Ordinal) + 1)..];
        _accounts[email] = new Account(email, domain.Split('.')[0], key, issuerId);
    }

    internal void Revoke(string email) => _accounts[email].IsRevoked = true;

    internal void Deny(string email) => _accounts[email].IsDenied = true;

    /// <summary>Expires all access tokens early.</summary>
    internal void EndTokens() => _tokens.Clear();

    /// <summary>The response to an assertion: a token, or the error.</summary>
    internal (string? Token, string? Error) Exchange(string assertion, string audience)
    {
        try
        {
            var parts = assertion.Split('.');
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            var claimed = claims.RootElement;
            if (!_accounts.TryGetValue(claimed.GetProperty("iss").GetString()!, out var account) || account.IsRevoked)
                return (null, "Invalid grant: account not found");
            if (header.RootElement.GetProperty("alg").GetString() != "RS256" || !Verifies(account.Key, parts))
                return (null, "Invalid JWT Signature.");
            var (issued, expires, now) = (claimed.GetProperty("iat").GetInt64(), claimed.GetProperty("exp").GetInt64(),
                DateTimeOffset.UtcNow.ToUnixTimeSeconds());
            if ((claimed.GetProperty("aud").GetString() is var asked && asked != audience && asked != Audience)
                || Math.Abs(issued - now) > 300 || expires <= now || expires > issued + 3600)
                return (null, "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe.");
            if (claimed.GetProperty("scope").GetString() != "https://www.googleapis.com/auth/wallet_object.issuer")
                return (null, "Invalid OAuth scope or ID token audience provided.");
            return (Give(account.Email), null);
        }
        catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException
            or InvalidOperationException or IndexOutOfRangeException)
        {
            return (null, "Invalid JWT.");
        }
    }

    /// <summary>An access token of the account.</summary>
    internal string Give(string email)
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24));
        _tokens[token] = email;
        Interlocked.Increment(ref _tokensGiven);
        return token;
    }

    /// <summary>The account of a token; null when it is invalid or expired.</summary>
    internal string? OwnerOf(string? authorization) =>
        authorization?.StartsWith("Bearer ", StringComparison.Ordinal) == true
            && _tokens.TryGetValue(authorization["Bearer ".Length..], out var email) && !_accounts[email].IsRevoked ? email : null;

    internal string ProjectOf(string email) => _accounts[email].ProjectId;

    internal bool MayWrite(string email, string issuerId) => _accounts[email] is { IsDenied: false } account
        && account.IssuerId == issuerId;

    /// <summary>The claims of a save link's token, when an account of the issuer signed it.</summary>
    internal JsonElement ReadSaveToken(string token)
    {
        try
        {
            var parts = token.Split('.');
            var claims = JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
            if (!_accounts.TryGetValue(claims.GetProperty("iss").GetString()!, out var account) || account.IsRevoked
                || !Verifies(account.Key, parts)
                || claims.GetProperty("aud").GetString() != "google" || claims.GetProperty("typ")
                    .GetString() != "savetowallet" || claims.GetProperty("iat").GetInt64() <= 0)
                throw new SaveRefusedException("Google does not take this link's signature.");
            return claims;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException
            or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new SaveRefusedException("Google cannot read this link.");
        }
    }

    private static bool Verifies(RSA key, string[] parts)
    {
        lock (key)
        {
            return parts.Length == 3
                && key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]),
                    HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
    }
}
