using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.Rules;

/// <summary>The template must name the pass type and the team of the certificate that signs, or no device opens its passes.</summary>
internal static class CertificateRules
{
    public static void Check(WalletTemplate template, AppleSigningIdentity identity, FindingList findings)
    {
        if (identity.PassTypeIdentifier != template.PassTypeIdentifier)
        {
            findings.Error("/passTypeIdentifier", "certificate_differs",
                $"The certificate is for \"{identity.PassTypeIdentifier}\": use that identifier, or upload the certificate of this one.");
        }

        if (identity.TeamIdentifier != template.TeamIdentifier)
        {
            findings.Error("/teamIdentifier", "certificate_differs",
                $"The certificate belongs to team \"{identity.TeamIdentifier}\": "
                + "use that identifier, or upload a certificate of this team.");
        }
    }
}
