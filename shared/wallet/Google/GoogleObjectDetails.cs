using System.Globalization;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Google;

/// <summary>What an object is made of.</summary>
internal sealed record GoogleObjectContext(
    WalletTemplate Template, WalletPass Pass, SemanticTags Tags, List<ShownField> Fields, GoogleText Text)
{
    public ShownField? Field(string key)
    {
        foreach (var field in Fields)
        {
            if (field.Key == key && field.Value.Text.Length > 0)
                return field;
        }

        return null;
    }

    public string? Value(string key) => Field(key)?.Value.Text;
}

/// <summary>The members that only one type's object has.</summary>
internal static class GoogleObjectDetails
{
    public static void Add(JsonObject made, GoogleObjectContext of, GooglePassType type)
    {
        switch (type)
        {
            case GooglePassType.Generic:
                AddGeneric(made, of);
                break;
            case GooglePassType.EventTicket:
                AddEventTicket(made, of);
                break;
            case GooglePassType.Flight:
                AddFlight(made, of);
                break;
            case GooglePassType.Loyalty:
                AddLoyalty(made, of);
                break;
            case GooglePassType.GiftCard:
                AddGiftCard(made, of);
                break;
            case GooglePassType.Transit:
                AddTransit(made, of);
                break;
            default:
                break; // an offer has everything in its class
        }
    }

    /// <summary>A generic pass's headline: its first primary field, else its first field.</summary>
    public static ShownField? HeaderField(List<ShownField> fields)
    {
        ShownField? first = null;
        foreach (var field in fields)
        {
            if (field.Value.Text.Length > 0 && field.Group is not ("backFields" or "additionalInfoFields"))
            {
                if (field.Group == "primaryFields")
                    return field;
                first ??= field;
            }
        }

        return first;
    }

    private static void AddGeneric(JsonObject made, GoogleObjectContext of)
    {
        var template = of.Template;
        made["cardTitle"] = of.Text.Localized(of.Pass.LogoText ?? template.LogoText ?? template.OrganizationName);
        var header = HeaderField(of.Fields);
        made["header"] = of.Text.Localized(header is { } shown ? GoogleValue.Text(shown) : template.Description);
        if (header?.Label is { Length: > 0 } label)
            made["subheader"] = of.Text.Localized(label);
        Set(made, "genericType", GoogleConstants.Of(template.Google?.GenericType));
        Image(made, "logo", template.Google?.LogoUrl, template.OrganizationName, of);
        Image(made, "wideLogo", template.Google?.WideLogoUrl, template.OrganizationName, of);
        Image(made, "heroImage", template.Google?.HeroImageUrl, template.Description, of);
    }

    private static void AddEventTicket(JsonObject made, GoogleObjectContext of)
    {
        var seat = of.Tags.Seats is [var first, ..] ? first : null;
        var info = new JsonObject();
        Localized(info, "seat", of.Value("seat") ?? seat?.SeatNumber, of);
        Localized(info, "row", of.Value("row") ?? seat?.SeatRow, of);
        Localized(info, "section", of.Value("section") ?? seat?.SeatSection, of);
        Localized(info, "gate", of.Value("gate") ?? of.Tags.VenueEntranceGate, of);
        if (info.Count > 0)
            made["seatInfo"] = info;
        Set(made, "ticketHolderName", of.Value("ticketHolderName") ?? of.Tags.AttendeeName);
        made["ticketNumber"] = of.Value("ticketNumber") ?? of.Pass.SerialNumber;
        Localized(made, "ticketType", of.Value("ticketType") ?? of.Tags.AdmissionLevel, of);
        if ((of.Value("confirmationCode") ?? of.Tags.ConfirmationNumber) is { } code)
            made["reservationInfo"] = new JsonObject { ["confirmationCode"] = code };
        if (of.Tags.TotalPrice is { } price
            && decimal.TryParse(price.Amount, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount))
        {
            made["faceValue"] = Money(price.CurrencyCode, amount);
        }
    }

    private static void AddFlight(JsonObject made, GoogleObjectContext of)
    {
        made["passengerName"] = of.Value("passengerName") ?? Name(of.Tags.PassengerName) ?? of.Template.Description;
        var reservation =
            new JsonObject { ["confirmationCode"] = of.Value("confirmationCode") ?? of.Tags.ConfirmationNumber ?? of.Pass.SerialNumber };
        if (of.Tags.MembershipProgramNumber is { } member)
        {
            var flyer = new JsonObject { ["frequentFlyerNumber"] = member };
            Localized(flyer, "frequentFlyerProgramName", of.Tags.MembershipProgramName, of);
            reservation["frequentFlyerInfo"] = flyer;
        }

        made["reservationInfo"] = reservation;
        var boarding = new JsonObject();
        var seat = of.Tags.Seats is [var first, ..] ? first : null;
        Set(boarding, "seatNumber", of.Value("seat") ?? seat?.SeatNumber);
        Set(boarding, "seatClass", of.Value("seatClass") ?? of.Tags.TicketFareClass ?? seat?.SeatType);
        Set(boarding, "boardingGroup", of.Value("boardingGroup") ?? of.Tags.BoardingGroup);
        Set(boarding, "sequenceNumber", of.Value("sequenceNumber") ?? of.Tags.BoardingSequenceNumber);
        if (boarding.Count > 0)
            made["boardingAndSeatingInfo"] = boarding;
    }

    private static void AddLoyalty(JsonObject made, GoogleObjectContext of)
    {
        made["accountId"] = of.Value("accountId") ?? of.Pass.SerialNumber;
        Set(made, "accountName", of.Value("accountName"));
        if (of.Field("points") is { } points)
        {
            var loyalty = new JsonObject { ["balance"] = Balance(points) };
            Set(loyalty, "label", points.Label);
            made["loyaltyPoints"] = loyalty;
        }
    }

    private static void AddGiftCard(JsonObject made, GoogleObjectContext of)
    {
        made["cardNumber"] = of.Value("cardNumber") ?? of.Pass.SerialNumber;
        Set(made, "pin", of.Value("pin"));
        Set(made, "eventNumber", of.Value("eventNumber"));
        if (of.Field("balance") is { } field && GoogleValue.Money(field) is { } balance)
        {
            made["balance"] = balance;
        }
        else if (of.Tags.Balance is { } tag
            && decimal.TryParse(tag.Amount, NumberStyles.Number, CultureInfo.InvariantCulture, out var amount))
        {
            made["balance"] = Money(tag.CurrencyCode, amount);
        }
    }

    private static void AddTransit(JsonObject made, GoogleObjectContext of)
    {
        var tags = of.Tags;
        made["tripType"] = "ONE_WAY";
        made["passengerType"] = "SINGLE_PASSENGER";
        Set(made, "passengerNames", of.Value("passengerNames") ?? Name(tags.PassengerName));
        made["ticketNumber"] = of.Value("ticketNumber") ?? of.Pass.SerialNumber;
        var leg = new JsonObject();
        Localized(leg, "originName", tags.DepartureStationName ?? tags.DepartureLocationDescription ?? tags.DepartureCityName, of);
        Localized(leg, "destinationName", tags.DestinationStationName ?? tags.DestinationLocationDescription
            ?? tags.DestinationCityName, of);
        Set(leg, "departureDateTime", tags.CurrentDepartureDate ?? tags.OriginalDepartureDate);
        Set(leg, "arrivalDateTime", tags.CurrentArrivalDate ?? tags.OriginalArrivalDate);
        Set(leg, "platform", of.Value("platform") ?? tags.DeparturePlatform);
        Set(leg, "carriage", of.Value("carriage") ?? tags.CarNumber);
        Set(leg, "zone", of.Value("zone"));
        if (tags.Seats is [var seat, ..])
        {
            var place = new JsonObject();
            Set(place, "seat", seat.SeatNumber);
            Set(place, "coach", tags.CarNumber);
            if (place.Count > 0)
                leg["ticketSeat"] = place;
        }

        if (leg.Count > 0)
            made["ticketLeg"] = leg;
    }

    private static JsonObject Balance(ShownField points)
    {
        if (GoogleValue.Money(points) is { } money)
            return new JsonObject { ["money"] = money };
        return int.TryParse(points.Value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
            ? new JsonObject { ["int"] = whole }
            : new JsonObject { ["string"] = points.Value.Text };
    }

    private static JsonObject Money(string currency, decimal amount) => GoogleValue.Money(
        new ShownField("", null, amount, new PassField { CurrencyCode = currency }, "")) ?? [];

    private static string? Name(SemanticPersonName? name)
    {
        var full = string.Join(' ', new[] { name?.NamePrefix, name?.GivenName, name?.MiddleName, name?.FamilyName, name?.NameSuffix }
            .Where(n => !string.IsNullOrEmpty(n)));
        return full.Length == 0 ? null : full;
    }

    private static void Image(JsonObject made, string name, string? url, string description, GoogleObjectContext of)
    {
        if (url is not null)
            made[name] = of.Text.Image(url, description);
    }

    private static void Localized(JsonObject made, string name, string? text, GoogleObjectContext of)
    {
        if (!string.IsNullOrEmpty(text))
            made[name] = of.Text.Localized(text);
    }

    private static void Set(JsonObject made, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            made[name] = value;
    }
}
