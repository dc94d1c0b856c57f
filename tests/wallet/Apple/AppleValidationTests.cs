using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Apple;

/// <summary>The table in docs/apple-validation.md: what Apple's own validators judge, we judge alike.</summary>
[Trait("Category", "Unit")]
public sealed class AppleValidationTests
{
    private static readonly Dictionary<string, Func<(WalletTemplate Template, PassImage[] Images, WalletPass Pass)>> Broken = new()
    {
        ["event-nfc"] = () => Event(t => t with { Nfc = null }),
        ["event-nfc-authentication"] = () => Event(t => t with { Nfc = t.Nfc! with { RequiresAuthentication = null } }),
        ["event-artwork"] = () => Event(t => t, without: ["artwork", "background"]),
        ["event-name"] = () => Event(Without("eventName")),
        ["event-venue"] = () => Event(Without("venueName")),
        ["event-start"] = () => Event(Without("eventStartDate")),
        ["event-end"] = () => Event(t => t with { Semantics = t.Semantics! with { EventEndDate = "2020-01-01T00:00:00Z" } }),
        ["event-away-team"] = () => Event(t => t with { Semantics = t.Semantics! with { EventType = SemanticEventType.Sports } }),
        ["event-home-team"] = () => Event(t => t with { Semantics = t.Semantics! with { EventType = SemanticEventType.Sports } }),
        ["event-performers"] = () => Event(Without("performerNames")),
        ["event-artists"] = () => Event(Without("artistIDs")),
        ["event-seats"] = () => Event(Without("seats")),
        ["flight-airline"] = () => Flight("airlineCode"),
        ["flight-number"] = () => Flight("flightNumber"),
        ["flight-departure"] = () => Flight("originalDepartureDate"),
        ["flight-boarding"] = () => Flight("originalBoardingDate"),
        ["flight-arrival"] = () => Flight("originalArrivalDate"),
        ["flight-departure-zone"] = () => Flight("departureLocationTimeZone"),
        ["flight-departure-code"] = () => Flight("departureAirportCode"),
        ["flight-departure-city"] = () => Flight("departureCityName"),
        ["flight-destination-zone"] = () => Flight("destinationLocationTimeZone"),
        ["flight-destination-code"] = () => Flight("destinationAirportCode"),
        ["flight-destination-city"] = () => Flight("destinationCityName"),
        ["flight-passenger"] = () => Flight("passengerName"),
        ["flight-seats"] = () => Flight("seats"),
        ["field-formats"] = () => Minimal(t => t with
        {
            Layout = new PassLayout
            {
                BackFields = [new PassField { Key = "a", Value = 1, CurrencyCode = "EUR", NumberStyle = NumberStyle.Decimal }],
            },
        }),
        ["icon"] = () => Minimal(t => t),
        ["icon-2x"] = () => Minimal(t => t, TestImages.Scales("icon", 38, 38).Where(i => i.Name != "icon@2x")),
        ["icon-3x"] = () => Minimal(t => t, TestImages.Scales("icon", 38, 38).Where(i => i.Name != "icon@3x")),
    };

    public static TheoryData<string> Rules => [.. Rows().Select(row => row.Rule)];

    [Fact]
    public void Every_rule_of_the_table_is_tried_once() =>
        Assert.Equal(Broken.Keys.Order(StringComparer.Ordinal), Rows().Select(row => row.Rule).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_broken_rule_gets_the_verdict_of_the_table(string rule)
    {
        var row = Rows().Single(row => row.Rule == rule);
        var (template, images, pass) = Broken[rule]();
        var findings = WalletTemplateRules.Validate(template, images).Concat(WalletPassRules.Validate(template, pass)).ToList();
        if (row.Ours == "none")
        {
            Assert.DoesNotContain(findings, f => f.Severity == FindingSeverity.Error);
        }
        else
        {
            var finding = Assert.Single(findings, f => $"`{f.Pointer}` `{f.Code}`" == row.Finding);
            Assert.Equal(row.Ours, finding.Severity.ToString().ToLowerInvariant());
        }

        Assert.Equal(row.Apple != row.Ours, row.Reason.Length > 0);
    }

    [Fact]
    public void The_samples_that_are_broken_have_no_error_before()
    {
        foreach (var (template, images, pass) in ((WalletTemplate, PassImage[], WalletPass)[])[Event(t => t), Flight(""), Minimal(t => t)])
        {
            Assert.DoesNotContain(
                WalletTemplateRules.Validate(template, images).Concat(WalletPassRules.Validate(template, pass)),
                f => f.Severity == FindingSeverity.Error);
        }
    }

    [Fact]
    public void A_renamed_tag_is_taken_by_either_name_and_written_by_both()
    {
        var (flight, images, pass) = Flight("");
        var (paris, york) = ("Europe/Paris", "America/New_York");
        foreach (var tags in (SemanticTags[])
        [
            flight.Semantics! with
            {
                DepartureLocationTimeZone = null, DepartureAirportTimeZone = paris,
                DestinationLocationTimeZone = null, DestinationAirportTimeZone = york,
                DepartureAirportSecurityPrograms = [SemanticSecurityProgram.Clear],
                DepartureLocationSecurityPrograms = null,
            },
            flight.Semantics! with
            {
                DepartureLocationTimeZone = paris, DestinationLocationTimeZone = york,
                DepartureLocationSecurityPrograms = [SemanticSecurityProgram.Clear],
            },
        ])
        {
            var template = flight with { Semantics = tags };
            Assert.DoesNotContain(WalletPassRules.Validate(template, pass), f => f.Severity == FindingSeverity.Error);
            using var certificates = new TestCertificates();
            using var identity = certificates.Identity();
            var prepared = Passinstance.Wallet.Apple.PreparedPassTemplate.Prepare(template, images, identity);
            foreach (var one in (WalletPass[])[pass, pass with { Semantics = new SemanticTags { DepartureGate = "A1" } }])
            {
                var written = JsonNode.Parse(prepared.GetPassJson(one))!["semantics"]!;
                Assert.Equal([paris, paris, york, york], ((string[])
                    ["departureLocationTimeZone", "departureAirportTimeZone", "destinationLocationTimeZone", "destinationAirportTimeZone"])
                    .Select(name => (string?)written[name]));
                Assert.Equal(
                    written["departureLocationSecurityPrograms"]!.ToJsonString(),
                    written["departureAirportSecurityPrograms"]!.ToJsonString());
            }
        }
    }

    private static (WalletTemplate, PassImage[], WalletPass) Event(
        Func<WalletTemplate, WalletTemplate> change, string[]? without = null)
    {
        var sample = RichPasses.Of("posterEventTicket");
        var semantics = sample.Template.Semantics! with { Seats = [new SemanticSeat { SeatNumber = "1" }] };
        return (
            change(sample.Template with { Semantics = semantics }),
            [.. sample.Images.Where(i => without?.Contains(i.Name.Split('@')[0]) != true)], sample.Pass with { Semantics = null });
    }

    private static (WalletTemplate, PassImage[], WalletPass) Flight(string without)
    {
        var sample = RichPasses.Of("flight");
        var semantics = sample.Template.Semantics! with
        {
            PassengerName = new SemanticPersonName { GivenName = "Jane" },
            Seats = [new SemanticSeat { SeatNumber = "1A" }],
            DepartureAirportTimeZone = null,
            DestinationAirportTimeZone = null,
        };
        return (
            Without(without)(sample.Template with { Semantics = semantics, Google = null }), sample.Images,
            sample.Pass with { Semantics = null });
    }

    private static (WalletTemplate, PassImage[], WalletPass) Minimal(
        Func<WalletTemplate, WalletTemplate> change, IEnumerable<PassImage>? images = null) =>
        (change(RichPasses.Of("minimal").Template), [.. images ?? []], new WalletPass { SerialNumber = "1" });

    private static Func<WalletTemplate, WalletTemplate> Without(string tag) => template =>
    {
        var tags = System.Text.Json.JsonSerializer.SerializeToNode(template.Semantics, WalletJson.Options)!.AsObject();
        tags.Remove(tag);
        return template with { Semantics = System.Text.Json.JsonSerializer.Deserialize<SemanticTags>(tags, WalletJson.Options) };
    };

    private static IEnumerable<(string Rule, string Apple, string Ours, string Finding, string Reason)> Rows(
        [CallerFilePath] string caller = "") =>
        File.ReadLines(Path.Combine(Path.GetDirectoryName(caller)!, "..", "..", "..", "docs", "apple-validation.md"))
            .SkipWhile(line => !line.StartsWith("|---|---|---|---|---|---|", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith('|'))
            .Select(line => line.Split('|').Select(cell => cell.Trim()).ToArray())
            .Select(cells => (cells[1].Trim('`'), cells[3], cells[4], cells[5], cells[6]));
}
