using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Passinstance.Simulators.Google;

/// <summary>
/// A workload's identity provider, Google's Security Token Service that trusts it, and the IAM Service Account Credentials API: tokens of
/// the provider are exchanged, and act for the service accounts that are granted to their subjects.
/// </summary>
internal sealed class GoogleFederationBook(GoogleAccountBook accounts) : IDisposable
{
    internal const string Issuer = "https://provider.example.com";
    private const string WalletScope = "https://www.googleapis.com/auth/wallet_object.issuer";
    private const string TokenType = "urn:ietf:params:oauth:token-type:";
    private static readonly string[] IamScopes =
        ["https://www.googleapis.com/auth/iam", "https://www.googleapis.com/auth/cloud-platform"];

    private readonly RSA _provider = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, Grant> _grants = new();
    private readonly ConcurrentDictionary<string, (string Subject, string Audience)> _tokens = new();
    private int _exchanges;
    private int _signatures;

    private sealed record Grant(string Email, string Audience, string Subject, RSA Key)
    {
        internal bool IsWithoutSigning { get; set; }
    }

    /// <summary>Tokens exchanged so far.</summary>
    internal int Exchanges => Volatile.Read(ref _exchanges);

    /// <summary>Tokens signed so far.</summary>
    internal int Signatures => Volatile.Read(ref _signatures);

    internal void Register(string issuerId, string email, string audience, string subject)
    {
        var key = RSA.Create(2048);
        accounts.Register(issuerId, email, key.ExportSubjectPublicKeyInfoPem());
        _grants[email] = new Grant(email, audience, subject, key);
    }

    internal void ForbidSigning(string email) => _grants[email].IsWithoutSigning = true;

    internal void Revoke(string email) => _grants[email] = _grants[email] with { Subject = "" };

    /// <summary>Expires the exchanged tokens early.</summary>
    internal void EndTokens() => _tokens.Clear();

    internal string CreateSubjectToken(string subject, string audience, TimeSpan lifetime)
    {
        var now = DateTimeOffset.UtcNow;
        return Sign(_provider, "provider-1", JsonSerializer.Serialize(new
        {
            iss = Issuer,
            sub = subject,
            aud = audience,
            iat = now.ToUnixTimeSeconds(),
            exp = (now + lifetime).ToUnixTimeSeconds(),
        }));
    }

    /// <summary>The response to an exchange (RFC 8693): a token, or the error.</summary>
    internal (string? Token, string Error, string Description) Exchange(Func<string, string> field)
    {
        if (field("grant_type") != "urn:ietf:params:oauth:grant-type:token-exchange")
            return (null, "unsupported_grant_type", "Invalid grant_type");
        if (field("requested_token_type") != $"{TokenType}access_token" || !field("scope").Split(' ').All(IamScopes.Contains))
            return (null, "invalid_scope", "Invalid scope or requested_token_type");
        if (field("subject_token_type") is not ($"{TokenType}jwt" or $"{TokenType}id_token"))
            return (null, "invalid_request", "Invalid value for \"subject_token_type\".");
        var audience = field("audience");
        if (!_grants.Values.Any(grant => grant.Audience == audience))
            return (null, "invalid_target", "The target service indicated by the \"audience\" parameters is invalid.");
        if (SubjectOf(field("subject_token"), audience, out var wrong) is not { } subject)
            return (null, "invalid_grant", wrong);
        var token = $"sts.{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(24))}";
        _tokens[token] = (subject, audience);
        Interlocked.Increment(ref _exchanges);
        return (token, "", "");
    }

    /// <summary>The response to a call for a service account.</summary>
    /// <exception cref="RefusedException">Google rejects it.</exception>
    internal object Call(string? authorization, string email, string method, JsonElement body)
    {
        if (authorization?.StartsWith("Bearer ", StringComparison.Ordinal) != true
            || !_tokens.TryGetValue(authorization["Bearer ".Length..], out var caller))
            throw new RefusedException(401, "authError", "Request had invalid authentication credentials.");
        var permission = method == "signJwt" ? "signJwt" : "getAccessToken";
        if (!_grants.TryGetValue(email, out var grant) || (grant.Subject, grant.Audience) != caller
            || (method == "signJwt" && grant.IsWithoutSigning))
        {
            throw new RefusedException(403, "forbidden",
                $"Permission 'iam.serviceAccounts.{permission}' denied on resource (or it may not exist).");
        }

        return method switch
        {
            "generateAccessToken" => GenerateAccessToken(grant, body),
            "signJwt" => SignJwt(grant, body),
            _ => throw new RefusedException(404, "notFound", "There is nothing here."),
        };
    }

    public void Dispose()
    {
        _provider.Dispose();
        foreach (var grant in _grants.Values)
            grant.Key.Dispose();
    }

    private object GenerateAccessToken(Grant grant, JsonElement body)
    {
        if (!body.TryGetProperty("scope", out var scope)
            || scope.EnumerateArray().Select(one => one.GetString()).SingleOrDefault() != WalletScope
            || (body.TryGetProperty("lifetime", out var lifetime) && lifetime.GetString() != "3600s"))
            throw new RefusedException(400, "invalid", "Request contains an invalid argument.");
        var end = DateTimeOffset.UtcNow.AddHours(1);
        return new
        {
            accessToken = accounts.Give(grant.Email),
            expireTime = end.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };
    }

    private object SignJwt(Grant grant, JsonElement body)
    {
        var payload = body.GetProperty("payload").GetString()!;
        if (JsonElement.Parse(payload).ValueKind != JsonValueKind.Object)
            throw new RefusedException(400, "invalid", "The payload is no claims set.");
        Interlocked.Increment(ref _signatures);
        const string KeyId = "c0ffee00c0ffee00c0ffee00c0ffee00c0ffee00";
        return new { keyId = KeyId, signedJwt = Sign(grant.Key, KeyId, payload) };
    }

    private string? SubjectOf(string token, string audience, out string wrong)
    {
        wrong = "The subject token is not a valid JWT.";
        try
        {
            var parts = token.Split('.');
            var claims = JsonElement.Parse(Base64Url.DecodeFromChars(parts[1]));
            lock (_provider)
            {
                if (!_provider.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]),
                    HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))
                {
                    wrong = "Error code: INVALID_TOKEN. The signature of the subject token cannot be verified.";
                    return null;
                }
            }

            if (claims.GetProperty("exp").GetInt64() <= DateTimeOffset.UtcNow.ToUnixTimeSeconds())
            {
                wrong = "The subject token is stale to sign-in.";
                return null;
            }

            if (claims.GetProperty("iss").GetString() != Issuer || claims.GetProperty("aud").GetString() != audience)
            {
                wrong = "The audience in the subject token does not match the expected audience.";
                return null;
            }

            return claims.GetProperty("sub").GetString();
        }
        catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException
            or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static string Sign(RSA key, string keyId, string payload)
    {
        var header = $"{{\"alg\":\"RS256\",\"kid\":\"{keyId}\",\"typ\":\"JWT\"}}";
        var signed = string.Join('.', new[] { header, payload }.Select(part => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part))));
        lock (key)
        {
            return $"{signed}.{Base64Url.EncodeToString(key.SignData(
                Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
        }
    }
}
