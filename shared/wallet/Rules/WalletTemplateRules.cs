using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Rules;

/// <summary>
/// What a wallet would refuse or ignore of a template. An error stops the template; a warning says what will be scaled, cut or ignored.
/// Pointers go into the template as the API takes it; images are at <c>/images/{index}</c>.
/// </summary>
public static class WalletTemplateRules
{
    /// <summary>Checks a template with its images.</summary>
    /// <param name="template">The template.</param>
    /// <param name="images">Its images.</param>
    public static IReadOnlyList<Finding> Validate(WalletTemplate template, IReadOnlyList<PassImage> images) =>
        Validate(template, images, identity: null);

    /// <summary>Checks a template with its images, also against the certificate that will sign.</summary>
    /// <param name="template">The template.</param>
    /// <param name="images">Its images.</param>
    /// <param name="identity">Who will sign; null when not yet known.</param>
    public static IReadOnlyList<Finding> Validate(WalletTemplate template, IReadOnlyList<PassImage> images, AppleSigningIdentity? identity)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(images);
        var findings = new FindingList();
        if (JsonForm.Of<WalletTemplate>(template, findings) is not { } json)
        {
            return findings;
        }

        IdentityRules.Check(template, identity, findings);
        LayoutRules.Check(template, findings);
        ImageRules.Check(template, images, findings);
        RelevanceRules.Check(template.PassType, template.Locations, template.Beacons, template.RelevantDates, findings);
        StyleSchemeRules.Check(template, images, findings);
        NfcRules.Check(template, images, findings);
        BarcodeRules.CheckTemplate(template.Barcode, findings);
        ExtraRules.Check(template, findings);
        PassFlowRules.Check(template, findings);
        GoogleRules.CheckTemplate(template, findings);
        MemberRules.Check(json, "", findings);
        return findings;
    }
}
