namespace Passinstance.Security.Secrets;

/// <summary>
/// A section of the configuration with keys: <c>Encryption</c>, the program's own, <c>EventEncryption</c> and <c>ServiceCalls</c>.
/// </summary>
public sealed class EncryptionOptions
{
    /// <summary>The section with the keys that seal the program's own secrets at rest.</summary>
    public const string Section = "Encryption";

    private const int MaxKeyIdLength = 32;
    private const int KeySize = 32;

    /// <summary>Id of the key that seals new secrets.</summary>
    public string CurrentKey { get; set; } = "";

    /// <summary>Key id to base64 of 32 random bytes. Old keys stay until nothing is sealed under them.</summary>
    public Dictionary<string, string> Keys { get; set; } = [];

    /// <summary>A section without a current key only opens.</summary>
    internal bool OpensOnly { get; set; }

    internal IReadOnlyDictionary<string, byte[]> Read(string section)
    {
        if (OpensOnly ? Keys.Count == 0 : !Keys.ContainsKey(CurrentKey))
        {
            throw new InvalidOperationException(OpensOnly
                ? $"{section}:Keys must hold a key for each caller. Set {section}__Keys__pass to base64 of 32 random bytes, the same as " +
                    "in the pass service."
                : $"{section}:CurrentKey must name one of {section}:Keys. Set {section}__CurrentKey=k1 and {section}__Keys__k1 to " +
                    "base64 of 32 random bytes.");
        }

        return Keys.ToDictionary(key => key.Key, key => Decode(section, key.Key, key.Value));
    }

    private static byte[] Decode(string section, string keyId, string text)
    {
        if (keyId.Length is 0 or > MaxKeyIdLength || !keyId.All(char.IsAscii))
            throw new InvalidOperationException($"{section}:Keys:{keyId}: a key's id has 1 to {MaxKeyIdLength} ASCII characters.");
        var key = new byte[KeySize + 1];
        return Convert.TryFromBase64String(text.Trim('"', '\'', '\uFEFF', ' '), key, out var length) && length == KeySize
            ? key[..KeySize]
            : throw new InvalidOperationException($"{section}:Keys:{keyId} must be base64 of {KeySize} random bytes.");
    }
}
