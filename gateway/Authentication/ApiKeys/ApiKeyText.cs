using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Authentication.ApiKeys;

/// <summary>
/// The text of a key: <c>pi_test_</c> (or <c>pi_live_</c>, and <c>pub_</c> when publishable), the 26 characters of its id, an underscore,
/// 32 random bytes in 43 characters of base 62, and 6 characters of CRC-32 over everything before. Scanners for leaked keys search for the
/// prefix; the checksum detects mistyped keys without a query.
/// </summary>
internal sealed record ApiKeyText(string Environment, bool Publishable, Guid KeyId, string Secret)
{
    private const string Digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const int IdLength = 26;
    private const int SecretLength = 43;
    private const int ChecksumLength = 6;
    private const int TailLength = IdLength + 1 + SecretLength + ChecksumLength;

    /// <summary>The start of every key. A Bearer credential that starts otherwise is an access token.</summary>
    public const string Prefix = "pi_";

    public static ApiKeyText Create(string environment, bool publishable, Guid keyId) =>
        new(environment, publishable, keyId, ToBase62(new BigInteger(RandomNumberGenerator.GetBytes(32), isUnsigned: true), SecretLength));

    /// <summary>Parses a key. False when it is malformed or its checksum is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ApiKeyText? key)
    {
        key = null;
        var publishable = false;
        string environment;
        if (text.StartsWith("pi_live_", StringComparison.Ordinal))
            environment = "live";
        else if (text.StartsWith("pi_test_", StringComparison.Ordinal))
            environment = "test";
        else
            return false;

        var start = "pi_live_".Length;
        if (text.AsSpan(start).StartsWith("pub_"))
        {
            publishable = true;
            start += "pub_".Length;
        }

        if (text.Length != start + TailLength || text[start + IdLength] != '_')
            return false;

        var body = text.AsSpan(0, text.Length - ChecksumLength);
        Span<char> checksum = stackalloc char[ChecksumLength];
        if (body.ContainsAnyExceptInRange('!', '~'))
            return false;

        WriteChecksum(body, checksum);
        if (!text.AsSpan(body.Length).SequenceEqual(checksum))
            return false;

        if (!TypeId.TryParse(IdPrefixes.ApiKey, $"{IdPrefixes.ApiKey}_{text.AsSpan(start, IdLength)}", out var id))
            return false;

        key = new ApiKeyText(environment, publishable, id, text.Substring(start + IdLength + 1, SecretLength));
        return true;
    }

    /// <summary>The whole key. It is shown once, when the key is created.</summary>
    public string Reveal()
    {
        var id = TypeId.Format(IdPrefixes.ApiKey, KeyId).AsSpan(IdPrefixes.ApiKey.Length + 1);
        var body = $"{Prefix}{Environment}_{(Publishable ? "pub_" : "")}{id}_{Secret}";
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(body, checksum);
        return string.Concat(body, checksum);
    }

    // Without this, logging the record would log the secret.
    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("KeyId = ").Append(KeyId);
        return true;
    }

    private static void WriteChecksum(ReadOnlySpan<char> text, Span<char> checksum)
    {
        Span<byte> bytes = stackalloc byte[text.Length];
        Encoding.ASCII.GetBytes(text, bytes);
        var rest = Crc32.HashToUInt32(bytes);
        for (var i = checksum.Length - 1; i >= 0; i--)
        {
            checksum[i] = Digits[(int)(rest % (uint)Digits.Length)];
            rest /= (uint)Digits.Length;
        }
    }

    private static string ToBase62(BigInteger value, int length) => string.Create(length, value, static (span, rest) =>
    {
        for (var i = span.Length - 1; i >= 0; i--)
        {
            rest = BigInteger.DivRem(rest, Digits.Length, out var digit);
            span[i] = Digits[(int)digit];
        }
    });
}
