using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Passinstance.Simulators.Google;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Google;

[Trait("Category", "Unit")]
public sealed class GoogleMappingTests
{
    private const string Issuer = "3388000000022000000";

    [Theory]
    [MemberData(nameof(GoogleSamples.Types), MemberType = typeof(GoogleSamples))]
    public void Class_and_object_equal_their_golden_files(GooglePassType type)
    {
        var sample = GoogleSamples.Of(type);
        var prepared = PreparedGoogleTemplate.Prepare(sample.Template, Issuer, "tpl_1");
        Assert.Equal(type, prepared.Type);
        Golden.Matches($"google-{JsonNamingPolicy.CamelCase.ConvertName(type.ToString())}",
            new JsonObject { ["class"] = prepared.Class(sample.Pass), ["object"] = prepared.Object(sample.Pass) });
    }

    [Theory]
    [MemberData(nameof(GoogleSamples.Types), MemberType = typeof(GoogleSamples))]
    public void Every_key_exists_at_Google_and_no_required_key_is_missing(GooglePassType type)
    {
        var sample = GoogleSamples.Of(type);
        var prepared = PreparedGoogleTemplate.Prepare(sample.Template, Issuer, "tpl_1");
        AssertAcceptable(prepared, prepared.Class(sample.Pass), prepared.Object(sample.Pass));
        AssertAcceptable(prepared, prepared.Class(sample.Pass), prepared.DeletedObject(sample.Pass));
    }

    [Fact]
    public void Every_generated_pass_maps_to_keys_that_Google_has() => Properties.Hold(
        from sample in Generated.Samples
        from type in Gen.Elements<GooglePassType?>(null, GooglePassType.Generic, GooglePassType.EventTicket, GooglePassType.Loyalty,
            GooglePassType.Offer, GooglePassType.GiftCard, GooglePassType.Transit)
        select sample with
        {
            Template =
            sample.Template with { Google = new GoogleTemplate { Type = type, LogoUrl = "https://example.com/l.png" } }
        },
        sample =>
        {
            var prepared = PreparedGoogleTemplate.Prepare(sample.Template, Issuer, "tpl_1");
            AssertAcceptable(prepared, prepared.Class(sample.Pass), prepared.Object(sample.Pass));
        },
        times: 300);

    [Fact]
    public void Ids_stay_in_googles_alphabet_and_differ_when_names_differ()
    {
        var prepared = PreparedGoogleTemplate.Prepare(RichPasses.Of("coupon").Template, Issuer, "tpl_1");
        Properties.Hold(Properties.Text.SelectMany(one => Properties.Text.Select(other => (one, other))), names =>
        {
            var id = prepared.ObjectId(names.one);
            Assert.Matches("^[0-9]+\\.[A-Za-z0-9._-]+$", id);
            Assert.Equal(id, prepared.ObjectId(names.one));
            Assert.Equal(names.one == names.other, id == prepared.ObjectId(names.other));
        });
    }

    [Theory]
    [MemberData(nameof(GoogleSamples.Types), MemberType = typeof(GoogleSamples))]
    public void A_class_reports_saves_to_the_given_address_unless_the_template_names_its_own(GooglePassType type)
    {
        const string Ours = "https://wallet.example.com/wallet/google/org_1/callbacks";
        const string Own = "https://customer.example.com/saved";
        var sample = GoogleSamples.Of(type);
        var google = sample.Template.Google ?? new GoogleTemplate { Type = type };
        var plain = sample.Template with { Google = google with { CallbackUrl = null } };
        var own = plain with { Google = plain.Google! with { CallbackUrl = Own } };

        Assert.Equal(Ours, (string?)PreparedGoogleTemplate.Prepare(plain, Issuer, "t", Ours).Class(sample.Pass)["callbackOptions"]!["url"]);
        Assert.Equal(Own, (string?)PreparedGoogleTemplate.Prepare(own, Issuer, "t", Ours).Class(sample.Pass)["callbackOptions"]!["url"]);
        Assert.Null(PreparedGoogleTemplate.Prepare(plain, Issuer, "t").Class(sample.Pass)["callbackOptions"]);
    }

    [Theory]
    [InlineData("_", "__")]
    [InlineData("a b", "a_20b")]
    [InlineData("a_20b", "a b")]
    [InlineData("é", "_c3_a9")]
    [InlineData("x/y", "x.y")]
    public void Serial_numbers_that_look_alike_make_different_ids(string one, string other)
    {
        var prepared = PreparedGoogleTemplate.Prepare(RichPasses.Of("coupon").Template, Issuer, "tpl_1");
        Assert.NotEqual(prepared.ObjectId(one), prepared.ObjectId(other));
        Assert.True(prepared.ObjectId(new string('é', 5000)).Length < 200);
    }

    [Fact]
    public void A_store_card_without_a_public_logo_becomes_generic()
    {
        var card = RichPasses.Of("storeCard");
        var without = card.Template with { Google = null };
        Assert.Equal(GooglePassType.Generic, PreparedGoogleTemplate.Prepare(without, Issuer, "t").Type);
        var forced = card.Template with { Google = new GoogleTemplate { Type = GooglePassType.Loyalty } };
        Assert.Contains(WalletTemplateRules.Validate(forced, []), f =>
            f is { Pointer: "/google/logoUrl", Code: "google_needs_logo", Severity: FindingSeverity.Error });
    }

    [Fact]
    public void A_pass_with_its_own_flight_gets_that_flights_class()
    {
        var flight = RichPasses.Of("flight");
        var prepared = PreparedGoogleTemplate.Prepare(flight.Template, Issuer, "tpl_1");
        var later = flight.Pass with
        {
            Semantics =
            flight.Pass.Semantics! with { FlightNumber = 8, OriginalDepartureDate = "2026-12-16T18:00:00+01:00" }
        };
        Assert.NotEqual(prepared.ClassId(flight.Pass), prepared.ClassId(later));
        Assert.Equal("8", prepared.Class(later)["flightHeader"]!["flightNumber"]!.GetValue<string>());
        Assert.Equal("2026-12-16T18:00:00", prepared.Class(later)["localScheduledDepartureDateTime"]!.GetValue<string>());
        Assert.Equal(prepared.ClassId(later), prepared.Object(later)["classId"]!.GetValue<string>());
    }

    [Fact]
    public void A_flight_without_its_tags_is_rejected_with_their_names()
    {
        var template = RichPasses.Of(
            "flight").Template with
        { Semantics = null, Google = new GoogleTemplate { Type = GooglePassType.Flight } };
        var pass = new WalletPass { SerialNumber = "1" };
        Assert.Contains(
            WalletPassRules.Validate(template, pass), f => f is { Code: "google_needs_tag", Pointer: "/semantics/airlineCode" });
        var exception = Assert.Throws<ArgumentException>(
            () => PreparedGoogleTemplate.Prepare(template, Issuer, "t").Class(pass));
        Assert.Contains("airlineCode", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false, "ACTIVE")]
    [InlineData(null, true, "INACTIVE")]
    [InlineData(GoogleObjectState.Expired, true, "EXPIRED")]
    [InlineData(GoogleObjectState.Completed, false, "COMPLETED")]
    public void Voiding_expiry_and_use_are_states(GoogleObjectState? state, bool voided, string expected)
    {
        var card = RichPasses.Of("storeCard");
        var saved = PreparedGoogleTemplate.Prepare(card.Template, Issuer, "t").Object(card.Pass with { Voided = voided }, state);
        Assert.Equal(expected, saved["state"]!.GetValue<string>());
    }

    [Fact]
    public void A_deleted_pass_contains_no_personal_data()
    {
        var ticket = RichPasses.Of("posterEventTicket");
        var deleted = PreparedGoogleTemplate.Prepare(ticket.Template with { Semantics = null }, Issuer, "t").DeletedObject(
            ticket.Pass);
        Assert.Equal("INACTIVE", deleted["state"]!.GetValue<string>());
        Assert.DoesNotContain("Doe", deleted.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("\"12\"", deleted.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"programName":"x","heroImge":{}}""", "/google/class/heroImge", "google_unknown_key")]
    [InlineData("""{"programLogo":"https://example.com"}""", "/google/class/programLogo", "google_wrong_type")]
    [InlineData("""{"messages":{}}""", "/google/class/messages", "google_wrong_type")]
    [InlineData("""{"homepageUri":{"uri":"https://example.com","titel":"x"}}""", "/google/class/homepageUri/titel", "google_unknown_key")]
    public void Raw_Google_keys_are_checked_against_the_field_lists(string json, string pointer, string code)
    {
        var template = RichPasses.Of("storeCard").Template;
        template = template with { Google = template.Google! with { Class = JsonDocument.Parse(json).RootElement } };
        Assert.Contains(
            WalletTemplateRules.Validate(template, []), f => f.Pointer == pointer && f.Code == code && f.Severity == FindingSeverity.Error);
    }

    private static void AssertAcceptable(PreparedGoogleTemplate prepared, JsonObject made, JsonObject saved)
    {
        Assert.Empty(GoogleFieldLists.Unknown(made, $"{prepared.Type}Class"));
        Assert.Empty(GoogleFieldLists.Unknown(saved, $"{prepared.Type}Object"));
        var (ofClass, ofObject) = GoogleSamples.Required(prepared.Type);
        Assert.All(ofClass, key => Assert.NotNull(made[key]));
        Assert.All(ofObject, key => Assert.NotNull(saved[key]));
        Assert.Equal(made["id"]!.GetValue<string>(), saved["classId"]!.GetValue<string>());
    }
}
