using System.Formats.Asn1;
using System.Text;
using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.Rules;

/// <summary>NFC and the personalization that needs it.</summary>
internal static class NfcRules
{
    private const int MaxMessageBytes = 64;
    private const string EcPublicKey = "1.2.840.10045.2.1";
    private const string P256 = "1.2.840.10045.3.1.7";
    private const int CompressedPoint = 33;
    private const int UncompressedPoint = 65;

    public static void Check(WalletTemplate template, IReadOnlyList<PassImage> images, FindingList findings)
    {
        if (template.Nfc is { } nfc)
        {
            CheckMessage(nfc.Message, "/nfc/message", findings);
            CheckKey(nfc.EncryptionPublicKey, findings);
        }

        if (template.Personalization is { } personalization)
            CheckPersonalization(template, personalization, images, findings);
    }

    public static void CheckMessage(string? message, string pointer, FindingList findings)
    {
        if (message is not null && Encoding.UTF8.GetByteCount(message) > MaxMessageBytes)
        {
            findings.Error(pointer, "nfc_message_too_long", $"Shorten the NFC message to at most {MaxMessageBytes} bytes.",
                ("max", MaxMessageBytes));
        }

    }

    private static void CheckKey(string key, FindingList findings)
    {
        const string At = "/nfc/encryptionPublicKey";
        switch (PointLength(key))
        {
            case CompressedPoint:
                break;
            case UncompressedPoint:
                findings.Warning(At, "uncompressed_key",
                    "Give the key with a compressed point (openssl ec -conv_form compressed): iPhones require it.");
                break;
            default:
                findings.Error(At, "wrong_key", "Give the reader's public key on curve P-256 as Base64 of its SubjectPublicKeyInfo.");
                break;
        }
    }

    private static int PointLength(string key)
    {
        try
        {
            var info = new AsnReader(Convert.FromBase64String(key), AsnEncodingRules.DER).ReadSequence();
            var algorithm = info.ReadSequence();
            var isP256 = algorithm.ReadObjectIdentifier() == EcPublicKey && algorithm.ReadObjectIdentifier() == P256;
            return isP256 ? info.ReadBitString(out _).Length : 0;
        }
        catch (Exception exception) when (exception is FormatException or AsnContentException)
        {
            return 0;
        }
    }

    private static void CheckPersonalization(
        WalletTemplate template, PassPersonalization personalization, IReadOnlyList<PassImage> images, FindingList findings)
    {
        if (string.IsNullOrWhiteSpace(personalization.Description))
            findings.Error("/personalization/description", "required", "Describe what the holder signs up for.");
        if (personalization.RequiredPersonalizationFields.Count == 0)
        {
            findings.Error("/personalization/requiredPersonalizationFields", "required",
                "Ask for at least one thing, such as PKPassPersonalizationFieldName.");
        }

        if (template.Nfc is null || template.PassType != PassType.StoreCard)
            findings.Warning("/personalization", "ignored_here", "Wallet supports personalization only in store cards with nfc.");
        if (!images.Any(i => i.Name is not null && ImageName.BaseOf(i.Name) == "personalizationLogo"))
        {
            findings.Warning("/personalization", "ignored_here",
                "Give an image named personalizationLogo: Wallet requires it for personalization.");
        }
    }
}
