using NSec.Cryptography;
using NSecAlgorithm = NSec.Cryptography.SignatureAlgorithm;

namespace Passinstance.Webhooks.WebhookEndpoints;

/// <summary>Ed25519 (RFC 8032) with keys as their raw bytes.</summary>
internal static class Ed25519
{
    internal const int KeySize = 32;

    /// <param name="seed">The private key: 32 random bytes.</param>
    /// <returns>The public key, 32 bytes.</returns>
    internal static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        using var key = Key.Import(NSecAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        return key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
    }

    /// <returns>The signature, 64 bytes; the same for the same key and message.</returns>
    internal static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = Key.Import(NSecAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey);
        return NSecAlgorithm.Ed25519.Sign(key, message);
    }
}
