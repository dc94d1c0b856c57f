using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace Passinstance.Gateway.Authentication.Credentials;

/// <summary>
/// Hashes secrets with the deployment's pepper. One round is enough: a secret has 256 random bits, so a slow password hash would only slow
/// down valid callers.
/// </summary>
internal sealed class SecretHasher(IOptions<SecretHashingOptions> options)
{
    // The hash of no secret. Unknown credentials are compared with it, so that they take as long as known ones.
    private static readonly byte[][] DummyHashes = [new byte[HMACSHA256.HashSizeInBytes]];

    private readonly byte[] _pepper = Convert.FromBase64String(options.Value.Pepper);

    public byte[] Hash(string secret) => HMACSHA256.HashData(_pepper, Encoding.UTF8.GetBytes(secret));

    /// <summary>
    /// Whether <paramref name="secret"/> matches one of <paramref name="hashes"/>. Compares all of them in constant time, and does the
    /// same work when there are none.
    /// </summary>
    public bool Matches(string secret, ReadOnlySpan<byte[]> hashes)
    {
        Span<byte> presented = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Span<byte> text = stackalloc byte[256];
        HMACSHA256.HashData(_pepper, text[..Encoding.UTF8.GetBytes(secret, text)], presented);
        var found = false;
        foreach (var hash in hashes.IsEmpty ? DummyHashes : hashes)
            found |= CryptographicOperations.FixedTimeEquals(presented, hash);

        return found;
    }
}
