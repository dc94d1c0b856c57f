using System.Text;
using System.Text.Json;
using Passinstance.Wallet.Google;
using Passinstance.Wallet.Model;
using Passinstance.Wallet.Rules;
using Passinstance.Wallet.Tests.Apple;
using Passinstance.Wallet.Tests.Samples;

namespace Passinstance.Wallet.Tests.Rules;

/// <summary>Names, raw members, images and addresses.</summary>
public sealed partial class InputKindTests
{
    [Fact]
    public void Languages_that_differ_by_case_are_one_language()
    {
        var texts = new Dictionary<string, string> { ["Member"] = "Membro" };
        var template = RichPasses.Of("minimal").Template with
        {
            DefaultLanguage = "en",
            Localizations = new Dictionary<string, IReadOnlyDictionary<string, string>>
            {
                ["pt-BR"] = texts,
                ["pt-br"] = texts,
                ["EN"] = texts,
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
        Assert.Contains(
            WalletTemplateRules.Validate(template, []), f => f is { Pointer: "/layout/backFields/0/key", Code: "decomposed_text" });
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("cafe\u0301")]
    [InlineData("\u0438\u0306")]
    [InlineData("\u304B\u3099")]
    [InlineData("\u1112\u1161")]
    [InlineData("\uD558\u11AB")]
    [InlineData("\u1EB9\u0302")]
    [InlineData("5 \u212B")]
    [InlineData("a\u0000b")]
    public void A_serial_number_that_no_device_could_ask_for_is_rejected(string serialNumber) => Assert.Contains(
        WalletPassRules.Validate(RichPasses.Of("storeCard").Template, new WalletPass { SerialNumber = serialNumber }),
        f => f is { Pointer: "/serialNumber", Severity: FindingSeverity.Error });

    [Theory]
    [InlineData("a;b")]
    [InlineData("...")]
    [InlineData("caf\u00e9/1")]
    [InlineData("\u0430\u0301")]
    [InlineData("x\u0302")]
    [InlineData("\uD558\uB098")]
    [InlineData("\u0939\u093F\u0928")]
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

    [Fact]
    public void The_answers_of_a_form_are_told_apart_by_more_than_case()
    {
        var template = RichPasses.Of("minimal").Template with
        {
            PassFlow = new PassFlow
            {
                Form = new PassFlowForm
                {
                    Fields = [new PassFlowField { Key = "name", Label = "Name" }, new PassFlowField { Key = "Name", Label = "Other" }],
                },
            },
        };
        Assert.Equal(["/passFlow/form/fields/1/key"],
            WalletTemplateRules.Validate(template, []).Where(f => f.Code == "wrong_key").Select(f => f.Pointer));
    }
}
