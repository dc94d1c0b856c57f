using Passinstance.Wallet.Apple;
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
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(pass);
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
        GoogleRules.CheckPass(template, pass, findings);
        MemberRules.Check(json, "", findings);
        return findings;
    }
}
