using System.Text.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Tests.Apple;

namespace Passinstance.Wallet.Tests.Samples;

/// <summary>A template with its images and one pass of it.</summary>
internal sealed record Sample(WalletTemplate Template, PassImage[] Images, WalletPass Pass);

/// <summary>One rich pass of each style: together they use every part of the model.</summary>
internal static partial class RichPasses
{
    public const string NfcKey = "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACzc3P5sSgsRBd/dvHBwOFvU6pjKaAHs4RGAm1ubY8YOQ=";

    public static readonly DateTimeOffset Signed = new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero);

    public static IReadOnlyList<string> Names { get; } =
        ["coupon", "eventTicket", "posterEventTicket", "generic", "posterGeneric", "storeCard", "flight", "train", "minimal"];

    public static TheoryData<string> All => [.. Names];

    public static Sample Of(string name) => name switch
    {
        "coupon" => Coupon(),
        "eventTicket" => EventTicket(),
        "posterEventTicket" => PosterEventTicket(),
        "generic" => Generic(),
        "posterGeneric" => PosterGeneric(),
        "storeCard" => StoreCard(),
        "flight" => Flight(),
        "train" => Train(),
        "minimal" => Minimal(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
    };

    private static WalletTemplate Base(PassType type) => new()
    {
        Description = "VIP \"Event\" Ticket & more",
        PassType = type,
        OrganizationName = "Passinstance Events",
        TeamIdentifier = TestCertificates.TeamIdentifier,
        PassTypeIdentifier = TestCertificates.PassTypeIdentifier,
        BackgroundColor = "#1f2937",
        ForegroundColor = "#ffffff",
        LabelColor = "#9ca3af",
    };

    /// <summary>Only what the oldest documented requests give.</summary>
    private static Sample Minimal() => new(Base(PassType.EventTicket), [], new WalletPass
    {
        SerialNumber = "VIP2024-001",
        Fields =
        {
            ["customerName"] = new FieldValue { Label = "Guest Name", Value = "John Doe" },
            ["eventDate"] = new FieldValue { Label = "Event Date", Value = "Dec 15, 2024 at 7:00 PM" },
            ["seat"] = new FieldValue { Label = "Seat Assignment", Value = "Section A, Row 5, Seat 12" },
        },
        RelevantDate = new DateTimeOffset(2024, 12, 15, 19, 0, 0, TimeSpan.Zero),
        ExpirationDate = new DateTimeOffset(2024, 12, 16, 2, 0, 0, TimeSpan.Zero),
    });

    private static Sample Coupon() => new(
        Base(PassType.Coupon) with
        {
            LogoText = "Summer",
            StripColor = "#abc",
            SuppressStripShine = false,
            SharingProhibited = true,
            MaxDistance = 100,
            Layout = new PassLayout
            {
                PrimaryFields = [new PassField { Key = "offer", Label = "OFFER", Value = "20 % off" }],
                SecondaryFields =
                [
                    new PassField { Key = "expires", Label = "EXPIRES", DateStyle = DateTimeStyle.Medium, TimeStyle = DateTimeStyle.None,
                        IsRelative = true, IgnoresTimeZone = true },
                    new PassField { Key = "rate", Label = "RATE", Value = 0.2m, NumberStyle = NumberStyle.Percent,
                        TextAlignment = TextAlignment.Right },
                ],
                BackFields =
                [
                    new PassField
                    {
                        Key = "terms", Label = "TERMS", Value = "See the site",
                            AttributedValue = "<a href='https://example.com/terms'>See the site</a>",
                        DataDetectorTypes = [DataDetectorType.Link, DataDetectorType.PhoneNumber],
                    },
                    new PassField { Key = "notes", Value = "none", DataDetectorTypes = [],
                        AttributedValue = "<a href='https://example.com'>%@</a>" },
                ],
            },
            Locations = [new PassLocation { Latitude = 48.8566, Longitude = 2.3522, Altitude = 35, RelevantText = "Near the shop" }],
            Beacons = [new PassBeacon { ProximityUuid = "f8f589e9-c07e-4b5b-a68e-a6a1c5a0d5e8", Major = 1, Minor = 65535,
                RelevantText = "At the till" }],
            Barcode = new TemplateBarcode
            {
                Format = BarcodeFormat.Ean13,
                FallbackFormat = BarcodeFormat.Code128,
                AltText = "Show at the till"
            },
            Google = new GoogleTemplate { LogoUrl = "https://example.com/logo.png", HeroImageUrl = "https://example.com/hero.png" },
        },
        [.. TestImages.Scales("icon", 29, 29), .. TestImages.Scales("strip", 375, 144)],
        new WalletPass
        {
            SerialNumber = "C/1 é",
            BarcodeMessage = "4006381333931",
            Message = "Last day",
            Fields =
            {
                ["expires"] = new FieldValue { Value = "2026-12-31T23:59+01:00" },
                ["notes"] = new FieldValue { Value = "<b>mine</b>" },
            },
        });

    private static Sample Generic() => new(
        Base(PassType.Generic) with
        {
            UserInfo = JsonDocument.Parse("""{"member":{"since":2019}}""").RootElement,
            AppLaunchUrl = "example://open",
            AssociatedStoreIdentifiers = [123456789],
            MessageField = new MessageField { Key = "news", Label = "News", Value = "Welcome" },
            Layout = new PassLayout
            {
                HeaderFields = [new PassField { Key = "tier", Label = "TIER", ChangeMessage = "You are now %@" }],
                PrimaryFields = [new PassField { Key = "member", Label = "MEMBER" }],
                AuxiliaryFields = [new PassField { Key = "balance", Label = "BALANCE", Value = 10.50m, CurrencyCode = "EUR" }],
                BackFields = [new PassField { Key = "news", Label = "NEWS" }],
            },
            Localizations = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["fr"] = new Dictionary<string, string>
                {
                    ["MEMBER"] = "MEMBRE",
                    ["You are now %@"] = "Vous êtes \"%@\"",
                    ["TIER"] = "NIVEAU\\",
                },
                ["zh-Hans"] = new Dictionary<string, string> { ["MEMBER"] = "会员", ["line\nbreak"] = "换\n行" },
            },
            Extra = new Dictionary<string, JsonElement> { ["futureKey"] = JsonDocument.Parse("[1,2]").RootElement },
            Google = new GoogleTemplate
            {
                LogoUrl = "https://example.com/logo.png",
                Object = JsonElement.Parse(
                    """{"genericType":"GENERIC_GYM_MEMBERSHIP","notifications":{"expiryNotification":{"enableNotification":true}}}"""),
            },
        },
        [.. TestImages.Scales("icon", 29, 29), .. TestImages.Scales("thumbnail", 90, 90), .. TestImages.Scales(
            "logo", 160, 50, "fr"), .. TestImages.Scales("logo", 160, 50, "en")],
        new WalletPass
        {
            SerialNumber = "M-1",
            AuthenticationToken = "0123456789abcdef",
            WebServiceUrl = "https://wallet.example.com:8443/wallet/apple",
            Voided = true,
            BarcodeFormat = BarcodeFormat.Aztec,
            BarcodeMessage = "会员-1",
            BarcodeAltText = "会员-1",
            BackgroundColor = "#d4af37",
            ForegroundColor = "#000",
            LabelColor = "#333333",
            LogoText = "Gold",
            UserInfo = JsonDocument.Parse("[7]").RootElement,
            Message = "Closed on Monday",
            ExpirationDate = new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.FromHours(2)),
            Locations = [new PassLocation { Latitude = -33.86, Longitude = 151.2 }],
            Beacons = [new PassBeacon { ProximityUuid = "f8f589e9-c07e-4b5b-a68e-a6a1c5a0d5e8" }],
            Fields =
            {
                ["member"] = new FieldValue { Value = "Jane Doe" },
                ["tier"] = new FieldValue { Label = "STATUS", Value = "Gold" },
                ["visits"] = new FieldValue { Label = "Visits", Value = 12 },
                ["a"] = new FieldValue { Label = "A", Value = "1" },
                ["b"] = new FieldValue { Label = "B", Value = "2" },
                ["c"] = new FieldValue { Value = "3" },
            },
        });

    private static Sample PosterGeneric()
    {
        var generic = Generic();
        return generic with
        {
            Template = generic.Template with
            {
                Extra = null,
                Google = null,
                PosterGeneric = new PassLayout
                {
                    HeaderFields = [new PassField { Key = "tier", Label = "TIER" }],
                    PrimaryFields = [new PassField { Key = "member", Label = "MEMBER" }],
                    FooterFields = [new PassField { Key = "club", Value = "Club" }],
                    AdditionalInfoFields = [new PassField { Key = "hours", Label = "HOURS", Value = "9 to 5" }],
                },
                FeaturedActions =
                [
                    new FeaturedAction { Identifier = "shop", Type = "shop", Url = "https://example.com/shop" },
                    new FeaturedAction { Identifier = "call", Type = "call", Url = "tel:+33123456789" },
                ],
            },
            Images = [.. generic.Images, .. TestImages.Scales("background", 345, 505), .. TestImages.Scales("primaryLogo", 100, 40)],
        };
    }

    private static Sample StoreCard() => new(
        Base(PassType.StoreCard) with
        {
            LogoText = "Café Crème",
            DefaultLanguage = "en",
            Layout = new PassLayout
            {
                PrimaryFields = [new PassField { Key = "points", Label = "POINTS", NumberStyle = NumberStyle.Decimal,
                    ChangeMessage = "You have %@ points" }],
                SecondaryFields = [new PassField { Key = "accountName", Label = "NAME" },
                    new PassField { Key = "tier", Label = "TIER", Value = "Bronze" }],
            },
            Nfc = new PassNfc { Message = "default", EncryptionPublicKey = NfcKey, RequiresAuthentication = true },
            Personalization = new PassPersonalization
            {
                Description = "Join",
                RequiredPersonalizationFields = [PersonalizationField.Name, PersonalizationField.EmailAddress],
                TermsAndConditions = "<a href=\"https://example.com\">Terms</a>",
            },
            Semantics = new SemanticTags
            {
                Balance = new SemanticCurrencyAmount { Amount = "12.50", CurrencyCode = "EUR" },
                WifiAccess = [new SemanticWifiNetwork { Ssid = "Café", Password = "crème" }],
            },
            Google = new GoogleTemplate
            {
                LogoUrl = "https://example.com/logo.png",
                WideLogoUrl = "https://example.com/wide.png",
                CallbackUrl = "https://example.com/google",
                Class = JsonDocument.Parse("""{"rewardsTierLabel":"Tier","countryCode":"FR"}""").RootElement,
            },
            Localizations = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["fr"] = new Dictionary<string, string> { ["NAME"] = "NOM", ["Café Crème"] = "Le Café Crème" },
            },
        },
        [.. TestImages.Scales("icon", 29, 29), .. TestImages.Scales("logo", 50, 50), .. TestImages.Scales("personalizationLogo", 150, 40)],
        new WalletPass
        {
            SerialNumber = "ORDER-1001",
            AuthenticationToken = "0123456789abcdef0123456789abcdef",
            WebServiceUrl = "https://wallet.example.com",
            BarcodeFormat = BarcodeFormat.Qr,
            BarcodeMessage = "ORDER-1001-GOLD",
            NfcMessage = "card-1001",
            Semantics = new SemanticTags { Balance = new SemanticCurrencyAmount { Amount = "99.00", CurrencyCode = "EUR" } },
            Fields = { ["points"] = new FieldValue { Value = 1234 }, ["accountName"] = new FieldValue { Value = "Jane Doe" } },
        });
}
