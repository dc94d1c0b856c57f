using System.Security.Cryptography;
using System.Text;

namespace Passinstance.Gateway.Authentication;

/// <summary>
/// Hashes secrets under the deployment's pepper. One round is enough: a secret is 256 random bits, which no amount of guessing finds, so
/// a slow password hash would only slow down our own callers.
/// </summary>
internal sealed class SecretHasher
{
    private readonly byte[] _pepper;

    public SecretHasher(string? pepper)
    {
        var bytes = new byte[33];
        if (pepper is null || !Convert.TryFromBase64String(pepper, bytes, out var length) || length != 32)
            throw new InvalidOperationException("ApiKeys:Pepper must be base64 of 32 random bytes. Set ApiKeys__Pepper (openssl rand -base64 32), and keep it: without it no key is valid.");
        _pepper = bytes[..32];
    }

    public byte[] Hash(string secret) => HMACSHA256.HashData(_pepper, Encoding.UTF8.GetBytes(secret));

    /// <summary>Whether <paramref name="secret"/> is one of <paramref name="hashes"/>; looks at all of them, in time that depends on their number alone.</summary>
    public bool Matches(string secret, ReadOnlySpan<byte[]> hashes)
    {
        Span<byte> presented = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> text = stackalloc byte[256];
        HMACSHA256.HashData(_pepper, text[..Encoding.UTF8.GetBytes(secret, text)], presented);
        var found = false;
        foreach (var hash in hashes)
            found |= CryptographicOperations.FixedTimeEquals(presented, hash);
        return found;
    }
}
