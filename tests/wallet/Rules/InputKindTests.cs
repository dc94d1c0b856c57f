using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Rules;

/// <summary>Kinds of input that went wrong once: each rule at every place where its kind can occur.</summary>
[Trait("Category", "Unit")]
public sealed partial class InputKindTests : IDisposable
{
    private readonly TestCertificates _certificates = new();
    private readonly AppleSigningIdentity _identity;

    public InputKindTests() => _identity = _certificates.Identity();

    [Theory]
    [InlineData("2027-12-15T19:00:00.000Z", "2027-12-15T19:00:00Z")]
    [InlineData("2027-12-15T19:00:00.123456789+05:30", "2027-12-15T19:00:00+05:30")]
    [InlineData("2027-12-15T19:00:00.5-08:00", "2027-12-15T19:00:00-08:00")]
    [InlineData("2027-12-15T19:00-08:00", "2027-12-15T19:00-08:00")]
    public void No_date_of_a_pass_or_template_has_a_fraction_of_a_second(string given, string written)
    {
        var ticket = RichPasses.Of("eventTicket");
        var template = WithDates(ticket.Template, given) with
        {
            Extra = new Dictionary<string, JsonElement>
            {
                ["newDates"] = JsonElement.Parse($$"""[{"date":"{{given}}","someDate":["{{given}}"],"note":"{{given}}"}]"""),
            },
        };
        Assert.DoesNotContain(WalletTemplateRules.Validate(template, []), f => f.Severity == FindingSeverity.Error);
        var pass = new WalletPass
        {
            SerialNumber = "1",
            Fields = { ["doors"] = new FieldValue { Value = given } },
            RelevantDates = [new RelevantDate { Date = given }],
            RelevantDate = DateTimeOffset.Parse("2027-12-15T19:00:00.123Z"),
            ExpirationDate = DateTimeOffset.Parse("2027-12-15T19:00:00.123Z"),
        };
        var withTags = pass with { RelevantDates = null, RelevantDate = null, Semantics = Tags(given) };
        var prepared = PreparedPassTemplate.Prepare(template, [], _identity);
        foreach (var one in (WalletPass[])[pass, withTags])
        {
            Assert.DoesNotContain(WalletPassRules.Validate(template, one), f => f.Severity == FindingSeverity.Error);
            var json = JsonNode.Parse(prepared.GetPassJson(one))!;
            ((JsonObject)json["newDates"]![0]!).Remove("note");
            var text = json.ToJsonString();
            Assert.DoesNotMatch(Fraction(), text);
            Assert.Contains($"\"{written}\"", Encoding.UTF8.GetString(prepared.GetPassJson(one)), StringComparison.Ordinal);
        }

        var google = PreparedGoogleTemplate.Prepare(template, "3388000000022000000", "t");
        Assert.DoesNotMatch(Fraction(), google.Class(withTags).ToJsonString() + google.Object(withTags).ToJsonString());
    }

    [Fact]
    public void Every_member_whose_name_says_date_drops_fractions()
    {
        var types = typeof(WalletTemplate).Assembly.GetTypes().Where(t => t.Namespace == typeof(WalletTemplate).Namespace);
        var count = 0;
        foreach (var member in types.SelectMany(t => t.GetProperties()).Where(p => p.PropertyType == typeof(string) && p.CanWrite
            && p.DeclaringType!.GetConstructor([]) is not null && (p.Name == "Date" || p.Name.EndsWith("Date", StringComparison.Ordinal))))
        {
            var one = Activator.CreateInstance(member.DeclaringType!)!;
            member.SetValue(one, "2027-12-15T19:00:00.000Z");
            Assert.True((string?)member.GetValue(one) == "2027-12-15T19:00:00Z", $"{member.DeclaringType!.Name}.{member.Name}");
            count++;
        }

        Assert.True(count >= 20);
    }

    [Theory]
    [InlineData("2027-12-15")]
    [InlineData("2027-12-15T19:00:00")]
    [InlineData("2027-02-29T19:00:00Z")]
    [InlineData("2027-12-15T24:00:00Z")]
    [InlineData("2027-12-15T23:59:60Z")]
    [InlineData("2027-12-15T19:00:00+25:00")]
    [InlineData("2027-12-15 19:00:00Z")]
    public void A_date_that_no_calendar_has_or_that_needs_a_zone_is_rejected_everywhere(string date)
    {
        var template = WithDates(RichPasses.Of("eventTicket").Template, date);
        var errors = WalletTemplateRules.Validate(template, []).Where(f => f.Severity == FindingSeverity.Error).Select(f => f.Pointer);
        Assert.Superset(
            new HashSet<string>(
            [
                "/relevantDates/0/date", "/semantics/eventStartDate", "/semantics/venueDoorsOpenDate", "/semantics/eventStartDateInfo/date",
                "/upcomingPassInformation/0/dateInformation/date", "/upcomingPassInformation/0/semantics/eventEndDate",
                "/layout/secondaryFields/0/value", "/layout/backFields/0/semantics/originalDepartureDate",
            ]), errors.ToHashSet());
    }

    [Theory]
    [InlineData("""{"serialNumber":"1","fields":{"balance":{"value":1e999}}}""", "/fields/balance/value")]
    [InlineData("""{"serialNumber":"1","fields":{"unplaced":{"value":-1e400}}}""", "/fields/unplaced/value")]
    [InlineData("""{"serialNumber":"1","userInfo":{"a":[1,1e999]}}""", "/userInfo/a/1")]
    [InlineData("""{"serialNumber":"1","google":{"accountId":"1","merchantLocations":[{"latitude":1e999}]}}""",
        "/google/merchantLocations/0/latitude")]
    public void A_number_beyond_a_double_is_rejected(string json, string pointer)
    {
        var pass = JsonSerializer.Deserialize<WalletPass>(json, WalletJson.Options)!;
        Assert.Contains(WalletPassRules.Validate(RichPasses.Of("storeCard").Template, pass),
            f => f.Pointer == pointer && f is { Code: "not_a_number", Severity: FindingSeverity.Error });
    }

    [Fact]
    public void An_infinite_coordinate_is_a_finding_and_no_exception() => Assert.Contains(
        WalletPassRules.Validate(
            RichPasses.Of("storeCard").Template,
            new WalletPass { SerialNumber = "1", Locations = [new PassLocation { Altitude = double.PositiveInfinity }] }),
        f => f is { Code: "not_a_number", Severity: FindingSeverity.Error });

    [Theory]
    [InlineData(BarcodeFormat.Code128, "\u001d0109501101530003\u001d17270630")]
    [InlineData(BarcodeFormat.Qr, "A\u001dB\0\u007f")]
    [InlineData(BarcodeFormat.Pdf417, "@\n\u001e\rANSI 636026")]
    [InlineData(BarcodeFormat.Aztec, "\u0004\u001b[0m")]
    public void Data_for_a_machine_keeps_every_character(BarcodeFormat format, string message)
    {
        var template = RichPasses.Of("storeCard").Template;
        var pass = new WalletPass { SerialNumber = "1", BarcodeFormat = format, BarcodeMessage = message, NfcMessage = "\u0002id\u0003" };
        Assert.DoesNotContain(WalletPassRules.Validate(template, pass), f => f.Severity == FindingSeverity.Error);
        var json = JsonNode.Parse(PreparedPassTemplate.Prepare(template, [], _identity).GetPassJson(pass))!;
        Assert.Equal(message, (string?)json["barcodes"]![0]!["message"]);
        Assert.Equal("\u0002id\u0003", (string?)json["nfc"]!["message"]);
    }

    [Theory]
    [InlineData("extra")]
    [InlineData("google")]
    [InlineData("userInfo")]
    [InlineData("localizations")]
    [InlineData("barcodeMessage")]
    public void A_field_is_checked_whatever_its_key_is(string key)
    {
        var pass = new WalletPass
        {
            SerialNumber = "1",
            Fields = { [key] = new FieldValue { Label = "x\u0007", Value = "a\u0000b" } },
        };
        string[] pointers =
            [.. WalletPassRules.Validate(RichPasses.Of("storeCard").Template, pass)
                .Where(f => f.Code == "control_character").Select(f => f.Pointer)];
        Assert.Equal([$"/fields/{key}/label", $"/fields/{key}/value"], pointers);
    }

    [Theory]
    [InlineData("date")]
    [InlineData("backgroundColor")]
    [InlineData("latitude")]
    [InlineData("dateStyle")]
    [InlineData("amount")]
    public void The_key_of_a_field_is_no_rule_s_name(string key) => Assert.DoesNotContain(
        WalletPassRules.Validate(
            RichPasses.Of("storeCard").Template,
            new WalletPass { SerialNumber = "1", Fields = { [key] = new FieldValue { Value = "any" } } }),
        f => f.Severity == FindingSeverity.Error);

    [Theory]
    [InlineData("EUR", NumberStyle.Decimal, null, null)]
    [InlineData("EUR", null, DateTimeStyle.Short, null)]
    [InlineData(null, NumberStyle.Percent, null, DateTimeStyle.Short)]
    public void A_field_has_one_format(string? currency, string? number, string? date, string? time)
    {
        var field = new PassField { Key = "a", CurrencyCode = currency, NumberStyle = number, DateStyle = date, TimeStyle = time };
        var template = RichPasses.Of("minimal").Template with
        {
            Layout = new PassLayout { BackFields = [field] },
            PosterGeneric = new PassLayout { HeaderFields = [field] },
            UpcomingPassInformation = [new UpcomingPassInformationEntry { Identifier = "1", Name = "n", BackFields = [field] }],
        };
        var found = WalletTemplateRules.Validate(template, [])
            .Where(f => f is { Code: "contradictory_formats", Severity: FindingSeverity.Error })
            .Select(f => f.Pointer[..f.Pointer.LastIndexOf('/')]);
        Assert.Equal(
            ["/layout/backFields/0", "/posterGeneric/headerFields/0", "/upcomingPassInformation/0/backFields/0"],
            found.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("EUR", null, null, "currencyCode")]
    [InlineData(null, "PKNumberStyleDecimal", null, "numberStyle")]
    [InlineData(null, null, "PKDateStyleShort", "dateStyle")]
    public void The_field_of_messages_has_no_format_that_a_text_does_not_fit(string? currency, string? number, string? date, string member)
    {
        foreach (var key in (string[])["message", "note"])
        {
            var field = new PassField { Key = key, CurrencyCode = currency, NumberStyle = number, DateStyle = date };
            var template = RichPasses.Of("minimal").Template with
            {
                Layout = new PassLayout { BackFields = [field] },
                PosterGeneric = new PassLayout { HeaderFields = [field] },
                MessageField = key == "message" ? null : new MessageField { Key = key },
            };
            Assert.Equal([$"/layout/backFields/0/{member}", $"/posterGeneric/headerFields/0/{member}"], ErrorsOf(template));
            Assert.Empty(ErrorsOf(template with { MessageField = new MessageField { Key = "other" } }));
        }
    }

    [Theory]
    [InlineData("", "required")]
    [InlineData(" ", "required")]
    [InlineData("e\u0301", "decomposed_text")]
    public void The_field_of_messages_has_a_key(string key, string code) => Assert.Contains(
        WalletTemplateRules.Validate(RichPasses.Of("minimal").Template with { MessageField = new MessageField { Key = key } }, []),
        f => f.Pointer == "/messageField/key" && f.Code == code);

    [Fact]
    public void Fields_of_an_upcoming_event_have_keys_of_their_own()
    {
        var template = RichPasses.Of("minimal").Template with
        {
            UpcomingPassInformation =
            [
                new UpcomingPassInformationEntry
                {
                    Identifier = "1", Name = "n", BackFields = [new PassField { Key = "a" }, new PassField { Key = "" }],
                    AdditionalInfoFields = [new PassField { Key = "a" }],
                },
                new UpcomingPassInformationEntry { Identifier = "2", Name = "n", BackFields = [new PassField { Key = "a" }] },
            ],
        };
        Assert.Equal(
            [
                ("/upcomingPassInformation/0/backFields/1/key", "required"),
                ("/upcomingPassInformation/0/additionalInfoFields/0/key", "duplicate_key"),
            ],
            WalletTemplateRules.Validate(template, []).Where(f => f.Severity == FindingSeverity.Error).Select(f => (f.Pointer, f.Code)));
    }

    private static IEnumerable<string> ErrorsOf(WalletTemplate template) => WalletTemplateRules.Validate(template, [])
        .Where(f => f is { Code: "contradictory_formats", Severity: FindingSeverity.Error }).Select(f => f.Pointer);

    [Theory]
    [InlineData("EUR", null, null, "gold")]
    [InlineData(null, NumberStyle.Decimal, null, "12")]
    [InlineData(null, null, DateTimeStyle.Short, "soon")]
    public void A_value_that_a_new_version_s_format_does_not_fit_is_written_without_the_format(
        string? currency, string? number, string? date, string value)
    {
        var field = new PassField
        {
            Key = "a",
            CurrencyCode = currency,
            NumberStyle = number,
            DateStyle = date,
            IsRelative = date is null ? null : true,
        };
        var template = RichPasses.Of("minimal").Template with
        {
            PassType = PassType.Generic,
            Layout = new PassLayout { PrimaryFields = [field] },
        };
        var prepared = PreparedPassTemplate.Prepare(template, [], _identity);
        JsonNode Written(PassValue given) => JsonNode.Parse(prepared.GetPassJson(
            new WalletPass { SerialNumber = "1", Fields = { ["a"] = new FieldValue { Value = given } } }))!
            ["generic"]!["primaryFields"]![0]!;

        Assert.Equal($$"""{"key":"a","value":"{{value}}"}""", Written(value).ToJsonString());
        var fitting = Written(date is null ? 12 : (PassValue)"2027-01-01T00:00:00Z");
        Assert.Single((string[])["currencyCode", "numberStyle", "dateStyle", "timeStyle"], name => fitting[name] is not null);
        Assert.Contains(WalletPassRules.Validate(
            template, new WalletPass { SerialNumber = "1", Fields = { ["a"] = new FieldValue { Value = value } } }),
            f => f.Pointer == "/fields/a/value" && f.Severity == FindingSeverity.Error);
    }

    public void Dispose()
    {
        _identity.Dispose();
        _certificates.Dispose();
    }

    private static SemanticTags Tags(string date) => new()
    {
        EventStartDate = date,
        EventEndDate = date,
        VenueDoorsOpenDate = date,
        OriginalDepartureDate = date,
        EventStartDateInfo = new SemanticEventDate { Date = date },
    };

    private static WalletTemplate WithDates(WalletTemplate template, string date) => template with
    {
        RelevantDates = [new RelevantDate { Date = date }],
        Semantics = Tags(date),
        UpcomingPassInformation =
        [
            new UpcomingPassInformationEntry
            {
                Identifier = "1", Name = "n", DateInformation = new UpcomingDateInformation { Date = date }, Semantics = Tags(date),
                BackFields = [new PassField { Key = "d", Value = date, DateStyle = DateTimeStyle.Short }],
            },
        ],
        Layout = new PassLayout
        {
            SecondaryFields = [new PassField { Key = "doors", Value = date, DateStyle = DateTimeStyle.Short }],
            BackFields = [new PassField { Key = "flight", Value = "x", Semantics = Tags(date) }],
        },
    };

    [GeneratedRegex(@"[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]")]
    private static partial Regex Fraction();
}
