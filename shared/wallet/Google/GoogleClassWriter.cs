using System.Text.Json.Nodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>Makes the class: what all holders' objects have in common.</summary>
internal sealed class GoogleClassWriter(WalletTemplate template, GooglePassType type, string issuerName, string? callbackUrl)
{
    private readonly GoogleText _text = new(template);

    public JsonObject Write(string classId, SemanticTags tags)
    {
        var made = new JsonObject { ["id"] = classId };
        if (type != GooglePassType.Generic)
        {
            made["issuerName"] = issuerName;
            if (_text.IsTranslated(issuerName))
                made["localizedIssuerName"] = _text.Localized(issuerName);
            made["reviewStatus"] = "UNDER_REVIEW";
            Set(made, "hexBackgroundColor", HexColor.TryParse(template.BackgroundColor)?.ToHex());
            Set(made, "heroImage", template.Google?.HeroImageUrl is { } hero ? _text.Image(hero, template.Description) : null);
        }

        AddLogos(made);
        AddOwn(made, tags);
        AddShared(made);
        GoogleJson.Overlay(made, template.Google?.Class, "Class");
        return made;
    }

    private void AddOwn(JsonObject made, SemanticTags tags)
    {
        switch (type)
        {
            case GooglePassType.EventTicket:
                AddEvent(made, tags);
                break;
            case GooglePassType.Flight:
                AddFlight(made, tags);
                break;
            case GooglePassType.GiftCard:
                made["merchantName"] = template.OrganizationName;
                break;
            case GooglePassType.Loyalty:
                made["programName"] = template.LogoText ?? template.Description;
                break;
            case GooglePassType.Offer:
                made["title"] = template.Description;
                made["provider"] = template.OrganizationName;
                made["redemptionChannel"] = "BOTH";
                break;
            case GooglePassType.Transit:
                made["transitType"] = template.TransitType switch
                {
                    TransitType.Bus => "BUS",
                    TransitType.Train => "RAIL",
                    TransitType.Boat => "FERRY",
                    _ => "OTHER",
                };
                made["transitOperatorName"] = _text.Localized(tags.TransitProvider ?? template.OrganizationName);
                break;
            default:
                break;
        }
    }

    private void AddEvent(JsonObject made, SemanticTags tags)
    {
        made["eventName"] = _text.Localized(tags.EventName ?? template.Description);
        if (tags.VenueName is { } venue && (tags.VenueRegionName ?? tags.EntranceDescription) is { } address)
        {
            // Google requires both or neither.
            made["venue"] = new JsonObject { ["name"] = _text.Localized(venue), ["address"] = _text.Localized(address) };
        }

        var times = new JsonObject();
        var relevant = template.RelevantDates is [var first, ..] ? first : null;
        Set(times, "start", tags.EventStartDate ?? tags.EventStartDateInfo?.Date ?? relevant?.Date ?? relevant?.StartDate);
        Set(times, "end", tags.EventEndDate ?? relevant?.EndDate);
        Set(times, "doorsOpen", tags.VenueDoorsOpenDate);
        Set(made, "dateTime", times.Count > 0 ? times : null);
    }

    private void AddFlight(JsonObject made, SemanticTags tags)
    {
        made["origin"] = Airport(tags.DepartureAirportCode, tags.DepartureTerminal, tags.DepartureGate);
        made["destination"] = Airport(tags.DestinationAirportCode, tags.DestinationTerminal, tags.DestinationGate);
        var carrier = new JsonObject { ["carrierIataCode"] = tags.AirlineCode };
        carrier["airlineName"] = _text.Localized(tags.TransitProvider ?? template.OrganizationName);
        Set(carrier, "airlineLogo", template.Google?.LogoUrl is { } logo ? _text.Image(logo, template.OrganizationName) : null);
        Set(carrier, "wideAirlineLogo", template.Google?.WideLogoUrl is { } wide ? _text.Image(wide, template.OrganizationName) : null);
        made["flightHeader"] = new JsonObject
        {
            ["carrier"] = carrier,
            ["flightNumber"] = tags.FlightNumber?.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
        made["localScheduledDepartureDateTime"] = GoogleTypes.LocalTime(tags.OriginalDepartureDate);
        Set(made, "localScheduledArrivalDateTime", GoogleTypes.LocalTime(tags.OriginalArrivalDate));
        Set(made, "localBoardingDateTime", GoogleTypes.LocalTime(tags.CurrentBoardingDate ?? tags.OriginalBoardingDate));
        Set(made, "localEstimatedOrActualDepartureDateTime", GoogleTypes.LocalTime(tags.CurrentDepartureDate));
        Set(made, "localEstimatedOrActualArrivalDateTime", GoogleTypes.LocalTime(tags.CurrentArrivalDate));
    }

    private static JsonObject Airport(string? code, string? terminal, string? gate)
    {
        var airport = new JsonObject { ["airportIataCode"] = code };
        Set(airport, "terminal", terminal);
        Set(airport, "gate", gate);
        return airport;
    }

    private void AddLogos(JsonObject made)
    {
        var (logo, wide) = type switch
        {
            GooglePassType.EventTicket or GooglePassType.Transit => ("logo", "wideLogo"),
            GooglePassType.Loyalty or GooglePassType.GiftCard => ("programLogo", "wideProgramLogo"),
            GooglePassType.Offer => ("titleImage", "wideTitleImage"),
            _ => ((string?)null, (string?)null),
        };
        if (logo is not null && template.Google?.LogoUrl is { } url)
            made[logo] = _text.Image(url, template.OrganizationName);
        if (wide is not null && template.Google?.WideLogoUrl is { } wideUrl)
            made[wide] = _text.Image(wideUrl, template.OrganizationName);
    }

    private void AddShared(JsonObject made)
    {
        made["multipleDevicesAndHoldersAllowedStatus"] = template.SharingProhibited == true ? "ONE_USER_ALL_DEVICES" : "MULTIPLE_HOLDERS";
        if ((template.Google?.CallbackUrl ?? callbackUrl) is { } callback)
            made["callbackOptions"] = new JsonObject { ["url"] = callback };
        Set(made, "classTemplateInfo", GoogleCardRows.Of(template, type));
        Set(made, "linksModuleData", GoogleLinks.Of(template.Urls));
        Set(made, "merchantLocations", GoogleJson.Locations(template.Locations));
    }

    private static void Set(JsonObject made, string name, JsonNode? value)
    {
        if (value is not null)
            made[name] = value;
    }
}
