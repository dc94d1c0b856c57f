using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>Reads Google's root keys.</summary>
internal sealed class GoogleKeyClient(HttpClient http, IOptions<GoogleCallbackOptions> options)
{
    private const int MaxKeys = 20;

    internal async Task<IReadOnlyList<GoogleRootKey>> ReadAsync(CancellationToken cancellationToken)
    {
        using var response = JsonDocument.Parse(await http.GetByteArrayAsync(options.Value.KeysUrl, cancellationToken));
        return
        [
            .. response.RootElement.GetProperty("keys").EnumerateArray()
                .Where(key => key.GetProperty("protocolVersion").GetString() == GoogleSignature.Protocol)
                .Take(MaxKeys)
                .Select(key => new GoogleRootKey(Convert.FromBase64String(key.GetProperty("keyValue").GetString()!), ExpirationOf(key))),
        ];
    }

    private static DateTimeOffset ExpirationOf(JsonElement key) =>
        key.TryGetProperty("keyExpiration", out var expiration) ? GoogleCallback.Milliseconds(expiration) : DateTimeOffset.MaxValue;
}
