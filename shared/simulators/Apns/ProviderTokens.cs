using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Passinstance.Simulators.Apns;

/// <summary>Checks provider tokens as Apple does: key, signature, team and age.</summary>
internal sealed class ProviderTokens
{
    private readonly ConcurrentDictionary<string, (string Team, ECDsa Key)> _keys = new();

    internal void Trust(string team, string keyId, string publicKeyPem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(publicKeyPem);
        _keys[keyId] = (team, key);
    }

    /// <summary>Null when the token is valid, otherwise Apple's reason.</summary>
    internal string? Rejects(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith("bearer ", StringComparison.OrdinalIgnoreCase))
            return "MissingProviderToken";
        try
        {
            var parts = authorization["bearer ".Length..].Split('.');
            using var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            if (header.RootElement.GetProperty("alg")
                .GetString() != "ES256" || !_keys.TryGetValue(header.RootElement.GetProperty("kid").GetString()!, out var known) ||
                claims.RootElement.GetProperty("iss").GetString() != known.Team ||
                !known.Key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]),
                    HashAlgorithmName.SHA256))
                return "InvalidProviderToken";
            var age = DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeSeconds(claims.RootElement.GetProperty("iat").GetInt64());
            return age > TimeSpan.FromHours(1) ? "ExpiredProviderToken" : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException or IndexOutOfRangeException or KeyNotFoundException
            or InvalidOperationException)
        {
            return "InvalidProviderToken";
        }
    }
}
