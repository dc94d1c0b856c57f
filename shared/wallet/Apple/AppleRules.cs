using Passinstance.Wallet.Apple.Rules;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple;

/// <summary>What Apple Wallet would refuse, scale, cut or ignore.</summary>
internal static class AppleRules
{
    public static void CheckTemplate(
        WalletTemplate template, IReadOnlyList<PassImage> images, AppleSigningIdentity? identity, FindingList findings)
    {
        if (identity is not null)
            CertificateRules.Check(template, identity, findings);
        ImageRules.Check(template, images, findings);
        StyleSchemeRules.Check(template, images, findings);
        NfcRules.Check(template, images, findings);
        RawKeyRules.Check(template, findings);
    }

    public static void CheckPass(WalletTemplate template, WalletPass pass, FindingList findings)
    {
        UpcomingRules.Check(pass.UpcomingPassInformation, findings);
        NfcRules.CheckMessage(pass.NfcMessage, "/nfcMessage", findings);
        RequiredTagRules.Check(template, pass, findings);
    }
}
