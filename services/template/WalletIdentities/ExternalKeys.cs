using System.Text.Json;
using Passinstance.ExternalSigners;
using Passinstance.ServiceDefaults.Problems;
using Passinstance.Templates.Templates;
using Passinstance.Wallet.Apple;

namespace Passinstance.Templates.WalletIdentities;

/// <summary>References to private keys that stay elsewhere. In the place of a private key, the reference is sealed and handed on.</summary>
internal static class ExternalKeys
{
    private const int MaxName = 100;
    private const int MaxKey = 2048;

    /// <summary>What is wrong with a reference; null with the signer when nothing is. Nothing is asked of the signer yet.</summary>
    internal static InvalidValue? Open(
        ExternalSignerRegistry signers, Guid organizationId, ExternalKeyRequest key, out IExternalSigner? signer)
    {
        signer = null;
        if (!TemplateContents.IsName(key.Name, MaxName) || !TemplateContents.IsName(key.Key, MaxKey))
            return new InvalidValue("/signer", "required", "Give the external signer's name, and the key's label, id or ARN.");
        if (key.Key.StartsWith(ExternalKey.IdPrefix, StringComparison.Ordinal) && !IsHex(key.Key.AsSpan(ExternalKey.IdPrefix.Length)))
            return new InvalidValue("/signer/key", "invalid_characters", "After id: write the key's id in hexadecimal, such as id:a1.");
        if (signers.KindOf(organizationId, key.Name) is null)
        {
            return new InvalidValue("/signer/name", "unknown_signer",
                $"The external signer \"{key.Name}\" is not configured for your organization. Ask the operator for its name.",
                ("sent", key.Name));
        }

        signer = signers.Open(organizationId, new ExternalKey(key.Name, key.Key));
        return null;
    }

    internal static KeyLocation LocationOf(ExternalSignerRegistry signers, Guid organizationId, ExternalKeyRequest key) =>
        signers.KindOf(organizationId, key.Name) is ExternalSignerKind.Pkcs11 ? KeyLocation.Pkcs11 : KeyLocation.AwsKms;

    internal static ExternalKeyRequest Read(byte[] secret)
    {
        var key = JsonSerializer.Deserialize<ExternalKey>(secret)!;
        return new ExternalKeyRequest { Name = key.Signer, Key = key.Key };
    }

    internal static byte[] Write(ExternalKeyRequest key) => JsonSerializer.SerializeToUtf8Bytes(new ExternalKey(key.Name, key.Key));

    private static bool IsHex(ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (!char.IsAsciiHexDigit(character))
                return false;
        }

        return text.Length is > 0 and <= 512 && text.Length % 2 == 0;
    }
}
