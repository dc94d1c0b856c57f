using System.Text.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Google;

/// <summary>One rich pass for each of Google's seven types.</summary>
internal static class GoogleSamples
{
    public static TheoryData<GooglePassType> Types { get; } = [.. Enum.GetValues<GooglePassType>()];

    /// <summary>What Google requires of a class and of an object ("Required." in its reference).</summary>
    public static (string[] Class, string[] Object) Required(GooglePassType type) => type switch
    {
        GooglePassType.EventTicket => (["id", "issuerName", "reviewStatus", "eventName"], ["id", "classId", "state"]),
        GooglePassType.Flight => (
            ["id", "issuerName", "reviewStatus", "origin", "destination", "flightHeader", "localScheduledDepartureDateTime"],
            ["id", "classId", "state", "passengerName", "reservationInfo"]),
        GooglePassType.Generic => (["id"], ["id", "classId", "cardTitle", "header", "state"]),
        GooglePassType.GiftCard => (["id", "issuerName", "reviewStatus"], ["id", "classId", "state", "cardNumber"]),
        GooglePassType.Loyalty => (["id", "issuerName", "reviewStatus", "programName", "programLogo"], ["id", "classId", "state"]),
        GooglePassType.Offer =>
            (["id", "issuerName", "reviewStatus", "title", "provider", "redemptionChannel"], ["id", "classId", "state"]),
        GooglePassType.Transit => (["id", "issuerName", "reviewStatus", "logo", "transitType"], ["id", "classId", "state", "tripType"]),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    public static Sample Of(GooglePassType type) => type switch
    {
        GooglePassType.EventTicket => RichPasses.Of("posterEventTicket"),
        GooglePassType.Flight => RichPasses.Of("flight"),
        GooglePassType.Generic => RichPasses.Of("generic"),
        GooglePassType.Loyalty => RichPasses.Of("storeCard"),
        GooglePassType.Offer => RichPasses.Of("coupon"),
        GooglePassType.Transit => RichPasses.Of("train"),
        GooglePassType.GiftCard => GiftCard(),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    private static Sample GiftCard()
    {
        var card = RichPasses.Of("storeCard");
        return card with
        {
            Template = card.Template with
            {
                Layout = new PassLayout { PrimaryFields = [new PassField { Key = "balance", Label = "BALANCE", CurrencyCode = "EUR" }] },
                Google = new GoogleTemplate
                {
                    Type = GooglePassType.GiftCard,
                    LogoUrl = "https://example.com/logo.png",
                    Class = JsonDocument.Parse("""{"pinLabel":"PIN","allowBarcodeRedemption":true}""").RootElement,
                },
            },
            Pass = card.Pass with
            {
                BarcodeFormat = BarcodeFormat.Itf,
                BarcodeMessage = "12345678901231",
                ExpirationDate = new DateTimeOffset(
                    2027, 1, 1, 0, 0, 0, TimeSpan.Zero),
                Fields = new()
                {
                    ["balance"] = new FieldValue { Value = 25.75m },
                    ["pin"] = new FieldValue { Value = "1234" },
                    ["note"] = new FieldValue { Label = "Note", Value = "Thanks" }
                },
            },
        };
    }
}
