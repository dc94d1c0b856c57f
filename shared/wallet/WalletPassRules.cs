using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Apple.Rules;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet;

/// <summary>What a wallet would refuse or ignore of a pass. Pointers go into the pass as the API takes it.</summary>
public static class WalletPassRules
{
    /// <summary>Checks a pass against its template.</summary>
    /// <param name="template">The template, itself without errors.</param>
    /// <param name="pass">The pass.</param>
    public static IReadOnlyList<Finding> Validate(WalletTemplate template, WalletPass pass)
    {
        var findings = new FindingList();
        if (JsonForm.Of(pass, findings) is not { } json)
            return findings;

        PassIdentityRules.Check(pass, findings);
        PassFieldRules.Check(template, pass, findings);
        BarcodeRules.CheckPass(template, pass, findings);
        RelevanceRules.Check(template.PassType, pass.Locations, pass.Beacons, pass.RelevantDates, findings);
        if (pass.RelevantDate is not null)
            RelevanceRules.CheckStyle(template.PassType, "/relevantDate", findings);
        MemberRules.CheckSize(pass.UserInfo, "/userInfo", findings);
        AppleRules.CheckPass(template, pass, findings);
        OwnImageRules.Check(template, pass, findings);
        GoogleRules.CheckPass(template, pass, findings);
        MemberRules.Check(json, "", findings);
        return findings;
    }

    /// <summary>
    /// Checks a pass that exists against a template version that it is moved to. A value that the version's format does not fit is no error
    /// then: the pass shows it without the format, and the warning says so.
    /// </summary>
    /// <param name="template">The new version.</param>
    /// <param name="pass">The pass.</param>
    public static IReadOnlyList<Finding> ValidateMoved(WalletTemplate template, WalletPass pass) =>
        [.. Validate(template, pass).Select(finding => IsFormat(finding)
            ? new Finding(FindingSeverity.Warning, finding.Pointer, "format_left_out",
                "The value does not fit the format of the template's new version: the pass shows it without the format. "
                + "Give a value that fits with PUT /passes.")
            : IsImage(finding) ? finding with { Severity = FindingSeverity.Warning } : finding)];

    private static bool IsImage(Finding finding) =>
        finding.Code == "image_not_shown" && finding.Pointer.StartsWith("/images/", StringComparison.Ordinal);

    private static bool IsFormat(Finding finding) => finding.Code is "not_a_number" or "not_a_date"
        && finding.Pointer.StartsWith("/fields/", StringComparison.Ordinal);
}
