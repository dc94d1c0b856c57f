using System.Security.Cryptography;
using System.Text;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>The algorithm of a signing key. The numbers are stored.</summary>
internal enum SignatureAlgorithm : short
{
    /// <summary>HMAC-SHA256 with a shared secret (<c>whsec_</c>); signatures begin with <c>v1,</c>.</summary>
    HmacSha256 = 0,
    /// <summary>Ed25519 with a published key (<c>whpk_</c>); signatures begin with <c>v1a,</c>.</summary>
    Ed25519 = 1,
}

/// <summary>The signatures of Standard Webhooks: over <c>id.timestamp.body</c>, in base64 after the version.</summary>
internal static class WebhookSignature
{
    internal static string Sign(SignatureAlgorithm algorithm, ReadOnlySpan<byte> key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        var head = Encoding.ASCII.GetBytes($"{id}.{timestamp}.");
        if (algorithm == SignatureAlgorithm.Ed25519)
            return "v1a," + Convert.ToBase64String(Ed25519.Sign(key, [.. head, .. body]));
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(head);
        hmac.AppendData(body);
        return "v1," + Convert.ToBase64String(hmac.GetHashAndReset());
    }

    /// <summary>One signature per active key, separated by spaces: a receiver that knows any of the keys accepts.</summary>
    internal static string SignWithAll(
        IEnumerable<(SignatureAlgorithm Algorithm, byte[] Key)> keys, string id, long timestamp, byte[] body) =>
        string.Join(' ', keys.Select(key => Sign(key.Algorithm, key.Key, id, timestamp, body)));
}
