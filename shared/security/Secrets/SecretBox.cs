using System.Security.Cryptography;
using System.Text;

namespace Passinstance.Security.Secrets;

/// <summary>
/// Secrets at rest: AES-256-GCM under a key from configuration. The sealed form names its key, so that a new key can be added, made
/// current, and the old one dropped once nothing is sealed under it. The purpose and the organization are authenticated: a sealed secret
/// copied into another row or another organization's row does not open.
/// </summary>
/// <remarks>Form: version (1), length of the key id (1), key id, nonce (12), tag (16), ciphertext.</remarks>
public sealed class SecretBox
{
    private const byte Version = 1;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private readonly EncryptionOptions _options;

    /// <summary>Validates the configured keys; throws with the name of the setting when one is missing or not 32 bytes.</summary>
    public SecretBox(EncryptionOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    /// <summary>Seals <paramref name="secret"/> under the current key.</summary>
    /// <param name="purpose">The secret's purpose, a constant of the caller.</param>
    /// <param name="organizationId">The owner of the secret; <see cref="Guid.Empty"/> for the deployment's own.</param>
    /// <param name="secret">The bytes to seal.</param>
    public byte[] Seal(string purpose, Guid organizationId, ReadOnlySpan<byte> secret)
    {
        var keyId = Encoding.ASCII.GetBytes(_options.CurrentKey);
        var sealedSecret = new byte[2 + keyId.Length + NonceSize + TagSize + secret.Length];
        sealedSecret[0] = Version;
        sealedSecret[1] = (byte)keyId.Length;
        keyId.CopyTo(sealedSecret.AsSpan(2));
        var rest = sealedSecret.AsSpan(2 + keyId.Length);
        RandomNumberGenerator.Fill(rest[..NonceSize]);
        using var aes = new AesGcm(_options.Key(_options.CurrentKey), TagSize);
        aes.Encrypt(
            rest[..NonceSize], secret, rest[(NonceSize + TagSize)..], rest.Slice(NonceSize, TagSize), Context(purpose, organizationId));
        return sealedSecret;
    }

    /// <summary>Opens the result of <see cref="Seal"/> with the same purpose and organization.</summary>
    /// <exception cref="CryptographicException">The key is not configured, or the bytes, purpose or organization differ.</exception>
    public byte[] Open(string purpose, Guid organizationId, ReadOnlySpan<byte> sealedSecret)
    {
        if (sealedSecret.Length < 2 || sealedSecret[0] != Version || sealedSecret.Length < 2 + sealedSecret[1] + NonceSize + TagSize)
            throw new CryptographicException("The sealed secret has an unknown format.");
        var keyId = Encoding.ASCII.GetString(sealedSecret.Slice(2, sealedSecret[1]));
        var rest = sealedSecret[(2 + sealedSecret[1])..];
        var secret = new byte[rest.Length - NonceSize - TagSize];
        using var aes = new AesGcm(_options.Key(keyId), TagSize);
        aes.Decrypt(
            rest[..NonceSize], rest[(NonceSize + TagSize)..], rest.Slice(NonceSize, TagSize), secret, Context(purpose, organizationId));
        return secret;
    }

    private static byte[] Context(string purpose, Guid organizationId) =>
        [.. Encoding.UTF8.GetBytes(purpose), 0, .. organizationId.ToByteArray(bigEndian: true)];
}
