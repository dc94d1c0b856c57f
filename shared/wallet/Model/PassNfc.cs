namespace Passinstance.Wallet.Model;

/// <summary>What the pass sends to a reader over NFC. Needs a certificate with Apple's NFC entitlement, or iOS leaves it out.</summary>
public sealed record PassNfc
{
    /// <summary>The payload, at most 64 bytes in UTF-8; the pass's own <see cref="WalletPass.NfcMessage"/> comes first.</summary>
    public string? Message { get; init; }

    /// <summary>The reader's public key: Base64 of an X.509 SubjectPublicKeyInfo on curve P-256.</summary>
    public string EncryptionPublicKey { get; init; } = "";

    /// <summary>Asks the holder to authenticate each time.</summary>
    public bool? RequiresAuthentication { get; init; }
}
