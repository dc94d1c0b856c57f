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
            SerialNumber = "1", Fields = { [key] = new FieldValue { Label = "x\u0007", Value = "a\u0000b" } },
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
    [InlineData("EUR", null, null, "gold")]
    [InlineData(null, NumberStyle.Decimal, null, "12")]
    [InlineData(null, null, DateTimeStyle.Short, "soon")]
    public void A_value_that_a_new_version_s_format_does_not_fit_is_written_without_the_format(
        string? currency, string? number, string? date, string value)
    {
        var field = new PassField
        {
            Key = "a", CurrencyCode = currency, NumberStyle = number, DateStyle = date, IsRelative = date is null ? null : true,
        };
        var template = RichPasses.Of("minimal").Template with
        {
            PassType = PassType.Generic, Layout = new PassLayout { PrimaryFields = [field] },
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

    [Fact]
    public void Languages_that_differ_by_case_are_one_language()
    {
        var texts = new Dictionary<string, string> { ["Member"] = "Membro" };
        var template = RichPasses.Of("minimal").Template with
        {
            DefaultLanguage = "en",
            Localizations = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["pt-BR"] = texts, ["pt-br"] = texts, ["EN"] = texts,
            },
        };
        Assert.Equal(["/localizations/pt-br"], WalletTemplateRules.Validate(template, [])
            .Where(f => f.Code == "duplicate_language").Select(f => f.Pointer));

        var once = template with
        {
            Localizations = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["PT-br"] = texts, ["EN"] = texts },
        };
        PassImage[] images = [new("icon", null, TestImages.Png(38, 38)), new("logo", "Pt-BR", TestImages.Png(50, 50))];
        var archive = new PassArchive(Archives.Write(new Sample(once, images, new WalletPass { SerialNumber = "1" }), _identity));
        Assert.Equal(
            ["en.lproj/pass.strings", "pt-BR.lproj/logo.png", "pt-BR.lproj/pass.strings"],
            archive.Files.Keys.Where(name => name.Contains("lproj", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("Membro", Encoding.Unicode.GetString(archive.Files["en.lproj/pass.strings"]), StringComparison.Ordinal);
        Assert.Equal("zh-Hans-CN", LanguageTag.Canonical("ZH-hans-cn"));
    }

    [Fact]
    public void Keys_are_taken_in_composed_form_so_that_none_looks_like_another()
    {
        var pass = new WalletPass
        {
            SerialNumber = "1",
            Fields = { ["caf\u00e9"] = new FieldValue { Value = "1" }, ["cafe\u0301"] = new FieldValue { Value = "2" } },
        };
        Assert.Equal(["/fields/cafe\u0301"], WalletPassRules.Validate(RichPasses.Of("storeCard").Template, pass)
            .Where(f => f.Code == "decomposed_text").Select(f => f.Pointer));
        var template = RichPasses.Of("minimal").Template with
        {
            Layout = new PassLayout { BackFields = [new PassField { Key = "e\u0301" }] },
        };
        Assert.Contains(WalletTemplateRules.Validate(template, []), f => f is { Pointer: "/layout/backFields/0/key", Code: "decomposed_text" });
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("cafe\u0301")]
    [InlineData("a\u0000b")]
    public void A_serial_number_that_no_device_could_ask_for_is_rejected(string serialNumber) => Assert.Contains(
        WalletPassRules.Validate(RichPasses.Of("storeCard").Template, new WalletPass { SerialNumber = serialNumber }),
        f => f is { Pointer: "/serialNumber", Severity: FindingSeverity.Error });

    [Theory]
    [InlineData("a;b")]
    [InlineData("...")]
    [InlineData("caf\u00e9/1")]
    public void Other_serial_numbers_are_accepted(string serialNumber) => Assert.DoesNotContain(
        WalletPassRules.Validate(RichPasses.Of("storeCard").Template, new WalletPass { SerialNumber = serialNumber }),
        f => f.Pointer == "/serialNumber");

    [Theory]
    [InlineData("class", "reviewStatus", "\"APPROVED\"")]
    [InlineData("class", "id", "\"1.x\"")]
    [InlineData("class", "callbackOptions", "{}")]
    [InlineData("class", "kind", "\"x\"")]
    [InlineData("object", "state", "\"EXPIRED\"")]
    [InlineData("object", "classId", "\"1.x\"")]
    [InlineData("object", "hasUsers", "true")]
    [InlineData("object", "notifyPreference", "\"NOTIFY_ON_UPDATE\"")]
    public void Raw_members_do_not_override_the_engine(string kind, string name, string value)
    {
        var raw = JsonElement.Parse($$"""{"{{name}}":{{value}}}""");
        var template = RichPasses.Of("storeCard").Template;
        var google = template.Google! with { Class = kind == "class" ? raw : null, Object = kind == "object" ? raw : null };
        Assert.Contains(WalletTemplateRules.Validate(template with { Google = google }, []),
            f => f.Pointer == $"/google/{kind}/{name}" && f is { Code: "known_key", Severity: FindingSeverity.Error });

        // What an older program stored is left out when class and object are made.
        var sample = new WalletPass { SerialNumber = "1" };
        var (with, without) = (PreparedGoogleTemplate.Prepare(template with { Google = google }, "1", "t"),
            PreparedGoogleTemplate.Prepare(template with { Google = google with { Class = null, Object = null } }, "1", "t"));
        Assert.Equal(without.Class(sample).ToJsonString(), with.Class(sample).ToJsonString());
        Assert.Equal(without.Object(sample).ToJsonString(), with.Object(sample).ToJsonString());
    }

    [Fact]
    public void Raw_constants_are_Google_s_and_the_generic_type_has_a_member()
    {
        var minimal = RichPasses.Of("minimal").Template;
        var template = minimal with
        {
            PassType = PassType.Generic,
            Google = new GoogleTemplate
            {
                GenericType = GoogleGenericType.ParkingPass,
                Object = JsonElement.Parse("""{"messages":[{"messageType":"EXPIRATION_NOTIFICATION"},{"messageType":"LOUD"}]}"""),
            },
        };
        Assert.Equal(["/google/object/messages/1/messageType"],
            WalletTemplateRules.Validate(template, []).Where(f => f.Code == "unknown_constant").Select(f => f.Pointer));
        var made = PreparedGoogleTemplate.Prepare(
            template with { Google = template.Google with { Object = null } }, "1", "t").Object(new WalletPass { SerialNumber = "1" });
        Assert.Equal("GENERIC_PARKING_PASS", (string?)made["genericType"]);
    }

    [Fact]
    public void There_is_always_an_icon_without_a_scale()
    {
        var retina = TestImages.Png(76, 76);
        PassImage[] images = [new("icon@3x", null, TestImages.Png(114, 114)), new("icon@2x", null, retina)];
        var archive = new PassArchive(Archives.Write(RichPasses.Of("minimal") with { Images = images }, _identity));
        Assert.Equal(retina, archive.Files["icon.png"]);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData(" {0}\n")]
    [InlineData("\uFEFF{0}")]
    [InlineData("-----BEGIN PUBLIC KEY-----\r\n{0}\r\n-----END PUBLIC KEY-----\r\n")]
    [InlineData("\"{0}\"")]
    public void A_reader_s_key_is_taken_as_it_is_pasted(string form)
    {
        var lines = string.Join("\r\n", RichPasses.NfcKey.Chunk(20).Select(line => new string(line)));
        foreach (var key in (string[])[RichPasses.NfcKey, lines, lines.Replace("\r\n", "\\n", StringComparison.Ordinal)])
        {
            var nfc = new PassNfc { EncryptionPublicKey = string.Format(form, key) };
            Assert.Equal(RichPasses.NfcKey, nfc.EncryptionPublicKey);
        }
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("JavaScript:alert(1)")]
    [InlineData(" java\tscript:alert(1)")]
    [InlineData("data:text/html,<b>x</b>")]
    [InlineData("vbscript:x")]
    public void A_link_that_runs_a_script_is_rejected_everywhere(string url)
    {
        var storeCard = RichPasses.Of("storeCard").Template;
        var template = storeCard with
        {
            AppLaunchUrl = url,
            AssociatedStoreIdentifiers = [1],
            Urls = new PassLinks { SellUrl = url, ContactVenueWebsite = url },
            UpcomingPassInformation =
                [new UpcomingPassInformationEntry { Identifier = "1", Name = "n", Urls = new PassLinks { BagPolicyUrl = url } }],
            Layout = new PassLayout
            {
                BackFields = [new PassField { Key = "b", Value = "x", AttributedValue = $"<a href='{url}'>x</a>" }],
            },
            Google = storeCard.Google! with
            {
                Class = JsonSerializer.SerializeToElement(new { homepageUri = new { uri = url } }),
                Object = JsonSerializer.SerializeToElement(new { linksModuleData = new { uris = new[] { new { uri = url } } } }),
            },
        };
        Assert.Superset(
            new HashSet<string>(
            [
                "/appLaunchURL", "/urls/sellURL", "/urls/contactVenueWebsite", "/upcomingPassInformation/0/URLs/bagPolicyURL",
                "/layout/backFields/0/attributedValue", "/google/class/homepageUri/uri", "/google/object/linksModuleData/uris/0/uri",
            ]),
            WalletTemplateRules.Validate(template, [])
                .Where(f => f is { Code: "unsafe_url" or "control_character" } or { Code: "wrong_url", Severity: FindingSeverity.Error })
                .Select(f => f.Pointer).ToHashSet());
    }

    public void Dispose()
    {
        _identity.Dispose();
        _certificates.Dispose();
    }

    private static SemanticTags Tags(string date) => new()
    {
        EventStartDate = date, EventEndDate = date, VenueDoorsOpenDate = date, OriginalDepartureDate = date,
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
