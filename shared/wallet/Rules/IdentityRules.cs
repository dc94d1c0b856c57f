using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>The five members without which there is no pass, and the certificate they must agree with.</summary>
internal static class IdentityRules
{
    public static void Check(WalletTemplate template, AppleSigningIdentity? identity, FindingList findings)
    {
        Require(template.Description, "/description", "Say what the pass is: VoiceOver reads the description.", findings);
        Require(template.OrganizationName, "/organizationName", "Give the name of the organization: it heads every notification.",
            findings);
        Require(template.TeamIdentifier, "/teamIdentifier", "Give the team identifier of your Apple developer account.", findings);
        Require(template.PassTypeIdentifier, "/passTypeIdentifier", "Give the Pass Type ID, such as pass.com.example.card.", findings);
        if (template.PassType is null)
        {
            findings.Error("/passType", "required", "Choose a pass type: boardingPass, coupon, eventTicket, generic or storeCard.");
        }

        if (template.PassTypeIdentifier is { Length: > 0 } identifier && !identifier.StartsWith("pass.", StringComparison.Ordinal))
        {
            findings.Error("/passTypeIdentifier", "wrong_pass_type_identifier",
                "A Pass Type ID begins with \"pass.\", such as pass.com.example.card.");
        }

        if (identity is not null)
        {
            if (identity.PassTypeIdentifier != template.PassTypeIdentifier)
            {
                findings.Error("/passTypeIdentifier", "certificate_differs",
                    $"The certificate is for \"{identity.PassTypeIdentifier}\": use that identifier, or upload the certificate of this one.");
            }

            if (identity.TeamIdentifier != template.TeamIdentifier)
            {
                findings.Error("/teamIdentifier", "certificate_differs",
                    $"The certificate belongs to team \"{identity.TeamIdentifier}\": use that identifier, or upload a certificate of this team.");
            }
        }
    }

    private static void Require(string? text, string pointer, string message, FindingList findings)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            findings.Error(pointer, "required", message);
        }
    }
}
