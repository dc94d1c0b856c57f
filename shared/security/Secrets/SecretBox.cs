using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Passinstance.Security.Secrets;

/// <summary>
/// Secrets at rest: AES-256-GCM under a key that is derived (HKDF, RFC 5869) from a configured one for each purpose and organization. The
/// sealed form names the configured key, so that a new key can be added, made current, and the old one dropped once nothing is sealed under
/// it (<c>secrets reseal</c>). The purpose and the organization are authenticated: a sealed secret copied into another row or another
/// organization's row does not open.
/// </summary>
/// <remarks>Form: version (1), length of the key id (1), key id, nonce (12), tag (16), ciphertext.</remarks>
public sealed class SecretBox
{
    private const byte Version = 2;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int KeySize = 32;
    private const int MaxCiphers = 10_000;
    private readonly IReadOnlyDictionary<string, byte[]> _keys;
    private readonly ConcurrentDictionary<(string Key, string Purpose, Guid OrganizationId), Cipher> _ciphers = new();
    private readonly string _section;

    /// <summary>Validates the configured keys; throws with the name of the setting when one is missing or not 32 bytes.</summary>
    /// <param name="options">The keys.</param>
    /// <param name="section">The section of the configuration that they come from, for messages.</param>
    public SecretBox(EncryptionOptions options, string section = EncryptionOptions.Section)
    {
        _keys = options.Read(section);
        _section = section;
        CurrentKey = options.CurrentKey;
    }

    /// <summary>Id of the key that seals; empty in a box that only opens.</summary>
    public string CurrentKey { get; }

    /// <summary>The beginning of everything that is sealed under the current key.</summary>
    public byte[] CurrentPrefix => Prefix(CurrentKey);

    /// <summary>Id of the key that the bytes are sealed under; null when they are not a sealed secret.</summary>
    public static string? KeyOf(ReadOnlySpan<byte> sealedSecret) =>
        sealedSecret.Length >= 2 && sealedSecret[0] == Version && sealedSecret.Length >= 2 + sealedSecret[1] + NonceSize + TagSize
            ? Encoding.ASCII.GetString(sealedSecret.Slice(2, sealedSecret[1]))
            : null;

    /// <summary>Seals <paramref name="secret"/> under the current key.</summary>
    /// <param name="purpose">The secret's purpose, a constant of the caller.</param>
    /// <param name="organizationId">The owner of the secret; <see cref="Guid.Empty"/> for the deployment's own.</param>
    /// <param name="secret">The bytes to seal.</param>
    public byte[] Seal(string purpose, Guid organizationId, ReadOnlySpan<byte> secret) =>
        Seal(CurrentKey, purpose, organizationId, secret);

    /// <summary>Seals <paramref name="secret"/> under a certain key.</summary>
    /// <inheritdoc cref="Seal(string, Guid, ReadOnlySpan{byte})"/>
    public byte[] Seal(string keyId, string purpose, Guid organizationId, ReadOnlySpan<byte> secret)
    {
        var prefix = Prefix(keyId);
        var sealedSecret = new byte[prefix.Length + NonceSize + TagSize + secret.Length];
        prefix.CopyTo(sealedSecret, 0);
        var rest = sealedSecret.AsSpan(prefix.Length);
        RandomNumberGenerator.Fill(rest[..NonceSize]);
        var cipher = CipherOf(keyId, purpose, organizationId);
        var aes = cipher.Take();
        aes.Encrypt(rest[..NonceSize], secret, rest[(NonceSize + TagSize)..], rest.Slice(NonceSize, TagSize), cipher.Context);
        cipher.Return(aes);
        return sealedSecret;
    }

    /// <summary>Opens the result of <see cref="Seal(string, Guid, ReadOnlySpan{byte})"/> with the same purpose and organization.</summary>
    /// <exception cref="CryptographicException">The key is not configured, or the bytes, purpose or organization differ.</exception>
    public byte[] Open(string purpose, Guid organizationId, ReadOnlySpan<byte> sealedSecret)
    {
        if (KeyOf(sealedSecret) is not { } keyId)
            throw new CryptographicException("The sealed secret has an unknown format.");
        var rest = sealedSecret[(2 + sealedSecret[1])..];
        var secret = new byte[rest.Length - NonceSize - TagSize];
        var cipher = CipherOf(keyId, purpose, organizationId);
        var aes = cipher.Take();
        aes.Decrypt(rest[..NonceSize], rest[(NonceSize + TagSize)..], rest.Slice(NonceSize, TagSize), secret, cipher.Context);
        cipher.Return(aes);
        return secret;
    }

    // A key for each purpose and organization: random nonces stay far from repeating, and a derived key opens nothing else.
    private Cipher CipherOf(string keyId, string purpose, Guid organizationId)
    {
        var name = (keyId, purpose, organizationId);
        if (_ciphers.TryGetValue(name, out var known))
            return known;
        if (!_keys.TryGetValue(keyId, out var key))
        {
            throw new CryptographicException(
                $"The secret is sealed under key '{keyId}', which {_section}:Keys does not hold. Add the key again.");
        }

        var context = Context(purpose, organizationId);
        var derived = new byte[KeySize];
        HKDF.Expand(HashAlgorithmName.SHA256, key, derived, context);
        // Deriving a key costs more than using it. All are dropped when there are many: those in use come back.
        if (_ciphers.Count >= MaxCiphers)
            _ciphers.Clear();
        return _ciphers.GetOrAdd(name, new Cipher(derived, context));
    }

    /// <summary>A derived key. One thread at a time may use an <see cref="AesGcm"/>; one is kept for the next.</summary>
    private sealed class Cipher(byte[] key, byte[] context)
    {
        private AesGcm? _spare;

        internal byte[] Context => context;

        internal AesGcm Take() => Interlocked.Exchange(ref _spare, null) ?? new AesGcm(key, TagSize);

        internal void Return(AesGcm aes)
        {
            if (Interlocked.CompareExchange(ref _spare, aes, null) is not null)
                aes.Dispose();
        }
    }

    private static byte[] Prefix(string keyId) => [Version, (byte)keyId.Length, .. Encoding.ASCII.GetBytes(keyId)];

    private static byte[] Context(string purpose, Guid organizationId) =>
        [.. Encoding.UTF8.GetBytes(purpose), 0, .. organizationId.ToByteArray(bigEndian: true)];
}
