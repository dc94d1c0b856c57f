using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.PassPreview.Starts;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;
using Passinstance.Wallet.Json;

namespace Passinstance.Templates.Tests.Templates;

/// <summary>Designs as files of Apple's, and test passes.</summary>
[Trait("Category", "Integration")]
public sealed class TemplateFileTests(TemplateFixture fixture)
{
    private const string Minimal = """
        { "formatVersion": 1, "passTypeIdentifier": "pass.test.files", "teamIdentifier": "A1B2C3D4E5", "organizationName": "Files",
          "description": "A card", "generic": { "primaryFields": [{ "key": "a", "label": "A", "value": "" }] } }
        """;

    public static TheoryData<string> Starts => [.. DesignerStarts.All.Select(start => start.Id)];

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task A_design_that_was_exported_as_a_template_is_imported_as_it_was(string start)
    {
        var organization = fixture.NewOrganization();
        var id = await CreateAsync(organization, start);
        var file = await organization.GetByteArrayAsync($"/api/v1/templates/{id}/export");
        var imported = await ImportAsync(organization, file, $"?name={start}");

        var (before, after) = (await organization.CallAsync(HttpMethod.Get, $"/api/v1/templates/{id}"), imported);
        Assert.Equal(("draft", 0, start), (after.Text("status"), after.GetProperty("version").GetInt32(), after.Text("name")));
        foreach (var member in (string[])["passType", "transitType", "description", "organizationName", "logoText", "backgroundColor",
            "foregroundColor", "labelColor", "teamIdentifier", "passTypeIdentifier", "layout", "localizations"])
        {
            var (has, had) = (after.TryGetProperty(member, out var now), before.TryGetProperty(member, out var old));
            Assert.True(has == had, $"{start}: {member}");
            Assert.True(!had || JsonElement.DeepEquals(old, now), $"{start}: {member}: {old} {now}");
        }

        var images = after.GetProperty("images").EnumerateArray().Select(image => (image.Text("name"), image.Text("sha256"))).ToHashSet();
        Assert.All(
            before.GetProperty("images").EnumerateArray(), image => Assert.Contains((image.Text("name"), image.Text("sha256")), images));
    }

    [Fact]
    public async Task A_sample_pass_has_values_and_a_manifest_and_is_imported_with_its_values_as_defaults()
    {
        var organization = fixture.NewOrganization();
        var id = await CreateAsync(organization, "gym");
        using var response = await organization.GetAsync($"/api/v1/templates/{id}/export?format=pkpass");
        var file = await response.Content.ReadAsByteArrayAsync();
        var pass = PkpassReader.Read(file);

        Assert.Equal("application/vnd.apple.pkpass", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(pass.ManifestErrors());
        Assert.False(pass.Files.ContainsKey("signature"));
        var imported = await ImportAsync(organization, file);
        Assert.Equal("Jane Doe", imported.GetProperty("layout").GetProperty("primaryFields")[0].Text("value"));
        Assert.Equal("qr", imported.GetProperty("barcode").Text("format"));
        Assert.False(imported.TryGetProperty("serialNumber", out _));
    }

    [Fact]
    public async Task A_folder_that_was_packed_with_what_systems_add_is_read_with_its_languages()
    {
        var organization = fixture.NewOrganization();
        var pass = JsonNode.Parse(Minimal)!.AsObject();
        pass["backgroundColor"] = "rgb(1, 2,255)";
        pass["barcodes"] = new JsonArray(
            new JsonObject { ["format"] = "PKBarcodeFormatPDF417", ["message"] = "1", ["altText"] = "Show it" });
        pass["relevantDates"] = new JsonArray(new JsonObject { ["relevantDate"] = "2027-01-01T10:00:00Z" });
        pass["webServiceURL"] = "https://example.com/";
        pass["voided"] = true;
        var file = Zip(
            ("Coffee.pkpasstemplate/pass.json", [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(pass.ToJsonString())]),
            ("Coffee.pkpasstemplate/de.lproj/pass.strings",
                [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("/* x */ \"A\" = \"Ä \\\"1\\\"\";\n")]),
            ("Coffee.pkpasstemplate/en.lproj/pass.strings", "\"A\" = \"A\";"u8.ToArray()),
            ("Coffee.pkpasstemplate/.DS_Store", [1]), ("__MACOSX/Coffee.pkpasstemplate/._pass.json", [1]),
            ("Coffee.pkpasstemplate/notes.png", [1]));

        var imported = await ImportAsync(organization, file);

        Assert.Equal("#0102ff", imported.Text("backgroundColor"));
        Assert.Equal("Ä \"1\"", imported.GetProperty("localizations").GetProperty("de").Text("A"));
        Assert.Equal("en", imported.Text("defaultLanguage"));
        var barcode = imported.GetProperty("barcode");
        Assert.Equal(("pdf417", "Show it"), (barcode.Text("format"), barcode.Text("altText")));
        Assert.Equal("2027-01-01T10:00:00Z", imported.GetProperty("relevantDates")[0].Text("date"));
        Assert.Equal(0, imported.GetProperty("images").GetArrayLength());
        Assert.Equal("A card", imported.Text("name"));
    }

    [Fact]
    public async Task Identifiers_come_from_the_request_then_from_the_file()
    {
        var organization = fixture.NewOrganization();
        var imported = await ImportAsync(
            organization, Zip(("pass.json", Encoding.UTF8.GetBytes(Minimal))),
            "?passTypeIdentifier=pass.test.mine&teamIdentifier=Z9Y8X7W6V5");
        Assert.Equal(("pass.test.mine", "Z9Y8X7W6V5"), (imported.Text("passTypeIdentifier"), imported.Text("teamIdentifier")));

        var without = JsonNode.Parse(Minimal)!.AsObject();
        without.Remove("passTypeIdentifier");
        var problem = await ImportAsync(
            organization, Zip(("pass.json", Encoding.UTF8.GetBytes(without.ToJsonString()))), "", HttpStatusCode.UnprocessableEntity);
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.Text("pointer") == "/passTypeIdentifier");
    }

    public static TheoryData<string, string> BadFiles => new()
    {
        { "no zip", "not_a_package" },
        { "empty", "not_a_package" },
        { "damaged", "not_a_package" },
        { "no pass.json", "no_pass_json" },
        { "not json", "wrong_pass_json" },
        { "an array", "wrong_pass_json" },
        { "duplicate members", "wrong_pass_json" },
        { "no style", "wrong_pass_json" },
        { "two styles", "wrong_pass_json" },
        { "wrong type", "wrong_pass_json" },
        { "deep", "wrong_pass_json" },
        { "bomb", "package_too_large" },
        { "many files", "package_too_large" },
        { "twice", "not_a_package" },
        { "climbing", "no_pass_json" },
        { "broken image", "not_a_png" },
    };

    [Theory]
    [MemberData(nameof(BadFiles))]
    public async Task A_hostile_or_broken_file_is_rejected_and_named(string kind, string code)
    {
        var organization = fixture.NewOrganization();
        var pass = Encoding.UTF8.GetBytes(Minimal);
        byte[] Json(string text) => Zip(("pass.json", Encoding.UTF8.GetBytes(text)));
        var file = kind switch
        {
            "no zip" => "GIF89a and more"u8.ToArray(),
            "empty" => [],
            "damaged" => Zip(("pass.json", pass))[..^30],
            "no pass.json" => Zip(("readme.txt", [1])),
            "not json" => Json("{ nonsense"),
            "an array" => Json("[]"),
            "duplicate members" => Json("""{ "description": "a", "description": "b", "generic": {} }"""),
            "no style" => Json("""{ "description": "a" }"""),
            "two styles" => Json("""{ "generic": {}, "coupon": {} }"""),
            "wrong type" => Json("""{ "generic": {}, "locations": 5 }"""),
            "deep" => Json(string.Concat(Enumerable.Repeat("""{"a":""", 60)) + "1" + new string('}', 60)),
            "bomb" => Zip(("pass.json", pass), ("a.png", new byte[11 * 1024 * 1024])),
            "many files" => Zip([("pass.json", pass), .. Enumerable.Range(0, 400).Select(i => ($"{i}.png", new byte[1]))]),
            "twice" => Zip(("pass.json", pass), ("pass.json", pass)),
            "climbing" => Zip(("../pass.json", pass), ("/pass.json", pass)),
            _ => Zip(("pass.json", pass), ("icon.png", "no picture"u8.ToArray())),
        };

        var problem = await ImportAsync(organization, file, "", HttpStatusCode.UnprocessableEntity);

        Assert.Contains(code, problem.GetProperty("errors").EnumerateArray().Select(error => error.Text("code")));
        Assert.Equal(0, (await organization.CallAsync(HttpMethod.Get, "/api/v1/templates")).GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task A_test_pass_of_a_draft_is_signed_marked_and_stored_nowhere()
    {
        var organization = fixture.NewOrganization();
        var id = (await organization.CreateAsync($"/api/v1/templates/{await CreateAsync(organization, "gym")}/copy", new { })).Text("id");

        var test = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{id}/test-pass",
            """{ "fields": { "member": { "value": "Ada Lovelace" } }, "barcodeMessage": "LOOK" }""");
        var pass = PkpassReader.Read(Convert.FromBase64String(test.Text("pkpass")));

        Assert.Empty(pass.ManifestErrors());
        Assert.NotEmpty(pass.Files["signature"]);
        Assert.StartsWith("TEST-", pass.PassJson.Text("serialNumber"), StringComparison.Ordinal);
        var style = pass.PassJson.GetProperty("generic");
        Assert.Equal("Ada Lovelace", style.GetProperty("primaryFields")[0].Text("value"));
        Assert.Equal("Test pass", style.GetProperty("backFields")[0].Text("label"));
        Assert.Equal("LOOK", pass.PassJson.GetProperty("barcodes")[0].Text("message"));
        var (expires, now) = (DateTimeOffset.Parse(pass.PassJson.Text("expirationDate"), null), DateTimeOffset.UtcNow);
        Assert.InRange(expires, now.AddDays(6), now.AddDays(8));
        Assert.False(pass.PassJson.TryGetProperty("webServiceURL", out _));
        Assert.True(test.GetProperty("developmentCertificate").GetBoolean());
        Assert.False(test.TryGetProperty("googleSaveUrl", out _));
        var samples = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{id}/test-pass");
        Assert.NotEqual(test.Text("serialNumber"), samples.Text("serialNumber"));

        var wrong = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{id}/test-pass",
            """{ "fields": { "until": { "value": "whenever" } } }""", HttpStatusCode.UnprocessableEntity);
        Assert.Equal("/fields/until/value", wrong.GetProperty("errors")[0].Text("pointer"));
        var stranger = fixture.NewOrganization();
        await stranger.CallAsync(HttpMethod.Post, $"/api/v1/templates/{id}/test-pass", "{}", HttpStatusCode.NotFound);
        await stranger.CallAsync(HttpMethod.Get, $"/api/v1/templates/{id}/export", null, HttpStatusCode.NotFound);
    }

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return archive.ToArray();
    }

    private static async Task<string> CreateAsync(HttpClient organization, string start)
    {
        var found = DesignerStarts.Find(start)!;
        var template = JsonSerializer.SerializeToNode(
            found.For(null, "A1B2C3D4E5", $"pass.test.files.{start}"), WalletJson.Options)!.AsObject();
        template["name"] = found.Name;
        template["images"] = new JsonArray([.. found.Images.Select(image => new JsonObject
        {
            ["name"] = image.Name,
            ["content"] = Convert.ToBase64String(image.Content.Span),
        })]);
        template["localizations"] = new JsonObject { ["de"] = new JsonObject { [found.Template.Description] = "Übersetzt" } };
        return (await organization.CreateAsync("/api/v1/templates", template)).Text("id");
    }

    private static async Task<JsonElement> ImportAsync(
        HttpClient organization, byte[] file, string query = "", HttpStatusCode expected = HttpStatusCode.Created)
    {
        using var content = new ByteArrayContent(file);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/vnd.apple.pkpass");
        using var response = await organization.PostAsync($"/api/v1/templates/import{query}", content);
        var body = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode} {body}");
        return JsonElement.Parse(body);
    }
}
