using System.Collections.Frozen;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Apple.PassJson;

/// <summary>The top-level keys of pass.json that the engine writes.</summary>
internal static class AppleKeys
{
    public static readonly FrozenSet<string> TopLevel = new[]
    {
        "formatVersion", "passTypeIdentifier", "teamIdentifier", "organizationName", "description", "serialNumber", "webServiceURL",
        "authenticationToken", "backgroundColor", "foregroundColor", "labelColor", "stripColor", "footerBackgroundColor", "logoText",
        "eventLogoText", "suppressStripShine", "suppressHeaderDarkening", "useAutomaticColors", "sharingProhibited", "groupingIdentifier",
        "appLaunchURL", "associatedStoreIdentifiers", "auxiliaryStoreIdentifiers", "userInfo", "relevantDates", "relevantDate", "locations",
        "beacons", "maxDistance", "expirationDate", "voided", "barcodes", "barcode", "nfc", "semantics", "preferredStyleSchemes",
        "upcomingPassInformation", "featuredActions", "boardingPass", "coupon", "eventTicket", "generic", "storeCard", "posterGeneric",
    }.Concat(WalletJson.Options.GetTypeInfo(typeof(PassLinks)).Properties.Select(p => p.Name))
        .ToFrozenSet(StringComparer.Ordinal);
}
