using System.Text.Json;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Rules;

[Trait("Category", "Unit")]
public sealed class PassRulesTests
{
    public static TheoryData<string, string, string, FindingSeverity> Passes => new()
    {
        { """{"serialNumber":""}""", "/serialNumber", "required", FindingSeverity.Error },
        {
            """{"serialNumber":"1","authenticationToken":"0123456789abcdef"}""",
            "/authenticationToken", "token_and_address", FindingSeverity.Error
        },
        {
            """{"serialNumber":"1","authenticationToken":"short","webServiceURL":"https://x.com"}""",
            "/authenticationToken", "token_too_short", FindingSeverity.Error
        },
        {
            """{"serialNumber":"1","authenticationToken":"0123456789abcdef","webServiceURL":"http://x.com"}""",
            "/webServiceURL", "url_not_https", FindingSeverity.Warning
        },
        { """{"serialNumber":"1\u0000"}""", "/serialNumber", "control_character", FindingSeverity.Error },
        { """{"serialNumber":"1","fields":{"message":{"value":"x"}}}""", "/fields/message", "reserved_key", FindingSeverity.Error },
        { """{"serialNumber":"1","fields":{"":{"value":"x"}}}""", "/fields/", "required", FindingSeverity.Error },
        { """{"serialNumber":"1","fields":{"points":{"value":"many"}}}""", "/fields/points/value", "not_a_number", FindingSeverity.Error },
        {
            """{"serialNumber":"1","fields":{"a":{"value":"1"},"b":{"value":"1"},"c":{"value":"1"},"d":{"value":"1"},"e":"""
            + """{"value":"1"},"f":{"value":"1"},"g":{"value":"1"}}}""",
            "/fields", "fields_on_the_back", FindingSeverity.Warning
        },
        { """{"serialNumber":"1","barcodeFormat":"qr"}""", "/barcodeMessage", "required", FindingSeverity.Error },
        {
            """{"serialNumber":"1","barcodeFormat":"ean13","barcodeMessage":"4006381333932"}""",
            "/barcodeMessage", "barcode_cannot_hold_message", FindingSeverity.Error
        },
        {
            """{"serialNumber":"1","barcodeFormat":"itf","barcodeMessage":"123"}""",
            "/barcodeMessage", "barcode_cannot_hold_message", FindingSeverity.Error
        },
        {
            """{"serialNumber":"1","barcodeFormat":"code39","barcodeMessage":"abc"}""",
            "/barcodeMessage", "barcode_cannot_hold_message", FindingSeverity.Error
        },
        {
            """{"serialNumber":"1","barcodeFormat":"codabar","barcodeMessage":"123"}""",
            "/barcodeMessage", "barcode_cannot_hold_message", FindingSeverity.Error
        },
        {
            """{"serialNumber":"1","barcodeFormat":"code128","barcodeMessage":"é"}""",
            "/barcodeMessage", "barcode_cannot_hold_message", FindingSeverity.Error
        },
        { """{"serialNumber":"1","relevantDate":"2026-12-15T19:00:00Z"}""", "/relevantDate", "ignored_here", FindingSeverity.Warning },
        {
            """{"serialNumber":"1","nfcMessage":"0123456789012345678901234567890123456789012345678901234567890123é"}""",
            "/nfcMessage", "nfc_message_too_long", FindingSeverity.Error
        },
        { """{"serialNumber":"1","backgroundColor":"gold"}""", "/backgroundColor", "wrong_color", FindingSeverity.Error },
        { """{"serialNumber":"1","google":{"accountId":"1","nope":1}}""", "/google/nope", "google_unknown_key", FindingSeverity.Error },
        {
            """{"serialNumber":"1","semantics":{"balance":{"amount":"1","currencyCode":"eur"}}}""",
            "/semantics/balance/currencyCode", "wrong_currency", FindingSeverity.Error
        },
    };

    [Theory]
    [MemberData(nameof(Passes))]
    public void What_a_wallet_would_reject_or_ignore_is_found(string json, string pointer, string code, FindingSeverity severity)
    {
        var pass = JsonSerializer.Deserialize<WalletPass>(json, WalletJson.Options)!;
        var finding = Assert.Single(
            WalletPassRules.Validate(RichPasses.Of("storeCard").Template, pass), f => f.Pointer == pointer && f.Code == code);
        Assert.Equal(severity, finding.Severity);
        Assert.EndsWith(".", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_poster_event_ticket_without_its_tags_is_rejected()
    {
        var ticket = RichPasses.Of("posterEventTicket");
        WalletTemplate without =
            ticket.Template with { Semantics = new SemanticTags { EventType = SemanticEventType.Sports, EventName = "Final" } };
        string[] missing =
        [
            .. WalletPassRules.Validate(without, ticket.Pass)
                .Where(f => f is { Code: "missing_tag", Severity: FindingSeverity.Error }).Select(f => f.Pointer),
        ];
        Assert.Equal(["/semantics/venueName", "/semantics/awayTeamAbbreviation", "/semantics/homeTeamAbbreviation"], missing);
        Assert.DoesNotContain(WalletPassRules.Validate(ticket.Template, ticket.Pass), f => f.Code == "missing_tag");
    }

    [Fact]
    public void A_semantic_boarding_pass_needs_its_nine_tags_and_is_advised_of_four()
    {
        var flight = RichPasses.Of("flight");
        var without = flight.Template with { Semantics = null };
        var findings = WalletPassRules.Validate(without, flight.Pass with { Semantics = null })
            .Where(f => f.Code == "missing_tag").ToList();
        Assert.Equal(9, findings.Count(f => f.Severity == FindingSeverity.Error));
        Assert.Equal(4, findings.Count(f => f.Severity == FindingSeverity.Warning));
        Assert.DoesNotContain(
            WalletPassRules.Validate(flight.Template, flight.Pass), f => f is { Code: "missing_tag", Severity: FindingSeverity.Error });
    }

    [Theory]
    [InlineData(BarcodeFormat.Qr, "会员")]
    [InlineData(BarcodeFormat.Ean13, "4006381333931")]
    [InlineData(BarcodeFormat.Itf, "1234")]
    [InlineData(BarcodeFormat.Code39, "AB-12 $")]
    [InlineData(BarcodeFormat.Codabar, "A40156B")]
    [InlineData(BarcodeFormat.Code128, "T-1 code")]
    public void What_a_barcode_can_hold_is_accepted(BarcodeFormat format, string message) =>
        Assert.Empty(WalletPassRules.Validate(
            RichPasses.Of("storeCard").Template, new WalletPass { SerialNumber = "1", BarcodeFormat = format, BarcodeMessage = message }));
}
