using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Passinstance.Passes.GoogleWallet;

/// <summary>
/// The envelope of a callback, signed by the rules of <c>ECv2SigningOnly</c>: a root key signs an intermediate key, which signs the
/// message.
/// </summary>
internal sealed record SignedCallback
{
    public string? Signature { get; init; }

    public string? ProtocolVersion { get; init; }

    public string? SignedMessage { get; init; }

    public IntermediateKey? IntermediateSigningKey { get; init; }

    internal sealed record IntermediateKey(string? SignedKey, IReadOnlyList<string?>? Signatures);
}

/// <summary>One of Google's root keys.</summary>
internal sealed record GoogleRootKey(byte[] PublicKey, DateTimeOffset ExpiresAt);

internal static class GoogleSignature
{
    internal const string Protocol = "ECv2SigningOnly";
    private const string Sender = "GooglePayPasses";

    // More would only keep this process busy.
    private const int MaxSignatures = 5;

    /// <summary>Whether Google signed it for <paramref name="recipient"/>, the issuer, with keys that are valid now.</summary>
    internal static bool IsValid(SignedCallback callback, string recipient, IReadOnlyList<GoogleRootKey> roots, DateTimeOffset now)
    {
        try
        {
            if (callback is not { ProtocolVersion: Protocol, Signature: { } signature, SignedMessage: { } message } ||
                callback.IntermediateSigningKey is not { SignedKey: { } signedKey, Signatures: { } signatures })
                return false;
            var keyContent = Signed(Sender, Protocol, signedKey);
            var isKeySigned = signatures.Take(MaxSignatures).OfType<string>().Any(
                one => roots.Any(root => root.ExpiresAt > now && IsSigned(root.PublicKey, keyContent, Convert.FromBase64String(one))));
            if (!isKeySigned)
                return false;

            using var key = JsonDocument.Parse(signedKey);
            if (GoogleCallback.Milliseconds(key.RootElement.GetProperty("keyExpiration")) <= now)
                return false;
            var publicKey = Convert.FromBase64String(key.RootElement.GetProperty("keyValue").GetString()!);
            return IsSigned(publicKey, Signed(Sender, recipient, Protocol, message), Convert.FromBase64String(signature));
        }
        catch (Exception exception) when (exception is FormatException or JsonException or KeyNotFoundException or InvalidOperationException
            or CryptographicException or OverflowException or ArgumentException)
        {
            return false;
        }
    }

    private static bool IsSigned(byte[] publicKey, byte[] content, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(publicKey, out _);
        return key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    // Each part after its length in four bytes, little-endian.
    private static byte[] Signed(params ReadOnlySpan<string> parts)
    {
        using var content = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteUInt32LittleEndian(length, (uint)bytes.Length);
            content.Write(length);
            content.Write(bytes);
        }

        return content.ToArray();
    }
}
