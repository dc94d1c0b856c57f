using System.Net;
using System.Text;
using System.Text.Json;
using Passinstance.Testing;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Passes;

/// <summary>Kinds of input that went wrong once, at each place where a body of the service can hold them.</summary>
[Trait("Category", "Integration")]
public sealed class InputKindTests(PassFixture fixture)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("""{"fields":{"balance":{"label":"Balance","value":1e999}}}""", "/fields/balance/value", "not_a_number")]
    [InlineData("""{"locations":[{"latitude":48.8,"longitude":2.3,"altitude":-1e400}]}""", "/locations/0/altitude", "not_a_number")]
    [InlineData("""{"userInfo":{"deep":[{"tiny":1e-400}]}}""", "/userInfo/deep/0/tiny", "not_a_number")]
    [InlineData("""{"google":{"merchantLocations":[{"latitude":1e999}]}}""", "/google/merchantLocations/0/latitude", "not_a_number")]
    [InlineData("""{"semantics":{"duration":1e999}}""", "/semantics/duration", "not_a_number")]
    [InlineData("""{"userInfo":{"note":"a\u0000b"}}""", "/userInfo/note", "control_character")]
    [InlineData("""{"userInfo":{"k\u0000":1}}""", "/userInfo", "control_character")]
    [InlineData("""{"fields":{"extra":{"label":"x\u0007","value":"y"}}}""", "/fields/extra/label", "control_character")]
    [InlineData("""{"fields":{"google":{"value":"c\u001bd"}}}""", "/fields/google/value", "control_character")]
    [InlineData("""{"fields":{"userInfo":{"value":"c\u0000d"}}}""", "/fields/userInfo/value", "control_character")]
    [InlineData("""{"relevantDate":"2027-12-15"}""", "/relevantDate", "wrong_type")]
    [InlineData("""{"expirationDate":"2027-12-31T23:59:59"}""", "/expirationDate", "wrong_type")]
    [InlineData("""{"expirationDate":"2027-02-29T00:00:00Z"}""", "/expirationDate", "wrong_type")]
    [InlineData("""{"fields":{"seat":{"label":"Seat"}}}""", "/fields/seat/value", "required")]
    [InlineData("""{"fields":{"seat":{}}}""", "/fields/seat/value", "required")]
    [InlineData("""{"locations":[{"latitude":48.8}]}""", "/locations/0/longitude", "required")]
    [InlineData("""{"semantics":{"venueLocation":{"longitude":2}}}""", "/semantics/venueLocation/latitude", "required")]
    [InlineData("""{"semantics":{"wifiAccess":[{"ssid":"x"}]}}""", "/semantics/wifiAccess/0/password", "required")]
    [InlineData("""{"google":{"state":"EXPIRED"}}""", "/google/state", "known_key")]
    [InlineData("""{"fields":{"caf\u00e9":{"value":"1"},"cafe\u0301":{"value":"2"}}}""", "/fields/cafe\u0301", "decomposed_text")]
    public async Task A_wrong_value_is_rejected_where_it_stands_by_every_verb_and_changes_nothing(
        string members, string pointer, string code)
    {
        var issuer = await fixture.NewIssuerAsync("eventTicket");
        var issued = await issuer.IssueAsync("K-1");
        var path = $"/api/v1/passes/{issued.Text("id")}";
        var create = With(members, ("templateId", issuer.TemplateId), ("serialNumber", "K-2"));

        foreach (var (method, at, body) in ((HttpMethod, string, string)[])[
            (HttpMethod.Post, "/api/v1/passes", create), (HttpMethod.Put, path, members)])
        {
            var problem = await issuer.Passes.CallAsync(method, at, body, HttpStatusCode.UnprocessableEntity);
            Assert.Contains((pointer, code), Errors(problem));
        }

        Assert.Equal(issued.GetRawText(), (await issuer.Passes.CallAsync(HttpMethod.Get, path)).GetRawText());
        Assert.Single((await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes")).GetProperty("data").EnumerateArray());
        await BatchIsRejectedAsync(issuer, create, pointer, code);
    }

    [Fact]
    public async Task All_values_of_a_body_that_cannot_be_held_are_named_at_once()
    {
        var issuer = await fixture.NewIssuerAsync();

        var problem = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", """
            {"templateId":"x","fields":{"a/b":{"value":1e999},"c~d":{"value":"\u0000"}},"userInfo":[1,[1e-999,-1E400]]}
            """, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(
            [("/fields/a~1b/value", "not_a_number"), ("/fields/c~0d/value", "control_character"), ("/userInfo/1/0", "not_a_number"),
                ("/userInfo/1/1", "not_a_number")], Errors(problem));
    }

    [Theory]
    [InlineData("0", "0")]
    [InlineData("-0.0", "-0.0")]
    [InlineData("0e5000", "0e5000")]
    [InlineData("1.7976931348623157e308", "1.7976931348623157e308")]
    [InlineData("0.10000000000000000000000000000000000000001", "0.10000000000000000000000000000000000000001")]
    public async Task A_number_that_can_be_held_is_echoed(string number, string echoed)
    {
        var issuer = await fixture.NewIssuerAsync();

        var pass = await issuer.Passes.CreateAsync("/api/v1/passes", $$"""
            {"templateId":"{{issuer.TemplateId}}","serialNumber":"N-1","userInfo":{"n":{{number}} },
             "fields":{"n":{"value":{{number}} } } }
            """);

        Assert.Equal(echoed, pass.GetProperty("userInfo").GetProperty("n").GetRawText());
        Assert.Equal(echoed, pass.GetProperty("fields").GetProperty("n").GetProperty("value").GetRawText());
        var file = await Wallet.DownloadAsync(fixture, pass);
        Assert.Equal(echoed, file.PassJson.GetProperty("userInfo").GetProperty("n").GetRawText());
    }

    [Theory]
    [InlineData("code128", "\u001d0109501101530003\u001d17270630")]
    [InlineData("qr", "A\u001dB")]
    [InlineData("qr", "nul \0 and \u007f")]
    [InlineData("pdf417", "@\n\u001e\rANSI 636026080102DL")]
    [InlineData("aztec", "\u0002#UT\u0003")]
    public async Task A_barcode_keeps_every_character(string barcodeFormat, string barcodeMessage)
    {
        var issuer = await fixture.NewIssuerAsync();
        var body = new { templateId = issuer.TemplateId, serialNumber = "B-1", barcodeFormat, barcodeMessage };

        var pass = await issuer.Passes.CreateAsync("/api/v1/passes", body);
        var path = $"/api/v1/passes/{pass.Text("id")}";
        await issuer.Passes.CallAsync(HttpMethod.Put, path, new { logoText = "x" });

        Assert.Equal(barcodeMessage, (await issuer.Passes.CallAsync(HttpMethod.Get, path)).Text("barcodeMessage"));
        var file = await Wallet.DownloadAsync(fixture, pass);
        Assert.Equal(barcodeMessage, file.PassJson.GetProperty("barcodes")[0].Text("message"));
        // Batches keep it, too, and the event is published with it.
        var batch = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/batch",
            new { operation = "create", items = new[] { body with { serialNumber = "B-2" } } }, HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            _ => HasAsync(issuer, $"/api/v1/batch/{batch.Text("id")}", read => read.Text("status") == "completed"), Soon,
            "the batch is completed");
        var second = (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes?serialNumber=B-2")).GetProperty("data")[0];
        Assert.Equal(barcodeMessage, second.Text("barcodeMessage"));
    }

    [Fact]
    public async Task Dates_with_a_fraction_reach_devices_without_it()
    {
        var issuer = await fixture.NewIssuerAsync("eventTicket");

        var pass = await issuer.Passes.CreateAsync("/api/v1/passes", $$"""
            {"templateId":"{{issuer.TemplateId}}","serialNumber":"D-1","relevantDates":[{"date":"2027-12-15T19:00:00.000Z"},
             {"startDate":"2027-12-16T19:00:00.123Z","endDate":"2027-12-16T22:00:00.1234567+01:00"}],
             "semantics":{"eventStartDate":"2027-12-15T19:00:00.000Z"},"relevantDate":"2027-12-15T19:00:00.5+01:00"}
            """);

        var json = (await Wallet.DownloadAsync(fixture, pass)).PassJson;
        Assert.Equal("2027-12-15T19:00:00+01:00", json.Text("relevantDate"));
        Assert.Equal("2027-12-16T22:00:00+01:00", json.GetProperty("relevantDates")[2].Text("endDate"));
        Assert.Equal("2027-12-15T19:00:00Z", json.GetProperty("semantics").Text("eventStartDate"));
        Assert.DoesNotMatch(@"[0-9]{2}:[0-9]{2}\.[0-9]", json.GetRawText());
    }

    [Fact]
    public async Task An_update_merges_at_every_depth()
    {
        var issuer = await fixture.NewIssuerAsync("eventTicket");
        var pass = await issuer.Passes.CreateAsync("/api/v1/passes", $$$"""
            {"templateId":"{{{issuer.TemplateId}}}","serialNumber":"M-1","userInfo":{"a":{"b":1,"c":2} },
             "fields":{"f":{"label":"F","value":"1"} },
             "semantics":{"eventName":"Field night","venueName":"Hall","venueEntranceGate":"A",
                "venueLocation":{"latitude":1,"longitude":2} } }
            """);
        var path = $"/api/v1/passes/{pass.Text("id")}";

        var updated = await issuer.Passes.CallAsync(HttpMethod.Put, path, """
            {"semantics":{"VenueEntranceGate":"B","venueLocation":{"latitude":3}},"userInfo":{"a":{"c":null,"d":{"e":5}},"x":[1]},
             "fields":{"f":{"value":"2"}}}
            """);
        var removed = await issuer.Passes.CallAsync(HttpMethod.Put, path, """{"semantics":{"venueEntranceGate":null}}""");

        var tags = updated.GetProperty("semantics");
        Assert.Equal(("Field night", "Hall", "B"), (tags.Text("eventName"), tags.Text("venueName"), tags.Text("venueEntranceGate")));
        Assert.Equal("""{"latitude":3,"longitude":2}""", tags.GetProperty("venueLocation").GetRawText());
        Assert.Equal("""{"a":{"b":1,"d":{"e":5}},"x":[1]}""", updated.GetProperty("userInfo").GetRawText());
        // A field that is sent replaces the field of that key.
        Assert.Equal("""{"value":"2"}""", updated.GetProperty("fields").GetProperty("f").GetRawText());
        Assert.Equal(["eventName", "venueName", "venueLocation"],
            removed.GetProperty("semantics").EnumerateObject().Select(tag => tag.Name).Order().OrderBy(name => name switch
            {
                "eventName" => 0,
                "venueName" => 1,
                _ => 2,
            }));
    }

    [Fact]
    public async Task A_field_whose_key_has_a_slash_is_replaced_as_any_other()
    {
        var issuer = await fixture.NewIssuerAsync();
        var issued = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", With(
            """{"fields":{"gate/1":{"label":"Gate","value":"A"},"gate~1":{"label":"Gate","value":"A"}}}""",
            ("templateId", issuer.TemplateId), ("serialNumber", "S-1")), HttpStatusCode.Created);

        var updated = await issuer.Passes.CallAsync(
            HttpMethod.Put, $"/api/v1/passes/{issued.Text("id")}", """{"fields":{"gate/1":{"value":"B"},"gate~1":{"value":"B"}}}""");

        Assert.Equal("""{"gate/1":{"value":"B"},"gate~1":{"value":"B"}}""", updated.GetProperty("fields").GetRawText());
    }

    [Theory]
    [InlineData("""{"SerialNumber":"OTHER"}""")]
    [InlineData("""{"logoText":"a","LogoText":"b"}""")]
    [InlineData("""{"semantics":{"eventName":"a","EventName":"b"}}""")]
    public async Task A_member_s_case_does_not_get_around_a_rule(string body)
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("C-1")).Text("id")}";

        await issuer.Passes.CallAsync(HttpMethod.Put, path, body, HttpStatusCode.UnprocessableEntity);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("e\u0301")]
    public async Task A_serial_number_that_no_phone_can_ask_for_is_rejected(string serialNumber)
    {
        var issuer = await fixture.NewIssuerAsync();

        var problem = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/passes", issuer.Pass(serialNumber), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["/serialNumber"], problem.Pointers());
        await BatchIsRejectedAsync(issuer, JsonSerializer.Serialize(issuer.Pass(serialNumber)), "/serialNumber", "invalid_characters");
    }

    [Theory]
    [InlineData("/api/v1/passes?serialNumber=a%00b", "?serialNumber")]
    [InlineData("/api/v1/passes?%00=1", "?\uFFFD")]
    [InlineData("/api/v1/passes?cursor=%00", "?cursor")]
    [InlineData("/api/v1/passes?cursor=%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2F%2Fw", "?cursor")]
    [InlineData("/api/v1/passes?cursor=!!!!!!!!!!!!!!!!!!!!!!", "?cursor")]
    [InlineData("/api/v1/passes/device-logs?cursor=%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20%20", "?cursor")]
    [InlineData("/api/v1/passes?limit=", "?limit")]
    [InlineData("/api/v1/passes?createdBefore=", "?createdBefore")]
    public async Task A_parameter_that_cannot_be_read_is_rejected_by_its_name(string path, string pointer)
    {
        var issuer = await fixture.NewIssuerAsync();

        Assert.Equal([pointer], (await issuer.Passes.CallAsync(HttpMethod.Get, path, null, HttpStatusCode.UnprocessableEntity)).Pointers());
    }

    [Theory]
    [InlineData("1")]
    [InlineData("W1")]
    [InlineData("\"")]
    public async Task An_If_Match_that_is_no_tag_is_told_what_a_tag_looks_like(string tag)
    {
        var issuer = await fixture.NewIssuerAsync();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/api/v1/passes/{(await issuer.IssueAsync("M-1")).Text("id")}");
        request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("If-Match", tag);

        using var response = await issuer.Passes.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var message = JsonElement.Parse(await response.Content.ReadAsStringAsync()).Text("message");
        Assert.Contains("with its quotes", message, StringComparison.Ordinal);
        Assert.Contains($"you sent {tag}", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"fields":{"f":{"value":"1"},"f":{"value":"2"}}}""", "/fields/f", "duplicate_member")]
    [InlineData("""{"fields":{"f":{"value":null}}}""", "/fields/f/value", "null")]
    public async Task A_value_that_the_reader_stops_at_is_named_with_what_was_sent(string members, string pointer, string text)
    {
        var issuer = await fixture.NewIssuerAsync();
        var path = $"/api/v1/passes/{(await issuer.IssueAsync("V-1")).Text("id")}";
        foreach (var (method, at, body) in ((HttpMethod, string, string)[])[
            (HttpMethod.Put, path, members),
            (HttpMethod.Post, "/api/v1/passes", With(members, ("templateId", issuer.TemplateId), ("serialNumber", "V-2")))])
        {
            var problem = await issuer.Passes.CallAsync(method, at, body, HttpStatusCode.UnprocessableEntity);

            Assert.Equal([pointer], problem.Pointers());
            Assert.Contains(text, problem.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("See /docs", problem.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_in_another_encoding_is_checked_alike()
    {
        var issuer = await fixture.NewIssuerAsync();
        using var content = new StringContent(
            $$"""{"templateId":"{{issuer.TemplateId}}","serialNumber":"E-1","userInfo":1e999}""", Encoding.Unicode, "application/json");

        using var response = await issuer.Passes.PostAsync("/api/v1/passes", content);

        Assert.True(response.StatusCode is HttpStatusCode.UnprocessableEntity or HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task A_field_whose_new_format_its_value_does_not_fit_is_shown_without_it_and_warned_of()
    {
        var issuer = await fixture.NewIssuerAsync();
        var pass = await issuer.IssueAsync("R-1");
        var path = $"/api/v1/passes/{pass.Text("id")}";

        await issuer.Templates.CallAsync(HttpMethod.Put, $"/api/v1/templates/{issuer.TemplateId}",
            """{"layout":{"primaryFields":[{"key":"tier","label":"Tier","currencyCode":"EUR"}]}}""");
        await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{issuer.TemplateId}/publish");
        await Eventually.TrueAsync(
            _ => HasAsync(issuer, path, read => read.GetProperty("version").GetInt32() > 1), Soon,
            "the pass is moved to the new version");

        var moved = await issuer.Passes.CallAsync(HttpMethod.Get, path);
        var field = (await Wallet.DownloadAsync(fixture, moved)).PassJson.GetProperty("storeCard").GetProperty("primaryFields")[0];
        Assert.Equal("""{"key":"tier","label":"Tier","value":"Gold"}""", field.GetRawText());
        Assert.Contains(moved.GetProperty("warnings").EnumerateArray(), warning => warning.Text("pointer") == "/fields/tier/value"
            && warning.Text("message").Contains("without", StringComparison.Ordinal) && warning.Text("severity") == "warning");
    }

    [Fact]
    public async Task No_file_is_signed_by_a_certificate_that_has_expired()
    {
        using var authority = new AppleTestAuthority();
        var issuer = await fixture.NewIssuerAsync();
        var expires = DateTimeOffset.UtcNow.AddSeconds(15);
        using var certificate = authority.Issue("pass.test.members", notAfter: expires);
        await issuer.Templates.CallAsync(
            HttpMethod.Post, "/api/v1/wallet-identities/apple", new { pkcs12 = authority.Pkcs12(certificate, null) },
            HttpStatusCode.Created);
        var pass = await issuer.IssueAsync("X-1");
        var path = $"/api/v1/passes/{pass.Text("id")}";
        var card = await AppleWallet.Phone.DownloadAsync(fixture, pass);
        var phone = new AppleWallet.Phone(fixture, issuer.OrganizationId);
        await phone.RegisterAsync(card);
        using var fresh = await phone.FetchAsync(card);
        var bundle = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/bundles", new { name = "Both", passIds = new[] { pass.Text("id") } }, HttpStatusCode.Created);
        await Eventually.TrueAsync(() => DateTimeOffset.UtcNow > expires.AddSeconds(1), Soon, "the certificate has expired");

        using var current = await phone.FetchAsync(card, fresh.Content.Headers.LastModified);
        using var changed = await phone.FetchAsync(card);
        var link = new Uri(pass.Text("downloadUrl")).AbsolutePath;
        Assert.Equal(HttpStatusCode.NotModified, current.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, changed.StatusCode);
        foreach (var (client, file) in ((HttpClient, string)[])[
            (issuer.Passes, $"{path}/download"), (fixture.Passes.AnonymousClient(), link),
            (issuer.Passes, $"/api/v1/bundles/{bundle.Text("id")}/download")])
        {
            var problem = await client.CallAsync(HttpMethod.Get, file, null, HttpStatusCode.Conflict);
            Assert.Equal("certificate_unusable", problem.Text("code"));
            Assert.Contains("renew", problem.Text("message"), StringComparison.Ordinal);
        }

        var rejected = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/passes", issuer.Pass("X-2"), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("certificate_unusable", rejected.GetProperty("errors")[0].Text("code"));
    }

    private static async Task BatchIsRejectedAsync(Issuer issuer, string item, string pointer, string code)
    {
        using var content = new StringContent($$"""{"operation":"create","items":[{{item}}]}""", Encoding.UTF8, "application/json");
        using var response = await issuer.Passes.PostAsync("/api/v1/batch", content);
        var answer = JsonElement.Parse(await response.Content.ReadAsStringAsync());
        if (response.StatusCode == HttpStatusCode.UnprocessableEntity)
        {
            Assert.Contains(("/items/0" + pointer, code), Errors(answer));
            return;
        }

        // The wallets' rules are checked when the item is carried out.
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var path = $"/api/v1/batch/{answer.Text("id")}";
        await Eventually.TrueAsync(
            _ => HasAsync(issuer, path, read => read.Text("status") == "completed"), Soon, "the batch is completed");
        Assert.Contains(pointer, (await issuer.Passes.CallAsync(HttpMethod.Get, path)).GetRawText(), StringComparison.Ordinal);
        Assert.Single((await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes")).GetProperty("data").EnumerateArray());
    }

    private static async Task<bool> HasAsync(Issuer issuer, string path, Func<JsonElement, bool> condition) =>
        condition(await issuer.Passes.CallAsync(HttpMethod.Get, path));

    private static string With(string members, params (string Name, string Value)[] more) =>
        members[..^1] + string.Concat(more.Select(one => $",\"{one.Name}\":\"{one.Value}\"")) + "}";

    private static (string Pointer, string Code)[] Errors(JsonElement problem) =>
        [.. problem.GetProperty("errors").EnumerateArray().Select(error => (error.Text("pointer"), error.Text("code")))];

    private static class Wallet
    {
        internal static async Task<PkpassReader> DownloadAsync(PassFixture fixture, JsonElement pass) => PkpassReader.Read(
            await fixture.Passes.AnonymousClient().GetByteArrayAsync(new Uri(pass.Text("downloadUrl")).AbsolutePath));
    }
}
