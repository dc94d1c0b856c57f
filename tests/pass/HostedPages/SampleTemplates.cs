namespace Passinstance.Passes.Tests.HostedPages;

/// <summary>One template and pass of each style, with pictures, as a customer would design them.</summary>
internal static class SampleTemplates
{
    internal static readonly string[] Names = ["storeCard", "coupon", "eventTicket", "generic", "boardingPass"];

    internal static (object Template, object Pass) Of(string style) => style switch
    {
        "storeCard" => (
            Template(style, "Loyalty card", "Café Zürich", "#5b2c17", "#fff7ec", "#f3c892", new
            {
                headerFields = new object[] { new { key = "points", label = "Points", numberStyle = "PKNumberStyleDecimal" } },
                primaryFields = new object[] { new { key = "balance", label = "Balance", currencyCode = "EUR" } },
                secondaryFields = new object[] { new { key = "member", label = "Member" }, new { key = "tier", label = "Level" } },
                backFields = new object[]
                {
                    new { key = "terms", label = "Terms", value = "One point for each euro. A hundred points are a coffee." },
                    new { key = "site", label = "Website", value = "example.com",
                    attributedValue = "<a href=\"https://example.com/menu\">Our menu</a>" },
                },
            }, "Café Zürich", [Picture("strip", 750, 288, Waves)]),
            Pass(new
            {
                points = new { value = 1280 },
                balance = new { value = 42.5 },
                member = new { value = "Zoë Müller" },
                tier = new { value = "Gold" }
            }, "qr", "MEMBER-1280-GOLD")),
        "coupon" => (
            Template(style, "Summer offer", "Example Sports", "#0f766e", "#ffffff", "#b6f0e6", new
            {
                primaryFields = new object[] { new { key = "offer", label = "On every pair of shoes" } },
                auxiliaryFields = new object[] { new { key = "until", label = "Ends", dateStyle = "PKDateStyleMedium", isRelative = true },
                new { key = "code", label = "Code" } },
                backFields = new object[] { new { key = "terms", label = "Terms", value = "Once per customer. Not with other offers." } },
            }, "Example Sports", []),
            Pass(new
            {
                offer = new { value = "-25%" },
                until = new { value = "2026-12-31T23:59:00+01:00" },
                code = new { value = "SUMMER25" }
            }, "code128", "SUMMER25-0042")),
        "eventTicket" => (
            Template(style, "Concert ticket", "Tonhalle", "#1b1035", "#ffffff", "#d4c2ff", new
            {
                headerFields = new object[] { new { key = "doors", label = "Doors", timeStyle = "PKDateStyleShort",
                    ignoresTimeZone = true } },
                primaryFields = new object[] { new { key = "event", label = "Event" } },
                secondaryFields = new object[] { new { key = "place", label = "Venue" } },
                auxiliaryFields = new object[] { new { key = "section", label = "Section" }, new { key = "row", label = "Row" },
                new { key = "seat", label = "Seat" },
                new { key = "date", label = "Date", dateStyle = "PKDateStyleMedium", ignoresTimeZone = true, row = 1 } },
                backFields = new object[] { new { key = "note", label = "Note", value = "No admission after the start." } },
            }, null, [Picture("background", 360, 440, Night), Picture("thumbnail", 180, 240, Sun)]),
            Pass(new
            {
                doors = new { value = "2026-12-15T19:00:00+01:00" },
                date = new { value = "2026-12-15T20:00:00+01:00" },
                @event = new { value = "Winter Concert" },
                place = new { value = "Tonhalle Zürich" },
                section = new { value = "A" },
                row = new { value = 5 },
                seat = new { value = 12 }
            }, "ean13", "5901234123457")),
        "generic" => (
            Template(style, "Gym membership", "Iron & Co", "#f4f1ea", "#22201c", "#8a5a00", new
            {
                headerFields = new object[] { new { key = "number", label = "No." } },
                primaryFields = new object[] { new { key = "name", label = "Member" } },
                secondaryFields = new object[] { new { key = "plan", label = "Plan" },
                new { key = "since", label = "Since", dateStyle = "PKDateStyleMedium" } },
                auxiliaryFields = new object[] { new { key = "studio", label = "Studio" } },
                backFields = new object[] { new { key = "rules", label = "House rules", value = "Bring a towel.\nPut the weights back." } },
            }, "Iron & Co", [Picture("thumbnail", 180, 180, Sun)]),
            Pass(new
            {
                number = new { value = "0042" },
                name = new { value = "Jane Doe" },
                plan = new { value = "Premium" },
                since = new { value = "2024-03-01T10:00:00Z" },
                studio = new { value = "Zürich, Langstrasse" }
            }, "qr", "GYM-0042")),
        _ => (
            Template(style, "Boarding pass ZRH to CDG", "Example Air", "#0b3d91", "#ffffff", "#a9c6ff", new
            {
                headerFields = new object[] { new { key = "gate", label = "Gate" } },
                primaryFields = new object[] { new { key = "from", label = "Zürich" }, new { key = "to", label = "Paris" } },
                auxiliaryFields = new object[] { new { key = "passenger", label = "Passenger" }, new { key = "seat", label = "Seat" } },
                secondaryFields = new object[] { new { key = "boards", label = "Boards", timeStyle = "PKDateStyleShort",
                ignoresTimeZone = true }, new { key = "day", label = "Date", dateStyle = "PKDateStyleMedium", ignoresTimeZone = true },
                new { key = "class", label = "Class" } },
                backFields = new object[] { new { key = "bags", label = "Baggage", value = "One piece of 23 kg." } },
            }, "Example Air", [], "PKTransitTypeAir"),
            Pass(new
            {
                gate = new { value = "B 37" },
                from = new { value = "ZRH" },
                to = new { value = "CDG" },
                passenger = new { value = "Zoë Müller" },
                seat = new { value = "12A" },
                boards = new { value = "2026-12-15T07:20:00+01:00" },
                day = new { value = "2026-12-15T07:20:00+01:00" },
                @class = new { value = "Economy" }
            }, "qr",
            "M1MUELLER/ZOE EABC123 ZRHCDGEX 0042")),
    };

    private static object Template(
        string style, string description, string organization, string background, string foreground, string label, object layout,
        string? logoText, object[] images, string? transit = null) => new
        {
            name = description,
            description,
            passType = style,
            organizationName = organization,
            teamIdentifier = "TEAM123456789",
            passTypeIdentifier = "pass.test.members",
            backgroundColor = background,
            foregroundColor = foreground,
            labelColor = label,
            logoText,
            layout,
            transitType = transit,
            images,
            localizations = new Dictionary<string, Dictionary<string, string>>
            {
                ["fr"] = new()
                {
                    ["Loyalty card"] = "Carte de fidélité",
                    ["Balance"] = "Solde",
                    ["Member"] = "Membre",
                    ["Level"] = "Niveau",
                    ["Terms"] = "Conditions",
                    ["Doors"] = "Portes",
                    ["Event"] = "Concert",
                    ["Venue"] = "Lieu",
                    ["Row"] = "Rang",
                    ["Seat"] = "Place",
                    ["Section"] = "Secteur",
                    ["Gate"] = "Porte",
                    ["Passenger"] = "Passager",
                    ["Boards"] = "Embarquement",
                    ["Class"] = "Classe",
                    ["Ends"] = "Fin",
                    ["Summer offer"] = "Offre d’été",
                    ["Concert ticket"] = "Billet de concert",
                    ["Gym membership"] = "Abonnement de sport",
                },
            },
        };

    private static object Pass(object fields, string format, string message) =>
        new { fields, barcodeFormat = format, barcodeMessage = message, barcodeAltText = message };

    private static object Picture(string name, int width, int height, Func<double, double, (double, double, double, double)> color) =>
        new { name = name + "@2x", content = Convert.ToBase64String(Pictures.Paint(width, height, color)) };

    private static (double, double, double, double) Waves(double x, double y)
    {
        var wave = 0.5 + (0.5 * Math.Sin((x * 14) + (6 * y) + Math.Sin(y * 9)));
        return (0.45 + (0.3 * wave), 0.2 + (0.2 * wave), 0.08 + (0.1 * y), 1);
    }

    private static (double, double, double, double) Night(double x, double y)
    {
        var light = Math.Exp(-12 * (((x - 0.5) * (x - 0.5)) + ((y - 0.3) * (y - 0.3))));
        return (0.1 + (0.8 * light), 0.05 + (0.3 * light), 0.35 + (0.4 * light), 1);
    }

    private static (double, double, double, double) Sun(double x, double y)
    {
        var distance = Math.Sqrt(((x - 0.5) * (x - 0.5)) + ((y - 0.55) * (y - 0.55)));
        return distance < 0.28 ? (1, 0.8, 0.3, 1) : (0.9 - (0.3 * y), 0.35 + (0.25 * x), 0.3 + (0.4 * y), 1);
    }
}
