using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Google;

/// <summary>What Google Wallet would refuse or cut.</summary>
internal static class GoogleRules
{
    private const string OtherType = "google_other_type";
    private const int IssuerNameShown = 20;
    private const int ModulesShown = 10;
    private const int ModuleHeaderShown = 35;
    private const int ModuleBodyShown = 500;

    public static Finding? FindOtherType(WalletTemplate template, IReadOnlyList<PassImage> images)
    {
        if (template.Google?.Type is not null || template.PassType is not (PassType.StoreCard or PassType.BoardingPass))
            return null;
        var isFlight = template.PassType == PassType.BoardingPass && template.TransitType == TransitType.Air;
        if (isFlight)
        {
            var missing = GoogleTypes.MissingFlightTags(template.Semantics, pass: null);
            return missing.Count == 0 ? null
                : new Finding(FindingSeverity.Warning, "/semantics", OtherType,
                    "Google Wallet will show this boarding pass as a generic pass: a flight needs the semantic tags "
                    + $"{string.Join(", ", missing)}. Give them in the template, or set google.type to flight and give them with each "
                    + "pass.");
        }

        if (template.Google?.LogoUrl is not null || GoogleImages.HasLogo(images))
            return null;
        var (what, type) = template.PassType == PassType.StoreCard ? ("store card", "loyalty card") : ("boarding pass", "transit ticket");
        return new Finding(FindingSeverity.Warning, "/google/logoUrl", OtherType,
            $"Google Wallet will show this {what} as a generic pass: a {type} needs a logo. Upload an image \"logo\" or \"icon\", or give "
            + "google.logoUrl.");
    }

    public static void CheckTemplate(WalletTemplate template, IReadOnlyList<PassImage> images, FindingList findings)
    {
        if (template.Google is not { } google)
            return;
        // As Google will get it; the addresses themselves are not known here.
        var type = GoogleTypes.Of(GoogleImages.Fill(template, images, _ => ""));
        if (FindOtherType(template, images) is { } otherType)
            findings.Warning(otherType.Pointer, otherType.Code, otherType.Message);
        CheckUrl(google.LogoUrl, "/google/logoUrl", findings);
        CheckUrl(google.WideLogoUrl, "/google/wideLogoUrl", findings);
        CheckUrl(google.HeroImageUrl, "/google/heroImageUrl", findings);
        CheckUrl(google.CallbackUrl, "/google/callbackUrl", findings);
        if (google.GenericType is not null && type != GooglePassType.Generic)
        {
            findings.Warning("/google/genericType", "ignored_here",
                $"Only Google's generic passes have a generic type, and this template becomes a {type}: leave it out.");
        }

        if (GoogleTypes.NeedsLogo(type) && google.LogoUrl is null && !GoogleImages.HasLogo(images))
        {
            findings.Error("/google/logoUrl", "google_needs_logo",
                $"Upload an image \"logo\" or \"icon\", or give the logo's public URL: Google Wallet rejects a {type} class without one.");
        }

        if (template.OrganizationName.Length > IssuerNameShown)
        {
            findings.Warning("/organizationName", "google_text_cut",
                $"Google Wallet shows about {IssuerNameShown} characters of the organization's name.");
        }

        if (google.Class is { } madeClass)
        {
            GoogleRawMembers.Check(madeClass, "Class", "/google/class", findings);
            GoogleSchema.Check(madeClass, GoogleSchema.NameOf(type, "Class"), "/google/class", findings);
            MemberRules.CheckSize(google.Class, "/google/class", findings);
        }

        if (google.Object is { } madeObject)
        {
            GoogleRawMembers.Check(madeObject, "Object", "/google/object", findings);
            GoogleSchema.Check(madeObject, GoogleSchema.NameOf(type, "Object"), "/google/object", findings);
            MemberRules.CheckSize(google.Object, "/google/object", findings);
        }
    }

    public static void CheckPass(WalletTemplate template, WalletPass pass, FindingList findings)
    {
        var type = GoogleTypes.Of(template);
        if (pass.Google is { } over)
        {
            GoogleRawMembers.Check(over, "Object", "/google", findings);
            GoogleSchema.Check(over, GoogleSchema.NameOf(type, "Object"), "/google", findings);
            MemberRules.CheckSize(pass.Google, "/google", findings);
        }

        if (type == GooglePassType.Flight)
        {
            foreach (var tag in GoogleTypes.MissingFlightTags(template.Semantics, pass.Semantics))
            {
                findings.Error($"/semantics/{tag}", "google_needs_tag",
                    $"Give the semantic tag \"{tag}\": Google Wallet needs it for a flight.", ("tag", tag));
            }
        }

        if (template.Google is null)
        {
            return; // a template without "google" is not for Google Wallet
        }

        foreach (var (key, value) in pass.Fields)
        {
            if (value.Label?.Length > ModuleHeaderShown || value.Value.Text.Length > ModuleBodyShown)
            {
                findings.Warning($"/fields/{JsonPointer.Escape(key)}", "google_text_cut",
                    $"Google Wallet shows about {ModuleHeaderShown} characters of a label and {ModuleBodyShown} of a value.");
            }
        }

        if (pass.Fields.Count > ModulesShown)
        {
            findings.Warning("/fields", "google_modules_cut",
                $"Google Wallet shows {ModulesShown} texts of a pass: the others are left out.", ("max", ModulesShown));
        }
    }

    private static void CheckUrl(string? url, string pointer, FindingList findings)
    {
        if (url is null)
            return;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != Uri.UriSchemeHttps)
            findings.Error(pointer, "wrong_url", "Give a public https address: Google fetches it from the internet.");
        else if (address.IsLoopback)
            findings.Warning(pointer, "not_public", "Google cannot reach this address: give one on the internet.");
    }
}
