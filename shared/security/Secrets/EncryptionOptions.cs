using System.Security.Cryptography;

namespace Passinstance.Security.Secrets;

/// <summary>Section <c>Encryption</c> of the configuration: the keys that seal secrets at rest.</summary>
public sealed class EncryptionOptions
{
    /// <summary>Id of the key that seals new secrets.</summary>
    public string CurrentKey { get; set; } = "";

    /// <summary>Key id to base64 of 32 random bytes. Old keys stay until nothing is sealed under them.</summary>
    public Dictionary<string, string> Keys { get; set; } = [];

    internal void Validate()
    {
        if (CurrentKey.Length is 0 or > 32 || !Keys.ContainsKey(CurrentKey))
            throw new InvalidOperationException(
                "Encryption:CurrentKey must name one of Encryption:Keys. Set Encryption__CurrentKey=k1 and Encryption__Keys__k1 to " +
                    "base64 of 32 random bytes.");
        foreach (var keyId in Keys.Keys)
            Key(keyId);
    }

    internal byte[] Key(string keyId)
    {
        if (!Keys.TryGetValue(keyId, out var text))
            throw new CryptographicException(
                $"The secret is sealed under key '{keyId}', which Encryption:Keys does not hold. Add the key again.");
        Span<byte> key = stackalloc byte[33];
        if (!Convert.TryFromBase64String(text.Trim('"', '\'', '\uFEFF', ' '), key, out var length) || length != 32)
            throw new InvalidOperationException($"Encryption:Keys:{keyId} must be base64 of 32 random bytes.");
        return key[..32].ToArray();
    }
}
