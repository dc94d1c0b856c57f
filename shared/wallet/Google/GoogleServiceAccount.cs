using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Google;

/// <summary>A Google service account: whose key, here or at Google, signs save links. Safe to use from many threads.</summary>
public sealed class GoogleServiceAccount : IDisposable
{
    private const int MinKeyBits = 2048;
    private const int AssertionSeconds = 3600;
    // Keys at Google are of 2048 bits and have ids of 40 characters.
    private const int ExternalSignatureLength = 256;
    private const int ExternalKeyIdLength = 40;
    private readonly RSA? _key;

    private GoogleServiceAccount(string email, string? keyId, RSA? key)
    {
        Email = email;
        KeyId = keyId;
        _key = key;
        var kid = keyId is null ? "" : $",\"kid\":{JsonSerializer.Serialize(keyId)}";
        TokenHeader = Encoding.ASCII.GetBytes(
            Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"alg\":\"RS256\",\"typ\":\"JWT\"{kid}}}")));
    }

    /// <summary>The account's address: the issuer of the tokens.</summary>
    public string Email { get; }

    /// <summary>Which of the account's keys this is.</summary>
    public string? KeyId { get; private init; }

    /// <summary>The header of the account's tokens, in Base64url.</summary>
    internal byte[] TokenHeader { get; }

    /// <summary>Null when the key is here.</summary>
    internal IExternalTokenSigner? ExternalSigner { get; private init; }

    internal int SignatureLength => _key is null ? ExternalSignatureLength : _key.KeySize / 8;

    /// <summary>Reads the key file that Google's console makes.</summary>
    /// <param name="json">The file.</param>
    /// <exception cref="ArgumentException">It is not a service account's key file.</exception>
    public static GoogleServiceAccount FromJson(string json)
    {
        try
        {
            using var file = JsonDocument.Parse(PastedText.Trim(json));
            var root = file.RootElement;
            return FromPem(
                root.GetProperty("client_email").GetString()!,
                root.GetProperty("private_key").GetString()!,
                root.TryGetProperty("private_key_id", out var id) ? id.GetString() : null);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ArgumentException(
                "Upload the JSON key file of a Google service account: it has client_email and private_key.", nameof(json), exception);
        }
    }

    /// <summary>Takes the parts of a key file.</summary>
    /// <param name="email">The account's address.</param>
    /// <param name="privateKeyPem">The private key, PKCS#8; also with <c>\n</c> written out, as it often comes out of an environment
    /// variable.</param>
    /// <param name="keyId">Which of the account's keys it is.</param>
    /// <exception cref="ArgumentException">The address or the key is wrong.</exception>
    public static GoogleServiceAccount FromPem(string email, string privateKeyPem, string? keyId = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(email);
        ArgumentException.ThrowIfNullOrEmpty(privateKeyPem);
        var key = RSA.Create();
        try
        {
            key.ImportFromPem(PastedText.Pem(privateKeyPem));
            if (key.KeySize >= MinKeyBits)
                return new GoogleServiceAccount(email, keyId, key);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new ArgumentException(
                "The service account's private key cannot be read: give it as PEM (PKCS#8), as the key file has it.",
                nameof(privateKeyPem), exception);
        }

        key.Dispose();
        throw new ArgumentException($"Give an RSA key of at least {MinKeyBits} bits.", nameof(privateKeyPem));
    }

    /// <summary>An account whose keys stay at Google. Its links are made by the asynchronous methods.</summary>
    /// <param name="email">The account's address.</param>
    /// <param name="signer">Has tokens signed.</param>
    public static GoogleServiceAccount FromExternalSigner(string email, IExternalTokenSigner signer)
    {
        ArgumentException.ThrowIfNullOrEmpty(email);
        // The signer makes the header; this one is as long.
        return new GoogleServiceAccount(email, new string('0', ExternalKeyIdLength), null) { KeyId = null, ExternalSigner = signer };
    }

    /// <summary>A signed assertion of the account, which is exchanged for an access token (RFC 7523).</summary>
    /// <param name="scope">What the token is for.</param>
    /// <param name="audience">The address that exchanges it.</param>
    /// <param name="now">The time.</param>
    public string CreateAssertion(string scope, string audience, DateTimeOffset now)
    {
        var issuedAt = now.ToUnixTimeSeconds();
        var claims = JsonSerializer.SerializeToUtf8Bytes(
            new { iss = Email, scope, aud = audience, iat = issuedAt, exp = issuedAt + AssertionSeconds });
        var signed = $"{Encoding.ASCII.GetString(TokenHeader)}.{Base64Url.EncodeToString(claims)}";
        var signature = new byte[SignatureLength];
        Sign(Encoding.ASCII.GetBytes(signed), signature);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    /// <inheritdoc/>
    public void Dispose() => _key?.Dispose();

    internal void Sign(ReadOnlySpan<byte> content, Span<byte> signature)
    {
        if (_key is null)
            throw new InvalidOperationException("The account's keys are at Google: make its links by the asynchronous methods.");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(content, hash);
        _key.TrySignHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out _);
    }
}
