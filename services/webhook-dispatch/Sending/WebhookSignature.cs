using System.Security.Cryptography;
using System.Text;

namespace Passinstance.Webhooks.Sending;

/// <summary>The signature of Standard Webhooks: HMAC-SHA256 over <c>id.timestamp.body</c>, in base64 after <c>v1,</c>.</summary>
internal static class WebhookSignature
{
    internal static string Sign(ReadOnlySpan<byte> key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes($"{id}.{timestamp}."));
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    /// <summary>One signature for each live secret, separated by spaces: a receiver that knows any of them accepts.</summary>
    internal static string SignWithAll(IEnumerable<byte[]> keys, string id, long timestamp, byte[] body) =>
        string.Join(' ', keys.Select(key => Sign(key, id, timestamp, body)));
}
