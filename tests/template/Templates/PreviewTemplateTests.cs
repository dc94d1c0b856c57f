using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Passinstance.PassPreview.Starts;
using Passinstance.Testing.Services;
using Passinstance.Wallet.Json;
using SkiaSharp;

namespace Passinstance.Templates.Tests.Templates;

[Trait("Category", "Integration")]
public sealed class PreviewTemplateTests(TemplateFixture fixture)
{
    private static readonly byte[] PngSignature = [0x89, 0x50, 0x4E, 0x47];

    [Theory]
    [InlineData("image/svg+xml", "image/svg+xml")]
    [InlineData("image/png", "image/png")]
    [InlineData("text/html", "text/html")]
    [InlineData("application/json", "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("", "application/json")]
    [InlineData("text/*;q=0.5, image/png;q=0.9", "image/png")]
    public async Task Accept_chooses_the_form(string accept, string expected)
    {
        var organization = fixture.NewOrganization();
        var id = await CreateAsync(organization, "gym");

        using var response = await PreviewAsync(organization, id, "{}", accept);
        var body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal((HttpStatusCode.OK, expected), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        if (expected == "image/png")
            Assert.Equal(PngSignature, body[..4]);
        else if (expected == "image/svg+xml")
            Assert.Equal("svg", XDocument.Parse(Encoding.UTF8.GetString(body)).Root!.Name.LocalName);
    }

    [Fact]
    public async Task Json_has_all_sides_with_their_texts_and_what_was_found()
    {
        var organization = fixture.NewOrganization();
        var id = await CreateAsync(organization, "coffee-card", template =>
        {
            template["foregroundColor"] = "#4a3020";
            return template;
        });

        var preview = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{id}/preview", """
            { "locale": "de", "fields": { "stamps": { "value": "7 von 10" }, "points": { "value": 1280 },
              "member": { "value": "Annegret Freifrau von und zu Musterhausen auf Schloss Beispielburg" } } }
            """);

        Assert.Equal(
            ["apple-front", "apple-back", "google"], preview.GetProperty("surfaces").EnumerateArray().Select(side => side.Text("surface")));
        var front = preview.GetProperty("surfaces")[0].GetProperty("fields").EnumerateArray().Select(field => field.Text("value")).ToList();
        Assert.Contains("1.280", front);
        Assert.Contains("7 von 10", front);
        var findings = preview.GetProperty("findings").EnumerateArray().Select(f => (f.Text("code"), f.Text("pointer"))).ToList();
        Assert.Contains(("low_contrast", "/foregroundColor"), findings);
        Assert.Contains(("likely_truncated", "/layout/secondaryFields/0/value"), findings);
        // With what its sentence names, for a sentence in another language.
        var values = preview.GetProperty("findings").EnumerateArray().First(f => f.Text("code") == "low_contrast").GetProperty("values");
        Assert.Equal(("#4a3020", "4.5"), (values.Text("color"), values.Text("required")));
        Assert.Matches("^#[0-9a-f]{6}$", values.Text("nearest"));
    }

    [Fact]
    public async Task Images_of_the_pass_stand_in_the_place_of_the_templates()
    {
        var organization = fixture.NewOrganization();
        var id = await CreateAsync(organization, "gym");
        var before = await SvgAsync(organization, id, "{}");

        var body = $$"""
            { "fields": { "member": { "value": "Jane Doe" } }, "images": [{ "name": "thumbnail", "content": "{{Photo()}}" }] }
            """;
        var with = await SvgAsync(organization, id, body);

        Assert.Contains("data-image=\"thumbnail\"", with, StringComparison.Ordinal);
        Assert.DoesNotContain("data-image=\"thumbnail\"", before, StringComparison.Ordinal);
        var preview = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{id}/preview", body);
        Assert.Contains(
            preview.GetProperty("findings").EnumerateArray(),
            f => f.Text("code") == "image_size" && f.Text("pointer") == "/images/thumbnail");
        Assert.DoesNotContain(preview.GetProperty("findings").EnumerateArray(), f => f.Text("severity") == "error");
        // Nothing was stored.
        Assert.Equal(before, await SvgAsync(organization, id, "{}"));
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_warning_of_the_saved_template()
    {
        var organization = fixture.NewOrganization();
        var id = await CreateAsync(organization, "library", template =>
        {
            (template["backgroundColor"], template["labelColor"]) = ("#ffffff", "#eeeeee");
            template["logoText"] = "The Royal Society for the Preservation of Very Long Names of Libraries";
            return template;
        });

        var warnings = (await organization.CallAsync(HttpMethod.Get, $"/api/v1/templates/{id}")).GetProperty("warnings").EnumerateArray()
            .Select(warning => (warning.Text("code"), warning.Text("pointer"))).ToList();

        Assert.Contains(("low_contrast", "/labelColor"), warnings);
        Assert.Contains(("likely_truncated", "/logoText"), warnings);
    }

    [Fact]
    public async Task A_draft_a_version_and_an_unsaved_design_can_be_drawn()
    {
        var organization = fixture.NewOrganization();
        var id = await CreateAsync(organization, "parking");
        await organization.CallAsync(HttpMethod.Put, $"/api/v1/templates/{id}", """{ "logoText": "Saved" }""");

        Assert.Contains("data-text=\"Saved\"", await SvgAsync(organization, id, "{}"), StringComparison.Ordinal);
        Assert.Contains("data-text=\"City Parking\"", await SvgAsync(organization, id, """{ "version": 1 }"""), StringComparison.Ordinal);
        var unsaved = TemplateOf("parking");
        unsaved["logoText"] = "Unsaved";
        var svg = await SvgAsync(organization, id, new JsonObject { ["template"] = unsaved }.ToJsonString());
        Assert.Contains("data-text=\"Unsaved\"", svg, StringComparison.Ordinal);
        Assert.Contains("data-image=\"logo@3x\"", svg, StringComparison.Ordinal);
        // Nothing was stored.
        Assert.Equal("Saved", (await organization.CallAsync(HttpMethod.Get, $"/api/v1/templates/{id}")).Text("logoText"));
    }

    [Fact]
    public async Task A_design_that_is_not_ready_for_a_pass_is_drawn_with_its_errors()
    {
        var organization = fixture.NewOrganization();
        var id = await CreateAsync(organization, "parking");

        var preview = await organization.CallAsync(HttpMethod.Post, $"/api/v1/templates/{id}/preview",
            """
            { "template": { "description": "", "passType": "generic", "layout": { "primaryFields": [{ "key": "a", "label": "A" }] } } }
            """);

        Assert.Equal(3, preview.GetProperty("surfaces").GetArrayLength());
        Assert.Contains(
            preview.GetProperty("findings").EnumerateArray(),
            f => f.Text("severity") == "error" && f.Text("pointer") == "/description");
    }

    [Theory]
    [InlineData("""{ "version": 7 }""", "/version", "unknown_version")]
    [InlineData("""{ "scale": 4 }""", "/scale", "out_of_range")]
    [InlineData("""{ "locale": "a b" }""", "/locale", "invalid_language")]
    [InlineData("""{ "surface": "watch" }""", "/surface", "wrong_type")]
    [InlineData("""{ "device": "nokia" }""", "/device", "wrong_type")]
    [InlineData("""{ "theme": "neon" }""", "/theme", "wrong_type")]
    [InlineData("""{ "barcodeFormat": "ean13", "barcodeMessage": "12" }""", "/barcodeMessage", "barcode_cannot_hold_message")]
    [InlineData("""{ "fields": { "until": { "value": "tomorrow" } } }""", "/fields/until/value", "not_a_date")]
    [InlineData("""{ "sufrace": "google" }""", "/sufrace", "unknown_member")]
    [InlineData("""{ "template": { "images": [{ "name": "logo", "content": "AAAA" }] } }""", "/template/images/0/content", "not_a_png")]
    [InlineData("""{ "images": [{ "name": "thumbnail", "content": "AAAA" }] }""", "/images/0/content", "not_a_png")]
    [InlineData("""{ "images": [{ "content": "AAAA" }] }""", "/images/0/name", "required")]
    [InlineData("""{ "images": [{ "name": "thumbnail", "language": "de", "content": "AAAA" }] }""", "/images/0/language", "unknown_member")]
    [InlineData("""{ "images": [{ "name": "strip", "content": "PNG" }] }""", "/images/0/name", "image_not_shown")]
    [InlineData("""{ "images": [{ "name": "../icon", "content": "PNG" }] }""", "/images/0/name", "wrong_image_name")]
    public async Task Wrong_requests_are_answered_with_what_is_allowed(string body, string pointer, string code)
    {
        var organization = fixture.NewOrganization();
        var id = await CreateAsync(organization, "parking");

        using var response = await PreviewAsync(
            organization, id, body.Replace("\"PNG\"", $"\"{Photo()}\"", StringComparison.Ordinal), "application/json");
        var problem = JsonElement.Parse(await response.Content.ReadAsStringAsync());

        Assert.Equal(HttpStatusCode.UnprocessableContent, response.StatusCode);
        Assert.Contains(problem.GetProperty("errors").EnumerateArray(), e => e.Text("pointer") == pointer && e.Text("code") == code);
    }

    [Fact]
    public async Task Only_ones_own_templates_and_known_types_are_drawn()
    {
        var id = await CreateAsync(fixture.NewOrganization(), "gym");

        using var stranger = await PreviewAsync(fixture.NewOrganization(), id, "{}", "image/png");
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
        var organization = fixture.NewOrganization();
        using var pdf = await PreviewAsync(organization, await CreateAsync(organization, "gym"), "{}", "application/pdf");
        Assert.Equal(HttpStatusCode.NotAcceptable, pdf.StatusCode);
        Assert.Equal("not_acceptable", JsonElement.Parse(await pdf.Content.ReadAsStringAsync()).Text("code"));
    }

    // Smaller than a thumbnail is to be: it is shown, with a warning.
    private static string Photo()
    {
        using var picture = new SKBitmap(40, 40);
        picture.Erase(SKColors.Teal);
        using var png = picture.Encode(SKEncodedImageFormat.Png, 100);
        return Convert.ToBase64String(png.ToArray());
    }

    private static JsonObject TemplateOf(string start)
    {
        var found = DesignerStarts.Find(start)!;
        var template = JsonSerializer.SerializeToNode(
            found.For(null, "A1B2C3D4E5", $"pass.test.preview.{start}"), WalletJson.Options)!.AsObject();
        template["name"] = found.Name;
        return template;
    }

    private static async Task<string> CreateAsync(HttpClient organization, string start, Func<JsonObject, JsonObject>? change = null)
    {
        var template = TemplateOf(start);
        template["images"] = new JsonArray([.. DesignerStarts.Find(start)!.Images
            .Where(image => !image.Name.StartsWith("background", StringComparison.Ordinal))
            .Select(image => new JsonObject { ["name"] = image.Name, ["content"] = Convert.ToBase64String(image.Content.Span) })]);
        return (await organization.CreateAsync("/api/v1/templates", change?.Invoke(template) ?? template)).Text("id");
    }

    private static async Task<string> SvgAsync(HttpClient organization, string id, string body)
    {
        using var response = await PreviewAsync(organization, id, body, "image/svg+xml");
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, text);
        return text;
    }

    private static async Task<HttpResponseMessage> PreviewAsync(HttpClient organization, string id, string body, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/templates/{id}/preview")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (accept.Length > 0)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await organization.SendAsync(request);
    }
}
