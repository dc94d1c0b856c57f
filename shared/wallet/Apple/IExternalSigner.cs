namespace Passinstance.Wallet.Apple;

/// <summary>A private key that stays elsewhere: in a key management service or a hardware module.</summary>
public interface IExternalSigner
{
    /// <summary>Signs with RSA, PKCS#1 v1.5 padding and SHA-256.</summary>
    /// <param name="sha256Hash">The 32 bytes of the hash to sign.</param>
    /// <returns>The signature, as long as the key's modulus.</returns>
    byte[] SignHash(ReadOnlySpan<byte> sha256Hash);

    /// <summary>Signs without holding a thread while the module works.</summary>
    /// <param name="sha256Hash">The 32 bytes of the hash to sign.</param>
    ValueTask<byte[]> SignHashAsync(ReadOnlyMemory<byte> sha256Hash, CancellationToken cancellationToken) => new(SignHash(sha256Hash.Span));
}
