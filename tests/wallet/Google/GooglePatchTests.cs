using System.Text.Json.Nodes;
using FsCheck.Fluent;
using Passinstance.Simulators.Google;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Json;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Google;

[Trait("Category", "Unit")]
public sealed class GooglePatchTests
{
    [Fact]
    public void An_unchanged_pass_has_no_patch()
    {
        var card = RichPasses.Of("storeCard");
        var prepared = Prepare(card);
        Assert.Null(GooglePatch.Between(prepared, card.Pass, card.Pass with { Message = null }, notify: true));
    }

    [Fact]
    public void New_points_are_the_only_thing_in_the_patch_and_ask_for_a_notification()
    {
        var card = RichPasses.Of("storeCard");
        var after = card.Pass with { Fields = new(card.Pass.Fields) { ["points"] = new FieldValue { Value = 1300 } } };
        var patch = GooglePatch.Between(Prepare(card), card.Pass, after, notify: true)!;
        Assert.Equal("""{"loyaltyPoints":{"balance":{"int":1300}},"notifyPreference":"NOTIFY_ON_UPDATE"}""", patch.ToJsonString());
        Assert.False(GooglePatch.Between(Prepare(card), card.Pass, after, notify: false)!.ContainsKey("notifyPreference"));
    }

    [Fact]
    public void Generic_passes_have_no_notification()
    {
        var card = RichPasses.Of("generic");
        var after = card.Pass with { Fields = new(card.Pass.Fields) { ["member"] = new FieldValue { Value = "Ann" } } };
        var patch = GooglePatch.Between(Prepare(card), card.Pass, after, notify: true)!;
        Assert.Equal(["header"], patch.Select(m => m.Key));
    }

    [Fact]
    public void Voiding_changes_the_state_and_removed_members_become_null()
    {
        var card = RichPasses.Of("storeCard");
        var patch = GooglePatch.Between(
            Prepare(card), card.Pass, card.Pass with { Voided = true, BarcodeMessage = null, NfcMessage = null }, notify: false)!;
        Assert.Equal("""{"state":"INACTIVE","barcode":null,"smartTapRedemptionValue":null}""", patch.ToJsonString());
    }

    [Fact]
    public void A_patch_applied_to_the_old_object_makes_the_new_one() => Properties.Hold(
        from one in Generated.Samples
        from other in Generated.Samples
        select (one, other.Pass),
        pair =>
        {
            var prepared = Prepare(pair.one);
            var after = pair.Pass with { SerialNumber = pair.one.Pass.SerialNumber };
            var merged = prepared.Object(pair.one.Pass);
            Merge(merged, GooglePatch.Between(prepared, pair.one.Pass, after, notify: false) ?? []);
            Assert.True(JsonNode.DeepEquals(prepared.Object(after), merged));
        });

    [Theory]
    [InlineData(true, "TEXT_AND_NOTIFY")]
    [InlineData(false, "TEXT")]
    public void A_message_requests_a_notification_only_when_asked_to(bool notify, string type)
    {
        var body = GoogleMessage.Make("ntf_1", "Hello", "Closed", notify, RichPasses.Signed, RichPasses.Signed.AddDays(1));
        Assert.Empty(GoogleFieldLists.Unknown(body, "AddMessageRequest"));
        Assert.Equal(type, body["message"]!["messageType"]!.GetValue<string>());
        Assert.Equal("2026-11-23T10:00:00Z", body["message"]!["displayInterval"]!["end"]!["date"]!.GetValue<string>());
    }

    [Fact]
    public void A_message_is_given_in_every_language_it_has()
    {
        var french = new Dictionary<string, (string, string)> { ["fr"] = ("Bonjour", "Fermé") };
        var body = GoogleMessage.Make("ntf_1", "Hello", "Closed", notify: true, language: "en", translations: french);
        Assert.Empty(GoogleFieldLists.Unknown(body, "AddMessageRequest"));
        Assert.Equal(
            """{"defaultValue":{"language":"en","value":"Closed"},"translatedValues":[{"language":"fr","value":"Fermé"}]}""",
            body["message"]!["localizedBody"]!.ToJsonString(WalletJson.Options));
        Assert.Equal("Bonjour", (string?)body["message"]!["localizedHeader"]!["translatedValues"]![0]!["value"]);
    }

    private static PreparedGoogleTemplate Prepare(Sample sample) => PreparedGoogleTemplate.Prepare(sample.Template, "1234", "tpl_1");

    /// <summary>Google's PATCH: objects are merged, arrays replaced, null removes.</summary>
    private static void Merge(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch)
        {
            if (value is JsonObject change && target[name] is JsonObject inner)
                Merge(inner, change);
            else if (value is null)
                target.Remove(name);
            else
                target[name] = value.DeepClone();
        }
    }
}
