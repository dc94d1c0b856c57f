using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Tests.Apple;

namespace Passinstance.Wallet.Tests.Samples;

/// <summary>Templates and passes at random, to compare the fast path with the obvious one.</summary>
internal static class Generated
{
    private static readonly PassImage Icon = new("icon", null, TestImages.Png(29, 29));
    private static readonly PassImage Logo = new("logo@2x", null, TestImages.Png(320, 100));
    private static readonly PassImage Artwork = new("artwork", null, TestImages.Png(358, 448));
    private static readonly PassImage FrenchStrip = new("strip", "fr", TestImages.Png(375, 144));

    private static readonly Gen<string> Key = Gen.Elements(
        "points", "tier", "name", "gate", "x/y", "message", "é", "k1", "k2", "k3", "k4", "k5", "k6");

    private static readonly Gen<string> Color = Gen.Choose(0, 0xFFFFFF).Select(c => "#" + c.ToString("x6", CultureInfo.InvariantCulture));

    private static readonly Gen<PassValue> Value = Gen.OneOf(
        Properties.Text.Select(PassValue.FromText), Gen.Choose(-1000, 100000).Select(n => PassValue.FromNumber(n / 4m)));

    private static readonly Gen<DateTimeOffset> Date =
        from minutes in Gen.Choose(0, 5_000_000)
        from offset in Gen.Choose(-12, 14)
        select new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes).ToOffset(TimeSpan.FromHours(offset));

    private static readonly Gen<SemanticTags> Tags =
        from name in Properties.Maybe(Properties.Text)
        from seats in Gen.Choose(0, 2)
        from color in Color
        from flight in Gen.Choose(0, 3)
        select new SemanticTags
        {
            EventName = name,
            FlightNumber = flight == 0 ? null : flight,
            SilenceRequested = flight == 1 ? true : null,
            Seats = seats == 0 ? null
                : [.. Enumerable.Range(0, seats).Select(i => new SemanticSeat { SeatNumber = $"{i}", SeatSectionColor = color })],
        };

    private static readonly Gen<PassField> Field =
        from key in Key
        from label in Properties.Maybe(Properties.Text)
        from hasValue in Gen.Choose(0, 2)
        from value in Value
        from attributed in Properties.Maybe(Gen.Elements("<a href='https://e.com'>%@</a>", "fixed"))
        from change in Properties.Maybe(Gen.Elements("%@", "Now \"%@\""))
        from tags in Properties.Maybe(Tags)
        select new PassField
        {
            Key = key,
            Label = label,
            Value = hasValue == 0 ? value
                : null,
            AttributedValue = attributed,
            ChangeMessage = change,
            Semantics = tags,
            TextAlignment = hasValue == 1 ? TextAlignment.Center : null,
            DataDetectorTypes = hasValue == 2 ? [] : null,
        };

    private static readonly Gen<PassLayout> Layout =
        from fields in Gen.ListOf(Field)
        from places in Gen.ArrayOf(Gen.Choose(0, 5), 20)
        select Place([.. fields.DistinctBy(f => f.Key)], places);

    private static readonly Gen<WalletTemplate> Template =
        from type in Gen.Elements(Enum.GetValues<PassType>())
        from layout in Properties.Maybe(Layout)
        from poster in Properties.Maybe(Layout)
        from logoText in Properties.Maybe(Properties.Text)
        from colors in Gen.ArrayOf(Properties.Maybe(Color), 3)
        from tags in Properties.Maybe(Tags)
        from places in Gen.Choose(0, 3)
        from translated in Properties.Text
        from fallback in Gen.Elements(BarcodeFormat.Qr, BarcodeFormat.Code128, BarcodeFormat.Pdf417)
        from messageKey in Gen.Elements("message", "tier", "other")
        from options in Gen.ArrayOf(Gen.Choose(0, 1).Select(bit => bit == 1), 8)
        select WithOptions(options, new WalletTemplate
        {
            Description = "Generated",
            PassType = type,
            OrganizationName = "Org",
            TeamIdentifier = TestCertificates.TeamIdentifier,
            PassTypeIdentifier = TestCertificates.PassTypeIdentifier,
            TransitType = type == PassType.BoardingPass ? TransitType.Bus : null,
            Layout = layout,
            PosterGeneric = type is PassType.BoardingPass ? null : poster,
            LogoText = logoText,
            BackgroundColor = colors[0],
            ForegroundColor = colors[1],
            LabelColor = colors[2],
            Semantics = tags,
            Barcode = new TemplateBarcode { FallbackFormat = fallback },
            MessageField = messageKey == "other" ? null
                : new MessageField { Key = messageKey, Label = logoText },
            Locations = places == 0 ? null : [.. Enumerable.Range(1, places)
                .Select(i => new PassLocation { Latitude = i, Longitude = -i / 3.0, RelevantText = translated })],
            RelevantDates = places == 2 ? [new RelevantDate { Date = "2026-12-15T19:00Z" }] : null,
            Localizations = places == 1 || translated.Length == 0 ? null : new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["fr"] = new Dictionary<string, string> { [translated] = translated + "!" },
                ["de"] = new Dictionary<string, string> { ["other"] = translated },
            },
        });

    private static readonly Gen<WalletPass> Pass =
        from serial in Properties.Text
        from keys in Gen.ListOf(Key)
        from labels in Gen.ArrayOf(Properties.Maybe(Properties.Text), 40)
        from values in Gen.ArrayOf(Value, 40)
        from format in Gen.Elements(Enum.GetValues<BarcodeFormat>())
        from barcode in Properties.Maybe(Properties.Text)
        from relevant in Date
        from expires in Date
        from switches in Gen.ArrayOf(Gen.Choose(0, 2), 6)
        from tags in Properties.Maybe(Tags)
        from message in Properties.Maybe(Properties.Text)
        select new WalletPass
        {
            SerialNumber = "S" + serial,
            Fields = Fields([.. keys.Distinct().Where(k => k is not "message")], labels, values),
            BarcodeFormat = switches[0] == 0 ? null : format,
            BarcodeMessage = barcode,
            BarcodeAltText = switches[0] == 1 ? barcode : null,
            RelevantDate = switches[1] == 0 ? null : relevant,
            ExpirationDate = switches[2] == 0 ? null
                : expires,
            Voided = switches[3] == 1,
            NfcMessage = switches[0] == 2 ? "mine" : null,
            GroupingIdentifier = switches[1] == 2 ? "mine" : null,
            Locations = switches[2] == 2 ? [new PassLocation { Latitude = 1.5, Longitude = 2, Altitude = -3 }] : null,
            Semantics = tags,
            Message = message,
            BackgroundColor = switches[4] == 1 ? "#123" : null,
            LogoText = switches[5] == 1 ? serial
                : null,
            AuthenticationToken = switches[5] == 2 ? "0123456789abcdef" : null,
            WebServiceUrl = switches[5] == 2 ? "https://example.com/"
                : null,
        };

    public static Gen<Sample> Samples { get; } =
        from template in Template
        from pass in Pass
        from images in Gen.Elements<PassImage[]>([Icon, Logo, Artwork], [Icon, Logo, Artwork, FrenchStrip])
        select new Sample(template, images, pass);

    /// <summary>Optional members, each present or absent at random.</summary>
    private static WalletTemplate WithOptions(bool[] options, WalletTemplate template) => template with
    {
        Nfc = !options[0] ? null : new PassNfc
        {
            Message = options[1] ? "nfc" : null,
            EncryptionPublicKey = RichPasses.NfcKey,
            RequiresAuthentication = options[2],
        },
        Urls = options[1] ? new PassLinks { SellUrl = "https://example.com/sell", TransitProviderEmail = "a@example.com" } : null,
        FeaturedActions = options[2] ? [new FeaturedAction { Identifier = "a", Type = "place", PlaceIdentifier = "I1" }] : null,
        Beacons = options[3] ? [new PassBeacon { ProximityUuid = "f8f589e9-c07e-4b5b-a68e-a6a1c5a0d5e8", Minor = 3 }] : null,
        MaxDistance = options[4] ? 12.5 : null,
        SharingProhibited = options[5] ? options[6] : null,
        GroupingIdentifier = options[6] ? "group" : null,
        AssociatedStoreIdentifiers = options[7] ? [1, 9_007_199_254_740_993] : null,
        PreferredStyleSchemes = options[7] && options[0] && template.PassType == PassType.EventTicket
            ? [StyleScheme.PosterEventTicket, StyleScheme.EventTicket] : null,
    };

    private static OrderedDictionary<string, FieldValue> Fields(string[] keys, string?[] labels, PassValue[] values)
    {
        var fields = new OrderedDictionary<string, FieldValue>();
        for (var i = 0; i < keys.Length; i++)
            fields[keys[i]] = new FieldValue { Label = labels[i], Value = values[i] };
        return fields;
    }

    private static PassLayout Place(PassField[] fields, int[] places)
    {
        PassField[]? In(int place) =>
            fields.Where((_, i) => places[i % places.Length] == place).ToArray() is { Length: > 0 } some ? some : null;
        return new PassLayout
        {
            HeaderFields = In(0),
            PrimaryFields = In(1),
            SecondaryFields = In(2),
            AuxiliaryFields = In(3),
            BackFields = In(
                4),
            AdditionalInfoFields = In(5),
        };
    }
}
