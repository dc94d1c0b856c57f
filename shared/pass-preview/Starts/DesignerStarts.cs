using System.Text.Json;
using Passinstance.Wallet.Model;

namespace Passinstance.PassPreview.Starts;

/// <summary>The ten designs that a new template can start from.</summary>
public static class DesignerStarts
{
    private static readonly Lazy<IReadOnlyList<DesignerStart>> Made = new(() =>
    [
        CoffeeCard(), Cinema(), BoardingPass(), Gym(), GiftCard(), Coupon(), Conference(), Parking(), Library(), Insurance(),
    ]);

    /// <summary>All of them, in the order in which they are offered.</summary>
    public static IReadOnlyList<DesignerStart> All => Made.Value;

    /// <summary>One by its id; null when there is none.</summary>
    /// <param name="id">The id.</param>
    public static DesignerStart? Find(string id) => All.FirstOrDefault(start => start.Id == id);

    private static DesignerStart CoffeeCard() => new(
        "coffee-card", "Coffee card", "Collect stamps, and give every tenth coffee for free.",
        new WalletTemplate
        {
            Description = "Coffee card",
            PassType = PassType.StoreCard,
            OrganizationName = "Morning Coffee",
            LogoText = "Morning Coffee",
            BackgroundColor = "#3a2317",
            ForegroundColor = "#fff6ea",
            LabelColor = "#e3bd92",
            Layout = new PassLayout
            {
                HeaderFields = [Number("points", "Points")],
                PrimaryFields = [Field("stamps", "until your free coffee", change: "You have %@ stamps")],
                SecondaryFields = [Field("member", "Member"), Field("favorite", "Favorite")],
                BackFields =
                [
                    Field("terms", "How it works", "One stamp for each coffee. The tenth is on us."),
                    Field("shops", "Shops", "12 River Street\n4 Market Square"),
                    Field("web", "Website", "https://example.com"),
                ],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Qr },
        },
        Pass("COFFEE-10042", ("points", 128), ("stamps", "7 of 10"), ("member", "Jane Doe"), ("favorite", "Flat white")),
        StartImages.Of("#fff6ea", "#3a2317", StartMarks.Cup, strip: StartStrips.Coffee));

    private static DesignerStart Cinema() => new(
        "cinema", "Cinema ticket", "A seat in a film, with the poster behind it.",
        new WalletTemplate
        {
            Description = "Cinema ticket",
            PassType = PassType.EventTicket,
            OrganizationName = "Lumen Cinema",
            LogoText = "Lumen",
            ForegroundColor = "#ffffff",
            LabelColor = "#f0d9ff",
            Layout = new PassLayout
            {
                HeaderFields = [Time("starts", "Starts")],
                PrimaryFields = [Field("film", "Film")],
                SecondaryFields = [Field("screen", "Screen"), Date("day", "Date")],
                AuxiliaryFields = [Field("row", "Row"), Field("seat", "Seat"), Field("kind", "Ticket")],
                BackFields =
                [
                    Field("address", "Address", "Lumen Cinema, 8 Station Road"),
                    Field("refund", "Returns", "Tickets can be returned until one hour before the film."),
                ],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Qr },
            // The background image covers the color in Apple Wallet; Google Wallet shows no such image.
            Google = new GoogleTemplate { Class = JsonElement.Parse("""{ "hexBackgroundColor": "#2b1040" }""") },
        },
        Pass("FILM-20077", ("starts", "2027-05-04T20:15:00+02:00"), ("film", "The Long Way Home"), ("screen", "3"),
            ("day", "2027-05-04T20:15:00+02:00"), ("row", "G"), ("seat", "14"), ("kind", "Adult")),
        StartImages.Of("#ffffff", "#2b1040", StartMarks.Film, background: StartStrips.Night, thumbnail: StartStrips.Poster));

    private static DesignerStart BoardingPass() => new(
        "boarding-pass", "Boarding pass", "A flight, with the gate in front and the seat at hand.",
        new WalletTemplate
        {
            Description = "Boarding pass",
            PassType = PassType.BoardingPass,
            TransitType = TransitType.Air,
            OrganizationName = "Example Air",
            LogoText = "Example Air",
            BackgroundColor = "#0f3d73",
            ForegroundColor = "#ffffff",
            LabelColor = "#b6d2f2",
            Layout = new PassLayout
            {
                HeaderFields = [Field("flight", "Flight"), Field("gate", "Gate", change: "Gate changed to %@")],
                PrimaryFields = [Field("origin", null), Field("destination", null)],
                AuxiliaryFields =
                [
                    Time("boards", "Boards"), Time("departs", "Departs"), Field("group", "Group"), Field("seat", "Seat"),
                ],
                SecondaryFields = [Field("passenger", "Passenger"), Date("day", "Date"), Field("class", "Class")],
                BackFields =
                [
                    Field("booking", "Booking"), Field("bags", "Baggage", "One piece of 23 kg, and one bag for the cabin."),
                    Field("help", "Help", "+1 555 0100"),
                ],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Aztec },
        },
        Pass("M1DOE/JANE            EABC123 CDGLISXX 0435 124Y012A0025 100",
            ("flight", "XX 435"), ("gate", "B42"), ("origin", "CDG"), ("destination", "LIS"),
            ("boards", "2027-05-04T18:20:00+02:00"), ("departs", "2027-05-04T18:55:00+02:00"), ("group", "2"), ("seat", "12A"),
            ("passenger", "Jane Doe"), ("day", "2027-05-04T18:55:00+02:00"), ("class", "Economy"), ("booking", "ABC123"))
            .Labeled("origin", "Paris").Labeled("destination", "Lisbon"),
        StartImages.Of("#ffffff", "#0f3d73", StartMarks.Plane));

    private static DesignerStart Gym() => new(
        "gym", "Gym membership", "Opens the door, with the member's photo beside the name.",
        new WalletTemplate
        {
            Description = "Gym membership",
            PassType = PassType.Generic,
            OrganizationName = "Iron & Oak",
            LogoText = "Iron & Oak",
            BackgroundColor = "#15191d",
            ForegroundColor = "#ffffff",
            LabelColor = "#c8f169",
            Layout = new PassLayout
            {
                HeaderFields = [Field("number", "No.")],
                PrimaryFields = [Field("member", "Member")],
                SecondaryFields = [Field("plan", "Plan"), Field("studio", "Studio"), Date("until", "Valid until")],
                BackFields =
                [
                    Field("hours", "Opening hours", "Monday to Friday 6:00 to 23:00\nSaturday and Sunday 8:00 to 20:00"),
                    Field("rules", "House rules", "Bring a towel. Put the weights back."),
                ],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Qr },
            Google = new GoogleTemplate { GenericType = GoogleGenericType.GymMembership },
        },
        Pass("GYM-0042", ("number", "0042"), ("member", "Jane Doe"), ("plan", "Unlimited"), ("studio", "Riverside"),
            ("until", "2027-12-31T23:59:00+01:00")),
        StartImages.Of("#c8f169", "#15191d", StartMarks.Dumbbell, thumbnail: StartStrips.Person));

    private static DesignerStart GiftCard() => new(
        "gift-card", "Gift card", "An amount to spend, counted down at the till.",
        new WalletTemplate
        {
            Description = "Gift card",
            PassType = PassType.StoreCard,
            OrganizationName = "Fern & Field",
            LogoText = "Fern & Field",
            BackgroundColor = "#174a3c",
            ForegroundColor = "#ffffff",
            LabelColor = "#bfe3d0",
            Layout = new PassLayout
            {
                PrimaryFields = [Money("balance", "Balance", "USD", "Your balance is %@")],
                SecondaryFields = [Field("to", "For"), Date("until", "Valid until")],
                BackFields =
                [
                    Field("number", "Card number"),
                    Field("terms", "Terms", "Valid in all our shops and online. Cannot be exchanged for cash."),
                ],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Pdf417 },
        },
        Pass(
            "6035710012345678", ("balance", 50.00m), ("to", "Jane"), ("until", "2029-12-31T23:59:00+01:00"),
            ("number", "6035 7100 1234 5678")),
        StartImages.Of("#ffffff", "#174a3c", StartMarks.Leaf, strip: StartStrips.Leaves));

    private static DesignerStart Coupon() => new(
        "coupon", "Coupon", "An offer that ends, and a code for the till.",
        new WalletTemplate
        {
            Description = "20 % off one pair of shoes",
            PassType = PassType.Coupon,
            OrganizationName = "Stride",
            LogoText = "Stride",
            BackgroundColor = "#b3261e",
            ForegroundColor = "#ffffff",
            LabelColor = "#ffd9d2",
            Layout = new PassLayout
            {
                PrimaryFields = [Field("offer", "on one pair of shoes", "20 % off")],
                SecondaryFields = [Field("code", "Code"), Date("ends", "Ends")],
                BackFields = [Field("terms", "Terms", "Once per customer. Not together with other offers.")],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Code128 },
        },
        Pass("SPRING20-0017", ("code", "SPRING20"), ("ends", "2027-03-31T23:59:00+02:00")),
        StartImages.Of("#ffffff", "#b3261e", StartMarks.Stride, strip: StartStrips.Confetti));

    private static DesignerStart Conference() => new(
        "conference", "Conference badge", "Who comes, where they work, and what they may enter.",
        new WalletTemplate
        {
            Description = "Conference badge",
            PassType = PassType.EventTicket,
            OrganizationName = "Open Source Days",
            LogoText = "Open Source Days",
            BackgroundColor = "#20123d",
            ForegroundColor = "#ffffff",
            LabelColor = "#ffb86b",
            Layout = new PassLayout
            {
                HeaderFields = [Field("days", "Days")],
                PrimaryFields = [Field("attendee", "Speaker")],
                SecondaryFields = [Field("company", "Company"), Field("access", "Access")],
                AuxiliaryFields = [Field("place", "Place"), Date("day", "Date")],
                BackFields =
                [
                    Field("wifi", "Wi-Fi", "Network: osd27, password: contribute"),
                    Field("program", "Program", "https://example.com/program"),
                ],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Qr },
        },
        Pass("OSD27-311", ("days", "1 - 3"), ("attendee", "Jane Doe"), ("company", "Example Labs"), ("access", "All halls"),
            ("place", "Harbor Center"), ("day", "2027-09-16T09:00:00+02:00")),
        StartImages.Of("#ffb86b", "#20123d", StartMarks.Code, strip: StartStrips.Network));

    private static DesignerStart Parking() => new(
        "parking", "Parking permit", "A place for a car, until a time.",
        new WalletTemplate
        {
            Description = "Parking permit",
            PassType = PassType.Generic,
            OrganizationName = "City Parking",
            LogoText = "City Parking",
            BackgroundColor = "#0b57b0",
            ForegroundColor = "#ffffff",
            LabelColor = "#cfe2fb",
            Layout = new PassLayout
            {
                HeaderFields = [Field("zone", "Zone")],
                PrimaryFields = [Field("plate", "License plate")],
                SecondaryFields = [Field("garage", "Garage"), Field("level", "Level"), Time("until", "Until")],
                BackFields =
                [
                    Field("height", "Maximum height", "2.10 m"), Field("help", "Help at the barrier", "+1 555 0123"),
                ],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Qr },
            Google = new GoogleTemplate { GenericType = GoogleGenericType.ParkingPass },
        },
        Pass(
            "PARK-7781", ("zone", "B"), ("plate", "AB 123 CD"), ("garage", "Opera"), ("level", "-2"),
            ("until", "2027-05-04T22:00:00+02:00")),
        StartImages.Of("#ffffff", "#0b57b0", StartMarks.Parking));

    private static DesignerStart Library() => new(
        "library", "Library card", "A number that every scanner in the house reads.",
        new WalletTemplate
        {
            Description = "Library card",
            PassType = PassType.Generic,
            OrganizationName = "Town Library",
            LogoText = "Town Library",
            BackgroundColor = "#f7f1e3",
            ForegroundColor = "#2a2118",
            LabelColor = "#8a4b12",
            Layout = new PassLayout
            {
                HeaderFields = [Field("kind", "Card")],
                PrimaryFields = [Field("reader", "Reader")],
                SecondaryFields = [Field("branch", "Branch"), Date("until", "Valid until")],
                AuxiliaryFields = [Number("loans", "On loan"), Date("due", "Next due")],
                BackFields =
                [
                    Field("hours", "Opening hours", "Tuesday to Saturday, 10:00 to 19:00"),
                    Field("catalog", "Catalog", "https://example.com/catalog"),
                ],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Code128 },
            Google = new GoogleTemplate { GenericType = GoogleGenericType.LibraryMembership },
        },
        Pass("20190000417", ("kind", "Adult"), ("reader", "Jane Doe"), ("branch", "Old Mill"), ("until", "2027-12-31T23:59:00+01:00"),
            ("loans", 3), ("due", "2027-05-18T19:00:00+02:00")),
        StartImages.Of("#8a4b12", "#f7f1e3", StartMarks.Book));

    private static DesignerStart Insurance() => new(
        "insurance", "Insurance card", "The policy and the number to call, always at hand.",
        new WalletTemplate
        {
            Description = "Insurance card",
            PassType = PassType.Generic,
            OrganizationName = "Harbor Mutual",
            LogoText = "Harbor Mutual",
            BackgroundColor = "#ffffff",
            ForegroundColor = "#12263a",
            LabelColor = "#00677d",
            Layout = new PassLayout
            {
                HeaderFields = [Field("plan", "Plan")],
                PrimaryFields = [Field("insured", "Insured")],
                SecondaryFields = [Field("policy", "Policy"), Field("vehicle", "Vehicle")],
                AuxiliaryFields = [Date("from", "From"), Date("until", "Until")],
                BackFields =
                [
                    Field("emergency", "In an emergency", "+1 555 0199"), Field("claims", "Claims", "claims@example.com"),
                ],
            },
            Barcode = new TemplateBarcode { Format = BarcodeFormat.Pdf417 },
            Google = new GoogleTemplate { GenericType = GoogleGenericType.AutoInsurance },
        },
        Pass("HM-2027-004711", ("plan", "Plus"), ("insured", "Jane Doe"), ("policy", "HM-004711"), ("vehicle", "AB 123 CD"),
            ("from", "2027-01-01T00:00:00+01:00"), ("until", "2027-12-31T23:59:00+01:00")),
        StartImages.Of("#00677d", "#ffffff", StartMarks.Shield, thumbnail: StartStrips.Harbor));

    private static PassField Field(string key, string? label, PassValue? value = null, string? change = null) =>
        new() { Key = key, Label = label, Value = value, ChangeMessage = change };

    private static PassField Number(string key, string label) =>
        new() { Key = key, Label = label, NumberStyle = NumberStyle.Decimal };

    private static PassField Money(string key, string label, string currency, string change) =>
        new() { Key = key, Label = label, CurrencyCode = currency, ChangeMessage = change };

    private static PassField Date(string key, string label) =>
        new() { Key = key, Label = label, DateStyle = DateTimeStyle.Medium, TimeStyle = DateTimeStyle.None, IgnoresTimeZone = true };

    private static PassField Time(string key, string label) =>
        new() { Key = key, Label = label, DateStyle = DateTimeStyle.None, TimeStyle = DateTimeStyle.Short, IgnoresTimeZone = true };

    private static WalletPass Pass(string barcode, params (string Key, PassValue Value)[] fields) => new()
    {
        SerialNumber = "SAMPLE-0001",
        BarcodeMessage = barcode,
        BarcodeAltText = barcode.Length <= 20 ? barcode : null,
        Fields = new OrderedDictionary<string, FieldValue>(
            fields.Select(field => KeyValuePair.Create(field.Key, new FieldValue { Value = field.Value })), StringComparer.Ordinal),
    };

    private static WalletPass Labeled(this WalletPass pass, string key, string label)
    {
        pass.Fields[key] = pass.Fields[key] with { Label = label };
        return pass;
    }
}
