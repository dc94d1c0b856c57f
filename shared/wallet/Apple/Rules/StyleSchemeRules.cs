using Passinstance.Wallet.Apple.Images;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;

namespace Passinstance.Wallet.Apple.Rules;

/// <summary>The newer designs. Wallet silently shows the older one when something is missing.</summary>
internal static class StyleSchemeRules
{
    private const int MaxActions = 2;

    public static void Check(WalletTemplate template, IReadOnlyList<PassImage> images, FindingList findings)
    {
        var schemes = template.PreferredStyleSchemes ?? [];
        var posterEvent = schemes.Contains(StyleScheme.PosterEventTicket);
        if (posterEvent)
            CheckPosterEvent(template, schemes, images, findings);
        if (schemes.Contains(StyleScheme.SemanticBoardingPass))
            CheckSemanticBoarding(template, schemes, findings);
        if (template.PosterGeneric is not null)
            CheckPosterGeneric(template, images, findings);
        CheckActions(template, findings);
        CheckDependents(template, posterEvent, findings);
    }

    private static void CheckPosterEvent(
        WalletTemplate template, IReadOnlyList<string> schemes, IReadOnlyList<PassImage> images, FindingList findings)
    {
        if (template.PassType != PassType.EventTicket)
        {
            findings.Error("/preferredStyleSchemes", "scheme_needs_style",
                "posterEventTicket is a design of event tickets: set passType to eventTicket.");
        }

        if (!schemes.Contains(StyleScheme.EventTicket))
        {
            findings.Warning("/preferredStyleSchemes", "no_older_scheme",
                "Add eventTicket after posterEventTicket, for devices before iOS 18.");
        }

        if (template.Nfc is null)
        {
            findings.Error("/nfc", "poster_needs_nfc",
                "Poster event tickets are for entry by NFC: give nfc, or leave posterEventTicket out.");
        }
        else if (template.Nfc.RequiresAuthentication is null)
        {
            findings.Error("/nfc/requiresAuthentication", "poster_needs_nfc",
                "Set requiresAuthentication to true or false: poster event tickets require it.");
        }

        if (!images.Any(i => i.Name is not null && ImageName.BaseOf(i.Name) is "background" or "artwork"))
        {
            findings.Error("/images", "poster_needs_artwork",
                "Give an image named artwork, 1074 by 1344 pixels at @3x: the design of a poster event ticket consists of it.");
        }

        if (template.LogoText is not null)
            findings.Warning("/logoText", "ignored_here", "Poster event tickets show no logo text: give eventLogoText for them.");
        if (template.UseAutomaticColors == true && (template.ForegroundColor is not null || template.LabelColor is not null))
        {
            findings.Warning("/useAutomaticColors", "ignored_here",
                "With automatic colors Wallet ignores foregroundColor and labelColor.");
        }
    }

    private static void CheckSemanticBoarding(WalletTemplate template, IReadOnlyList<string> schemes, FindingList findings)
    {
        if (template.PassType != PassType.BoardingPass || template.TransitType != TransitType.Air)
        {
            findings.Error("/preferredStyleSchemes", "scheme_needs_style",
                "semanticBoardingPass is a design of boarding passes by air: "
                + "set passType to boardingPass and transitType to PKTransitTypeAir.");
        }

        if (!schemes.Contains(StyleScheme.BoardingPass))
        {
            findings.Warning("/preferredStyleSchemes", "no_older_scheme",
                "Add boardingPass after semanticBoardingPass, for devices before iOS 26.");
        }

        if (template.AssociatedStoreIdentifiers is { Count: > 0 })
        {
            findings.Warning("/associatedStoreIdentifiers", "no_live_activity",
                "An app of your own here turns Wallet's Live Activity off: leave it out to keep that.");
        }
    }

    private static void CheckPosterGeneric(WalletTemplate template, IReadOnlyList<PassImage> images, FindingList findings)
    {
        if (template.PassType == PassType.BoardingPass)
        {
            findings.Error("/posterGeneric", "scheme_needs_style",
                "posterGeneric stands beside a coupon, eventTicket, generic or storeCard, not beside a boardingPass.");
        }

        if (!images.Any(i => i.Name is not null && ImageName.BaseOf(i.Name) is "background" or "artwork"))
        {
            findings.Warning("/images", "poster_needs_background",
                "Give an image named background, 1035 by 1515 pixels at @3x: the poster generic design needs it.");
        }
    }

    private static void CheckActions(WalletTemplate template, FindingList findings)
    {
        if (template.FeaturedActions is not { Count: > 0 } actions)
            return;
        if (template.PosterGeneric is null)
        {
            findings.Warning("/featuredActions", "ignored_here",
                "Only the poster generic design has featured actions: give posterGeneric.");
        }

        if (actions.Count > MaxActions)
            findings.Error("/featuredActions", "too_many_actions", $"Give at most {MaxActions} featured actions.");
        for (var i = 0; i < actions.Count; i++)
        {
            var at = $"/featuredActions/{i}";
            if (string.IsNullOrEmpty(actions[i].Identifier) || actions.Take(i).Any(a => a.Identifier == actions[i].Identifier))
                findings.Error($"{at}/identifier", "wrong_identifier", "Give each action its own identifier.");
            if (!FeaturedActionType.All.Contains(actions[i].Type))
            {
                findings.Error($"{at}/type", "unknown_constant", $"Write one of {string.Join(", ", FeaturedActionType.All)}.");
            }
            else if (actions[i].Type == "place")
            {
                findings.Warning($"{at}/type", "not_shown",
                    "Devices have been seen not to show \"place\": try it on yours, or choose another type.");
            }

            CheckTarget(actions[i], at, findings);
        }
    }

    private static void CheckTarget(FeaturedAction action, string at, FindingList findings)
    {
        if (action.Type == "place")
        {
            if (string.IsNullOrEmpty(action.PlaceIdentifier) || action.Url is not null)
                findings.Error($"{at}/placeIdentifier", "required", "Give a place its Apple Maps identifier, and no url.");
            return;
        }

        var scheme = action.Type == "call" ? "tel" : Uri.UriSchemeHttps;
        if (!Uri.TryCreate(action.Url, UriKind.Absolute, out var url) || url.Scheme != scheme)
            findings.Error($"{at}/url", "wrong_url", $"Write an address that begins with {scheme}:.");
    }

    private static void CheckDependents(WalletTemplate template, bool posterEvent, FindingList findings)
    {
        if (template.UpcomingPassInformation is not null && !posterEvent)
        {
            findings.Warning("/upcomingPassInformation", "ignored_here",
                "Only poster event tickets show upcoming events: prefer posterEventTicket.");
        }

        UpcomingRules.Check(template.UpcomingPassInformation, findings);
        if (template.GroupingIdentifier is not null && template.PassType is not (PassType.BoardingPass or PassType.EventTicket))
            findings.Warning("/groupingIdentifier", "ignored_here", "Only boarding passes and event tickets are grouped: leave it out.");
        if (template.AppLaunchUrl is not null && template.AssociatedStoreIdentifiers is not { Count: > 0 })
            findings.Error("/appLaunchURL", "needs_app", "Name the app in associatedStoreIdentifiers: without it nothing can be launched.");
        if (template.MaxDistance is { } distance && !(distance > 0 && distance < 1e7))
            findings.Error("/maxDistance", "wrong_distance", "Give the distance in meters, greater than 0 and less than 10,000,000.");
    }
}
