using Passinstance.Wallet.Json;

namespace Passinstance.Wallet.Model;

/// <summary>What the pass sends to an NFC reader. Requires a certificate with Apple's NFC entitlement; otherwise iOS ignores it.</summary>
public sealed record PassNfc
{
    /// <summary>The payload, at most 64 bytes in UTF-8. A pass's <see cref="WalletPass.NfcMessage"/> overrides it.</summary>
    public string? Message { get; init; }

    /// <summary>The reader's public key: Base64 of an X.509 SubjectPublicKeyInfo on curve P-256.</summary>
    public string EncryptionPublicKey { get; init => field = PastedText.Base64(value); } = "";

    /// <summary>Requires the holder to authenticate each time.</summary>
    public bool? RequiresAuthentication { get; init; }
}
