using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>The five members without which there is no pass.</summary>
internal static class IdentityRules
{
    public static void Check(WalletTemplate template, FindingList findings)
    {
        Require(template.Description, "/description", "Describe the pass: VoiceOver reads the description.", findings);
        Require(template.OrganizationName, "/organizationName", "Give the name of the organization: Wallet shows it with notifications.",
            findings);
        Require(template.TeamIdentifier, "/teamIdentifier", "Give the team identifier of your Apple developer account.", findings);
        Require(template.PassTypeIdentifier, "/passTypeIdentifier", "Give the Pass Type ID, such as pass.com.example.card.", findings);
        if (template.PassType is null)
            findings.Error("/passType", "required", "Choose a pass type: boardingPass, coupon, eventTicket, generic or storeCard.");
        if (template.PassTypeIdentifier is { Length: > 0 } identifier && !identifier.StartsWith("pass.", StringComparison.Ordinal))
        {
            findings.Error("/passTypeIdentifier", "wrong_pass_type_identifier",
                "A Pass Type ID begins with \"pass.\", such as pass.com.example.card.");
        }
    }

    private static void Require(string? text, string pointer, string message, FindingList findings)
    {
        if (string.IsNullOrWhiteSpace(text))
            findings.Error(pointer, "required", message);
    }
}
