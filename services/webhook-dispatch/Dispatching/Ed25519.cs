using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Passinstance.Webhooks.Dispatching;

/// <summary>
/// Ed25519 (RFC 8032) by OpenSSL's libcrypto, which .NET itself runs on: .NET has no type for it, and a second cryptographic library for
/// an optional algorithm is not worth carrying.
/// </summary>
internal static partial class Ed25519
{
    internal const int KeySize = 32;
    internal const int SignatureSize = 64;
    private const string Library = "libcrypto.so.3";
    private const int KeyType = 1087;

    /// <summary>Whether this machine has OpenSSL 3, as every container of .NET for Linux does.</summary>
    internal static bool IsAvailable { get; } = NativeLibrary.TryLoad(Library, typeof(Ed25519).Assembly, null, out _);

    /// <param name="seed">The private key: 32 random bytes.</param>
    /// <returns>The public key, 32 bytes.</returns>
    internal static byte[] PublicKeyOf(ReadOnlySpan<byte> seed)
    {
        using var key = Load(seed);
        var publicKey = new byte[KeySize];
        nuint length = KeySize;
        return EVP_PKEY_get_raw_public_key(key, publicKey, ref length) == 1 ? publicKey : throw Failed();
    }

    /// <returns>The signature, 64 bytes; the same for the same key and message.</returns>
    internal static byte[] Sign(ReadOnlySpan<byte> seed, ReadOnlySpan<byte> message)
    {
        using var key = Load(seed);
        using var context = EVP_MD_CTX_new();
        var signature = new byte[SignatureSize];
        nuint length = SignatureSize;
        if (context.IsInvalid ||
            EVP_DigestSignInit(context, 0, 0, 0, key) != 1 ||
            EVP_DigestSign(context, signature, ref length, message, (nuint)message.Length) != 1)
        {
            throw Failed();
        }

        return signature;
    }

    private static KeyHandle Load(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != KeySize)
            throw new CryptographicException("A private key of Ed25519 has 32 bytes.");
        var key = EVP_PKEY_new_raw_private_key(KeyType, 0, seed, (nuint)seed.Length);
        return key.IsInvalid ? throw Failed() : key;
    }

    private static CryptographicException Failed() => new("OpenSSL refused an Ed25519 operation.");

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial KeyHandle EVP_PKEY_new_raw_private_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_PKEY_get_raw_public_key(KeyHandle key, Span<byte> publicKey, ref nuint length);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial ContextHandle EVP_MD_CTX_new();

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestSignInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int EVP_DigestSign(ContextHandle context, Span<byte> signature, ref nuint signatureLength, ReadOnlySpan<byte> message, nuint messageLength);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EVP_PKEY_free(nint key);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EVP_MD_CTX_free(nint context);

    private sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_PKEY_free(handle);
            return true;
        }
    }

    private sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            EVP_MD_CTX_free(handle);
            return true;
        }
    }
}
