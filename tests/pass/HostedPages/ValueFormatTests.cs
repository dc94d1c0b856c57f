using System.Text.Json;
using Passinstance.Passes.HostedPages;
using Passinstance.Passes.HostedPages.Passes;

namespace Passinstance.Passes.Tests.HostedPages;

[Trait("Category", "Unit")]
public sealed class ValueFormatTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(
        """{"value":"2026-11-23T15:30:32-08:00","dateStyle":"PKDateStyleShort","timeStyle":"PKDateStyleShort"}""",
        "11/23/26, 3:30 PM UTC−8", "23/11/2026 15:30 UTC−8")]
    [InlineData("""{"value":"2026-11-23T15:30:32Z","dateStyle":"PKDateStyleMedium"}""", "Nov 23, 2026", "23 nov. 2026")]
    [InlineData(
        """{"value":"2026-08-01T09:05:00+05:30","dateStyle":"PKDateStyleLong","timeStyle":"PKDateStyleMedium"}""",
        "August 1, 2026 at 9:05:00 AM UTC+5:30", "1er août 2026 à 09:05:00 UTC+5:30")]
    [InlineData(
        """{"value":"2026-11-23T15:30:32Z","dateStyle":"PKDateStyleFull","timeStyle":"PKDateStyleShort","ignoresTimeZone":true}""",
        "Monday, November 23, 2026 at 3:30 PM", "lundi 23 novembre 2026 à 15:30")]
    [InlineData("""{"value":"2026-11-23T00:30:00Z","timeStyle":"PKDateStyleShort","ignoresTimeZone":true}""", "12:30 AM", "00:30")]
    [InlineData("""{"value":"2026-11-23T08:00:00Z","dateStyle":"PKDateStyleShort","isRelative":true}""", "Tomorrow", "Demain")]
    [InlineData("""{"value":"2026-11-25T08:00:00Z","dateStyle":"PKDateStyleShort","isRelative":true}""", "11/25/26", "25/11/2026")]
    [InlineData("""{"value":1234567.5,"numberStyle":"PKNumberStyleDecimal"}""", "1,234,567.5", "1\u202F234\u202F567,5")]
    [InlineData("""{"value":0.125,"numberStyle":"PKNumberStylePercent"}""", "13%", "13\u202F%")]
    [InlineData("""{"value":12345,"numberStyle":"PKNumberStyleScientific"}""", "1.2345E4", "1,2345E4")]
    [InlineData("""{"value":1234.5,"currencyCode":"USD"}""", "$1,234.50", "1\u202F234,50\u00A0$US")]
    [InlineData("""{"value":-3,"currencyCode":"EUR"}""", "-€3.00", "-3,00\u00A0€")]
    [InlineData("""{"value":500,"currencyCode":"JPY"}""", "¥500", "500\u00A0¥")]
    [InlineData("""{"value":9.9,"currencyCode":"CHF"}""", "CHF\u00A09.90", "9,90\u00A0CHF")]
    [InlineData("""{"value":10.50}""", "10.50", "10,50")]
    [InlineData("""{"value":"plain text"}""", "plain text", "plain text")]
    public void A_value_is_shown_as_Wallet_shows_it(string field, string english, string french)
    {
        var element = JsonElement.Parse(field);
        var text = element.GetProperty("value") is { ValueKind: JsonValueKind.String } value ? value.GetString()! : "";

        Assert.Equal(english, ValueFormat.Show(element, text, Wording.English, Now));
        Assert.Equal(french, ValueFormat.Show(element, text, Wording.French, Now));
    }

    [Fact]
    public void Both_languages_have_the_same_notices()
    {
        Assert.Equal(Wording.English.Notices.Keys.Order(StringComparer.Ordinal), Wording.French.Notices.Keys.Order(StringComparer.Ordinal));
    }
}
