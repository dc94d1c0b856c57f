using System.Text.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.Wallet.Tests.Samples;

internal static partial class RichPasses
{
    private static Sample EventTicket() => new(
        Base(PassType.EventTicket) with
        {
            GroupingIdentifier = "event-7",
            Layout = new PassLayout
            {
                PrimaryFields = [new PassField { Key = "event", Label = "EVENT", Value = "Concert" }],
                SecondaryFields =
                    [new PassField { Key = "doors", Label = "DOORS", DateStyle = DateTimeStyle.Short, TimeStyle = DateTimeStyle.Short }],
                AuxiliaryFields =
                [
                    new PassField { Key = "section", Label = "SECTION", Row = 0 }, new PassField { Key = "row", Label = "ROW", Row = 0 },
                    new PassField
                    {
                        Key = "seat", Label = "SEAT", Row = 1,
                        Semantics = new SemanticTags { Seats = [new SemanticSeat { SeatNumber = "12", SeatSectionColor = "#ff0000" }] },
                    },
                ],
            },
            RelevantDates =
            [
                new RelevantDate { StartDate = "2026-12-15T18:00:00+01:00", EndDate = "2026-12-15T23:00:00+01:00" },
                new RelevantDate { Date = "2026-12-16T18:00:00+01:00" },
            ],
            Google = new GoogleTemplate { LogoUrl = "https://example.com/logo.png" },
        },
        [.. TestImages.Scales("icon", 29, 29), .. TestImages.Scales("background", 180, 220), .. TestImages.Scales("thumbnail", 90, 90)],
        new WalletPass
        {
            SerialNumber = "T-1",
            BarcodeFormat = BarcodeFormat.Code128,
            BarcodeMessage = "T-1-CODE",
            GroupingIdentifier = "event-8",
            RelevantDates = [new RelevantDate { Date = "2026-12-15T19:00Z" }],
            RelevantDate = new DateTimeOffset(2026, 12, 15, 20, 0, 0, TimeSpan.FromHours(1)),
            Fields =
            {
                ["doors"] = new FieldValue { Value = "2026-12-15T18:00:00+01:00" }, ["section"] = new FieldValue { Value = "A" },
                ["row"] = new FieldValue { Value = 5 }, ["seat"] = new FieldValue { Value = "12" },
                    ["notes/extra~1"] = new FieldValue { Label = "Notes", Value = "😀 é" },
            },
        });

    private static Sample PosterEventTicket()
    {
        var ticket = EventTicket();
        return ticket with
        {
            Template = ticket.Template with
            {
                PreferredStyleSchemes = [StyleScheme.PosterEventTicket, StyleScheme.EventTicket],
                EventLogoText = "Live",
                FooterBackgroundColor = "#222222",
                SuppressHeaderDarkening = true,
                UseAutomaticColors = true,
                AuxiliaryStoreIdentifiers = [987654321],
                Nfc = new PassNfc { Message = "ticket", EncryptionPublicKey = NfcKey, RequiresAuthentication = false },
                Urls = new PassLinks
                {
                    AccessibilityUrl = "https://example.com/a",
                    ContactVenueEmail = "venue@example.com",
                    SellUrl = "https://example.com/sell"
                },
                Semantics = new SemanticTags
                {
                    EventType = SemanticEventType.LivePerformance,
                    EventName = "Concert",
                    VenueName = "Hall",
                    VenueRegionName = "Paris",
                    VenueRoom = "Main",
                    PerformerNames = ["Ann", "Bob"],
                    EventStartDate = "2026-12-15T20:00:00+01:00",
                    EventEndDate = "2026-12-15T23:00:00+01:00",
                    EventStartDateInfo = new SemanticEventDate
                    {
                        Date = "2026-12-15T20:00:00+01:00",
                        TimeZone = "Europe/Paris",
                        IgnoreTimeComponents = false
                    },
                    VenueLocation = new SemanticLocation { Latitude = 48.85, Longitude = 2.35 },
                    Duration = 10800,
                    SilenceRequested = true,
                    AttendeeName = "Jane Doe",
                    Airplay = [new SemanticAirPlay { DeviceGroupToken = "token" }],
                    AlbumIds = ["1"],
                    ArtistIds = ["2"],
                    AdmissionLevel = "VIP",
                    TotalPrice = new SemanticCurrencyAmount { Amount = "80", CurrencyCode = "EUR" },
                },
                UpcomingPassInformation =
                [
                    new UpcomingPassInformationEntry
                    {
                        Identifier = "next", Name = "Second night", IsActive = false,
                        DateInformation =
                            new UpcomingDateInformation { Date = "2026-12-16T20:00:00+01:00", TimeZone = "Europe/Paris", IsAllDay = false },
                        Semantics = new SemanticTags { VenuePlaceId = "I123", Seats = [new SemanticSeat { SeatSectionColor = "#00f" }] },
                        BackFields = [new PassField { Key = "info", Label = "INFO", Value = "Doors at 19:00" }],
                        Urls = new PassLinks { MerchandiseUrl = "https://example.com/shop" }, AuxiliaryStoreIdentifiers = [1],
                        Images = new UpcomingImages
                        {
                            HeaderImage = new RemoteImage { Urls = [new RemoteImageUrl { Sha256 = new string(
                                'a', 64), Url = "https://example.com/h.png", Scale = 2, Size = 1000 }] },
                            VenueMap = new RemoteImage { ReuseExisting = true },
                        },
                    },
                ],
            },
            Images = [.. ticket.Images, .. TestImages.Scales("artwork", 358, 448), .. TestImages.Scales(
                "secondaryLogo", 100, 30), .. TestImages.Scales("venueMap", 200, 200)],
            Pass = ticket.Pass with
            {
                BarcodeFormat = null,
                BarcodeMessage = null,
                Semantics = new SemanticTags { AttendeeName = "John Doe", Seats = [new SemanticSeat { SeatRow = "5" }] }
            },
        };
    }

    private static Sample Flight() => new(
        Base(PassType.BoardingPass) with
        {
            TransitType = TransitType.Air,
            PreferredStyleSchemes = [StyleScheme.SemanticBoardingPass, StyleScheme.BoardingPass],
            Layout = new PassLayout
            {
                HeaderFields = [new PassField { Key = "gate", Label = "GATE", ChangeMessage = "Gate changed to %@" }],
                PrimaryFields = [new PassField { Key = "from", Label = "Paris", Value = "CDG" },
                    new PassField { Key = "to", Label = "New York", Value = "JFK" }],
                AuxiliaryFields =
                    [new PassField { Key = "passengerName", Label = "PASSENGER" }, new PassField { Key = "seat", Label = "SEAT" }],
            },
            Urls = new PassLinks
            {
                ChangeSeatUrl = "https://example.com/seat",
                TransitProviderPhoneNumber = "+33123456789",
                TransitProviderWebsiteUrl = "https://example.com"
            },
            Semantics = new SemanticTags
            {
                AirlineCode = "AF",
                FlightNumber = 6,
                FlightCode = "AF6",
                DepartureAirportCode = "CDG",
                DepartureCityName = "Paris",
                DepartureLocationTimeZone = "Europe/Paris",
                DestinationAirportCode = "JFK",
                DestinationCityName = "New York",
                DestinationLocationTimeZone = "America/New_York",
                OriginalDepartureDate = "2026-12-15T13:40:00+01:00",
                OriginalBoardingDate = "2026-12-15T13:00:00+01:00",
                OriginalArrivalDate = "2026-12-15T15:50:00-05:00",
                DepartureTerminal = "2E",
                TransitProvider = "Air France",
                DepartureLocationSecurityPrograms = [SemanticSecurityProgram.Oss],
            },
            Google = new GoogleTemplate { LogoUrl = "https://example.com/af.png" },
        },
        [.. TestImages.Scales("icon", 29, 29), .. TestImages.Scales("footer", 286, 15)],
        new WalletPass
        {
            SerialNumber = "AF6-1A",
            BarcodeFormat = BarcodeFormat.Pdf417,
            BarcodeMessage = "M1DOE/JANE",
            RelevantDate = new DateTimeOffset(2026, 12, 15, 13, 0, 0, TimeSpan.FromHours(1)),
            Semantics = new SemanticTags
            {
                PassengerName = new SemanticPersonName { GivenName = "Jane", FamilyName = "Doe" },
                Seats = [new SemanticSeat { SeatNumber = "1A" }],
                BoardingGroup = "1",
                ConfirmationNumber = "ABC123",
                PassengerCapabilities = [SemanticPassengerCapability.Carryon],
                PassengerServiceSsrs = ["WCHR"],
                MembershipProgramNumber = "99",
            },
            Fields = { ["gate"] = new FieldValue { Value = "K42" }, ["passengerName"] = new FieldValue { Value = "Jane Doe" },
                ["seat"] = new FieldValue { Value = "1A" } },
        });

    private static Sample Train() => new(
        Base(PassType.BoardingPass) with
        {
            TransitType = TransitType.Train,
            Layout = new PassLayout
            {
                PrimaryFields =
                [new PassField { Key = "from", Label = "FROM" }, new PassField { Key = "to", Label = "TO" }]
            },
            Google = new GoogleTemplate { LogoUrl = "https://example.com/rail.png" },
        },
        [],
        new WalletPass
        {
            SerialNumber = "R_1.é",
            BarcodeFormat = BarcodeFormat.Aztec,
            BarcodeMessage = "R-1",
            Fields = { ["from"] = new FieldValue { Value = "Lyon" }, ["to"] = new FieldValue { Value = "Lille" },
                ["platform"] = new FieldValue { Label = "Platform", Value = "4" } },
            Semantics = new SemanticTags
            {
                DepartureStationName = "Lyon Part-Dieu",
                DestinationStationName = "Lille Europe",
                OriginalDepartureDate = "2026-12-15T08:00:00+01:00",
                CarNumber = "7",
                Seats = [new SemanticSeat { SeatNumber = "22" }],
                PassengerName = new SemanticPersonName { GivenName = "Ann", FamilyName = "Lee" },
            },
            Google = JsonDocument.Parse("""{"tripId":"trip-1","concessionCategory":"ADULT"}""").RootElement,
        });
}
