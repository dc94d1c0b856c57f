using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet;

/// <summary>
/// What a wallet would refuse or ignore of a template. An error stops the template; a warning says what will be scaled, cut or ignored.
/// Pointers go into the template as the API takes it; images are at <c>/images/{index}</c>.
/// </summary>
public static class WalletTemplateRules
{
    /// <summary>
    /// The warning that Google Wallet will show another kind of card than the style asks for; null when it will not. It is among the
    /// findings of a template with settings for Google; ask here for one without, of an organization that has a Google issuer.
    /// </summary>
    /// <param name="template">The template.</param>
    /// <param name="images">Its images.</param>
    public static Finding? FindOtherGoogleType(WalletTemplate template, IReadOnlyList<PassImage> images) =>
        GoogleRules.FindOtherType(template, images);

    /// <summary>Checks a template with its images, also against the certificate that will sign.</summary>
    /// <param name="template">The template.</param>
    /// <param name="images">Its images.</param>
    /// <param name="identity">The signing identity; null when not yet known.</param>
    public static IReadOnlyList<Finding> Validate(
        WalletTemplate template, IReadOnlyList<PassImage> images, AppleSigningIdentity? identity = null)
    {
        var findings = new FindingList();
        if (JsonForm.Of(template, findings) is not { } json)
            return findings;

        IdentityRules.Check(template, findings);
        LayoutRules.Check(template, findings);
        RelevanceRules.Check(template.PassType, template.Locations, template.Beacons, template.RelevantDates, findings);
        BarcodeRules.CheckTemplate(template.Barcode, findings);
        LocalizationRules.Check(template, findings);
        MemberRules.CheckSize(template.UserInfo, "/userInfo", findings);
        PassFlowRules.Check(template, findings);
        AppleRules.CheckTemplate(template, images, identity, findings);
        GoogleRules.CheckTemplate(template, images, findings);
        MemberRules.Check(json, "", findings);
        return findings;
    }
}
