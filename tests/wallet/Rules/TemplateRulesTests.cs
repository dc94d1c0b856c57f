using System.Text.Json;
using Passinstance.Wallet.Apple;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Rules;

[Trait("Category", "Unit")]
public sealed class TemplateRulesTests
{
    /// <summary>A change to the documented flat template, and what must be found. A change is JSON laid over it.</summary>
    public static TheoryData<string, string, string, FindingSeverity> Changes => new()
    {
        { """{"description":""}""", "/description", "required", FindingSeverity.Error },
        { """{"passType":null}""", "/passType", "required", FindingSeverity.Error },
        { """{"organizationName":" "}""", "/organizationName", "required", FindingSeverity.Error },
        { """{"teamIdentifier":""}""", "/teamIdentifier", "required", FindingSeverity.Error },
        { """{"passTypeIdentifier":"com.example"}""", "/passTypeIdentifier", "wrong_pass_type_identifier", FindingSeverity.Error },
        { """{"backgroundColor":"red"}""", "/backgroundColor", "wrong_color", FindingSeverity.Error },
        { """{"labelColor":"rgb(1, 2, 3)"}""", "/labelColor", "wrong_color", FindingSeverity.Error },
        { """{"passType":"boardingPass"}""", "/transitType", "required", FindingSeverity.Error },
        { """{"passType":"boardingPass","transitType":"air"}""", "/transitType", "unknown_constant", FindingSeverity.Error },
        { """{"transitType":"PKTransitTypeAir"}""", "/transitType", "ignored_here", FindingSeverity.Warning },
        {
            """{"layout":{"primaryFields":[{"key":"a"},{"key":"b"}]}}""",
            "/layout/primaryFields", "more_fields_than_shown", FindingSeverity.Warning
        },
        {
            """{"layout":{"headerFields":[{"key":"a"}],"backFields":[{"key":"a"}]}}""",
            "/layout/backFields/0/key", "duplicate_key", FindingSeverity.Error
        },
        { """{"layout":{"headerFields":[{"label":"x"}]}}""", "/layout/headerFields/0/key", "required", FindingSeverity.Error },
        {
            """{"layout":{"headerFields":[{"key":"a","changeMessage":"changed"}]}}""",
            "/layout/headerFields/0/changeMessage", "change_message_without_value", FindingSeverity.Error
        },
        {
            """{"layout":{"headerFields":[{"key":"a","dateStyle":"Short"}]}}""",
            "/layout/headerFields/0/dateStyle", "unknown_constant", FindingSeverity.Error
        },
        {
            """{"layout":{"headerFields":[{"key":"a","dateStyle":"PKDateStyleShort","value":"tomorrow"}]}}""",
            "/layout/headerFields/0/value", "not_a_date", FindingSeverity.Error
        },
        {
            """{"layout":{"headerFields":[{"key":"a","currencyCode":"EUR","value":"12"}]}}""",
            "/layout/headerFields/0/value", "not_a_number", FindingSeverity.Error
        },
        {
            """{"layout":{"headerFields":[{"key":"a","currencyCode":"euro","value":12}]}}""",
            "/layout/headerFields/0/currencyCode", "wrong_currency", FindingSeverity.Error
        },
        {
            """{"layout":{"primaryFields":[{"key":"a","textAlignment":"PKTextAlignmentLeft"}]}}""",
            "/layout/primaryFields/0/textAlignment", "ignored_here", FindingSeverity.Warning
        },
        {
            """{"layout":{"primaryFields":[{"key":"a","dataDetectorTypes":[]}]}}""",
            "/layout/primaryFields/0/dataDetectorTypes", "ignored_here", FindingSeverity.Warning
        },
        { """{"layout":{"auxiliaryFields":[{"key":"a","row":2}]}}""", "/layout/auxiliaryFields/0/row", "wrong_row", FindingSeverity.Error },
        { """{"layout":{"footerFields":[{"key":"a"}]}}""", "/layout/footerFields", "ignored_here", FindingSeverity.Warning },
        { """{"locations":[{"latitude":91,"longitude":0}]}""", "/locations/0/latitude", "coordinate_out_of_range", FindingSeverity.Error },
        { """{"beacons":[{"proximityUUID":"x"}]}""", "/beacons/0/proximityUUID", "wrong_uuid", FindingSeverity.Error },
        {
            """{"beacons":[{"proximityUUID":"f8f589e9-c07e-4b5b-a68e-a6a1c5a0d5e8","major":70000}]}""",
            "/beacons/0", "wrong_beacon", FindingSeverity.Error
        },
        { """{"relevantDates":[{"date":"2026-12-15"}]}""", "/relevantDates/0/date", "wrong_date", FindingSeverity.Error },
        { """{"relevantDates":[{"date":"2026-12-15T19:00:00"}]}""", "/relevantDates/0/date", "wrong_date", FindingSeverity.Error },
        { """{"relevantDates":[{}]}""", "/relevantDates/0", "wrong_relevant_date", FindingSeverity.Error },
        {
            """{"relevantDates":[{"startDate":"2026-12-15T19:00Z","endDate":"2026-12-15T18:00Z"}]}""",
            "/relevantDates/0/endDate", "wrong_relevant_date", FindingSeverity.Error
        },
        {
            """{"passType":"coupon","relevantDates":[{"date":"2026-12-15T19:00Z"}]}""",
            "/relevantDates", "ignored_here", FindingSeverity.Warning
        },
        { """{"preferredStyleSchemes":["poster"]}""", "/preferredStyleSchemes/0", "unknown_constant", FindingSeverity.Error },
        {
            """{"passType":"coupon","preferredStyleSchemes":["posterEventTicket"]}""",
            "/preferredStyleSchemes", "scheme_needs_style", FindingSeverity.Error
        },
        { """{"preferredStyleSchemes":["posterEventTicket","eventTicket"]}""", "/nfc", "poster_needs_nfc", FindingSeverity.Error },
        { """{"preferredStyleSchemes":["semanticBoardingPass"]}""", "/preferredStyleSchemes", "scheme_needs_style", FindingSeverity.Error },
        {
            """{"passType":"boardingPass","transitType":"PKTransitTypeBus","posterGeneric":{}}""",
            "/posterGeneric", "scheme_needs_style", FindingSeverity.Error
        },
        { """{"posterGeneric":{}}""", "/images", "poster_needs_background", FindingSeverity.Warning },
        {
            """{"featuredActions":[{"identifier":"a","type":"shop","url":"http://x"}]}""",
            "/featuredActions/0/url", "wrong_url", FindingSeverity.Error
        },
        {
            """{"featuredActions":[{"identifier":"a","type":"dance","url":"https://x"}]}""",
            "/featuredActions/0/type", "unknown_constant", FindingSeverity.Error
        },
        {
            """{"upcomingPassInformation":[{"identifier":"a","name":"A"},{"identifier":"a","name":"B"}]}""",
            "/upcomingPassInformation/1/identifier", "wrong_identifier", FindingSeverity.Error
        },
        {
            """{"upcomingPassInformation":[{"identifier":"a","name":"A","images":{"headerImage":{"URLs":"""
            + """[{"SHA256":"x","URL":"https://x"}]}}}]}""",
            "/upcomingPassInformation/0/images/headerImage/URLs/0/SHA256", "wrong_digest", FindingSeverity.Error
        },
        { """{"passType":"coupon","groupingIdentifier":"g"}""", "/groupingIdentifier", "ignored_here", FindingSeverity.Warning },
        { """{"appLaunchURL":"app://x"}""", "/appLaunchURL", "needs_app", FindingSeverity.Error },
        { """{"maxDistance":-1}""", "/maxDistance", "wrong_distance", FindingSeverity.Error },
        { """{"nfc":{"encryptionPublicKey":"x"}}""", "/nfc/encryptionPublicKey", "wrong_key", FindingSeverity.Error },
        {
            """{"personalization":{"description":"x","requiredPersonalizationFields":["Name"]}}""",
            "/personalization/requiredPersonalizationFields/0", "unknown_constant", FindingSeverity.Error
        },
        {
            """{"personalization":{"description":"x","requiredPersonalizationFields":[]}}""",
            "/personalization/requiredPersonalizationFields", "required", FindingSeverity.Error
        },
        { """{"semantics":{"eventStartDate":"soon"}}""", "/semantics/eventStartDate", "wrong_date", FindingSeverity.Error },
        { """{"semantics":{"eventType":"Sports"}}""", "/semantics/eventType", "unknown_constant", FindingSeverity.Error },
        { """{"semantics":{"departureAirportCode":"paris"}}""", "/semantics/departureAirportCode", "wrong_airport", FindingSeverity.Error },
        {
            """{"semantics":{"passengerServiceSSRs":["XXXX"]}}""",
            "/semantics/passengerServiceSSRs/0", "unknown_constant", FindingSeverity.Error
        },
        {
            """{"semantics":{"departureLocationTimeZone":"CET+1"}}""",
            "/semantics/departureLocationTimeZone", "wrong_time_zone", FindingSeverity.Error
        },
        {
            """{"semantics":{"balance":{"amount":"ten","currencyCode":"EUR"}}}""",
            "/semantics/balance/amount", "wrong_amount", FindingSeverity.Error
        },
        { """{"urls":{"sellURL":"sell"}}""", "/urls/sellURL", "wrong_url", FindingSeverity.Error },
        { """{"urls":{"sellURL":"http://example.com"}}""", "/urls/sellURL", "url_not_https", FindingSeverity.Warning },
        { """{"barcode":{"fallbackFormat":"ean13"}}""", "/barcode/fallbackFormat", "wrong_fallback", FindingSeverity.Error },
        { """{"extra":{"serialNumber":"1"}}""", "/extra/serialNumber", "known_key", FindingSeverity.Error },
        { """{"extra":{"sellURL":"1"}}""", "/extra/sellURL", "known_key", FindingSeverity.Error },
        { """{"extra":{"newDate":"2027-12-15"}}""", "/extra/newDate", "wrong_date", FindingSeverity.Error },
        { """{"extra":{"newURL":"javascript:alert(1)"}}""", "/extra/newURL", "unsafe_url", FindingSeverity.Error },
        { """{"extra":{"url":"data:text/html,x"}}""", "/extra/url", "unsafe_url", FindingSeverity.Error },
        { """{"extra":{"newColor":"red"}}""", "/extra/newColor", "wrong_color", FindingSeverity.Error },
        { """{"extra":{"":1}}""", "/extra/", "required", FindingSeverity.Error },
        {
            """{"google":{"class":{"hexBackgroundColor":"red"}}}""", "/google/class/hexBackgroundColor", "wrong_color",
            FindingSeverity.Error
        },
        { """{"extra":{"newKey":1}}""", "/extra/newKey", "raw_key", FindingSeverity.Warning },
        { """{"localizations":{"../x":{"a":"b"}}}""", "/localizations/..~1x", "wrong_language", FindingSeverity.Error },
        { """{"defaultLanguage":"../x"}""", "/defaultLanguage", "wrong_language", FindingSeverity.Error },
        {
            """{"localizations":{"fr":{"Gate %@":"Porte"}}}""",
            "/localizations/fr/Gate %@", "change_message_without_value", FindingSeverity.Error
        },
        { """{"google":{"object":{"classId":"1.x"}}}""", "/google/object/classId", "known_key", FindingSeverity.Error },
        { """{"google":{"logoUrl":"http://example.com/l.png"}}""", "/google/logoUrl", "wrong_url", FindingSeverity.Error },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void What_a_wallet_would_reject_or_ignore_is_found(string change, string pointer, string code, FindingSeverity severity)
    {
        var template = Changed(RichPasses.Of("minimal").Template, change);
        var finding = Assert.Single(WalletTemplateRules.Validate(template, []), f => f.Pointer == pointer && f.Code == code);
        Assert.Equal(severity, finding.Severity);
        Assert.EndsWith(".", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_documented_flat_form_is_enough_and_its_long_team_identifier_is_accepted()
    {
        var template = JsonSerializer.Deserialize<WalletTemplate>(
            """
            {
              "name": "VIP Event Ticket", "description": "Exclusive access ticket template", "passType": "eventTicket",
              "organizationName": "Passinstance Events",
              "teamIdentifier": "TEAM123456789", "passTypeIdentifier": "pass.com.passinstance.event",
              "backgroundColor": "#1f2937", "foregroundColor": "#ffffff", "labelColor": "#9ca3af"
            }
            """, WalletJson.Options)!;
        Assert.Empty(WalletTemplateRules.Validate(template, []));
    }

    [Fact]
    public void Eleven_beacons_are_rejected()
    {
        var template = RichPasses.Of("minimal").Template with
        {
            Beacons = [.. Enumerable.Range(0, 11).Select(_ => new PassBeacon { ProximityUuid = Guid.NewGuid().ToString("D") })],
        };
        Assert.Contains(WalletTemplateRules.Validate(template, []), f => f is { Pointer: "/beacons", Code: "too_many_beacons" });
    }

    [Fact]
    public void Eleven_locations_are_rejected()
    {
        var template = RichPasses.Of(
            "minimal").Template with
        { Locations = [.. Enumerable.Range(0, 11).Select(i => new PassLocation { Latitude = i })] };
        Assert.Contains(WalletTemplateRules.Validate(template, []), f => f is { Pointer: "/locations", Code: "too_many_locations" });
    }

    [Fact]
    public void Identifiers_that_differ_from_the_certificate_are_found()
    {
        using var certificates = new TestCertificates("pass.com.other", "OTHER");
        using var identity = certificates.Identity();
        var findings = WalletTemplateRules.Validate(RichPasses.Of("minimal").Template, [], identity);
        Assert.Contains(findings, f => f is { Pointer: "/passTypeIdentifier", Code: "certificate_differs" });
        Assert.Contains(findings, f => f is { Pointer: "/teamIdentifier", Code: "certificate_differs" });
        Assert.Throws<InvalidWalletTemplateException>(() => PreparedPassTemplate.Prepare(RichPasses.Of("minimal").Template, [], identity));
    }

    [Fact]
    public void Misspelled_members_are_found_at_any_depth()
    {
        var request = JsonDocument.Parse(
            """
            {"description":"x","Locations":[{"latitude":1,"longitud":2}],"layout":{"primaryField":[]},
             "localizations":{"fr":{"free":"libre"}},"userInfo":{"any":1}}
            """).RootElement;
        Assert.Equal(
            ["/Locations/0/longitud", "/layout/primaryField"], UnknownMembers.Find(request, typeof(WalletTemplate)).Select(f => f.Pointer));
    }

    [Theory]
    [MemberData(nameof(RichPasses.All), MemberType = typeof(RichPasses))]
    public void Templates_and_passes_are_stored_and_read_without_loss(string name)
    {
        var sample = RichPasses.Of(name);
        AssertLossless(sample.Template);
        AssertLossless(sample.Pass);
    }

    [Fact]
    public void Generated_templates_and_passes_are_stored_and_read_without_loss() => Properties.Hold(Generated.Samples, sample =>
    {
        AssertLossless(sample.Template);
        AssertLossless(sample.Pass);
        Assert.Equal(sample.Pass.Fields.Keys, JsonSerializer.Deserialize<WalletPass>(
            JsonSerializer.Serialize(sample.Pass, WalletJson.Options), WalletJson.Options)!.Fields.Keys);
    });

    private static void AssertLossless<T>(T value)
    {
        var stored = JsonSerializer.Serialize(value, WalletJson.Options);
        Assert.Equal(stored, JsonSerializer.Serialize(JsonSerializer.Deserialize<T>(stored, WalletJson.Options), WalletJson.Options));
    }

    private static WalletTemplate Changed(WalletTemplate template, string change)
    {
        var json = JsonSerializer.SerializeToNode(template, WalletJson.Options)!.AsObject();
        foreach (var (name, value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
            json[name] = value?.DeepClone();
        return json.Deserialize<WalletTemplate>(WalletJson.Options)!;
    }
}
