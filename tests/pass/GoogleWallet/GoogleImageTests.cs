using System.Net;
using System.Text.Json;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing.Services;

namespace Passinstance.Passes.Tests.GoogleWallet;

/// <summary>Uploaded images are served to Google where a template names no address.</summary>
[Trait("Category", "Integration")]
public sealed class GoogleImageTests(GoogleCallbackFixture fixture)
{
    private const string Small =
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    // 160 by 50 pixels.
    private const string Wide =
        "iVBORw0KGgoAAAANSUhEUgAAAKAAAAAyCAIAAABUA0cyAAAAaElEQVR42u3RQQ0AAAgDsemYCPzLQwUf0uQUXNOOHhcLAAuwAAuwAAuwAAMWYA"
        + "EWYAEWYAEGLMACLMACLMACLMCABViABViABViAAQuwAAuwAAuwAAMWYAEWYAEWYAEWYMACLMACrLsWnib3JvXzBQEAAAAASUVORK5CYII=";

    [Fact]
    public async Task Uploaded_images_are_in_the_class_and_at_a_public_address()
    {
        using var issuer = await fixture.NewIssuerAsync(Template(new { logo = Wide, icon = Small, strip = Small }));
        var made = await ClassAsync(issuer);

        Assert.Equal("loyaltyClass", made.Resource);
        var logo = UriOf(made.Class, "programLogo");
        var prefix = $"http://wallet.test/wallet/google/images/{TypeId.Format(IdPrefixes.Organization, issuer.OrganizationId)}/";
        Assert.StartsWith(prefix, logo, StringComparison.Ordinal);
        Assert.Equal(logo, UriOf(made.Class, "heroImage"));
        Assert.NotEqual(logo, UriOf(made.Class, "wideProgramLogo"));

        using var google = fixture.Passes.AnonymousClient();
        var path = new Uri(UriOf(made.Class, "wideProgramLogo")).AbsolutePath;
        using var image = await google.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (image.StatusCode, image.Content.Headers.ContentType!.MediaType));
        Assert.True(image.Headers.CacheControl is { Public: true, MaxAge.Days: >= 365 });
        Assert.NotEmpty(await image.Content.ReadAsByteArrayAsync());
        using var head = await google.SendAsync(new HttpRequestMessage(HttpMethod.Head, path));
        Assert.Equal(
            (HttpStatusCode.OK, image.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(image.Headers.ETag!);
        Assert.Equal(HttpStatusCode.NotModified, (await google.SendAsync(again)).StatusCode);
        var other = TypeId.Format(IdPrefixes.Organization, Guid.CreateVersion7());
        foreach (var wrong in (string[])[
            path.Replace(TypeId.Format(IdPrefixes.Organization, issuer.OrganizationId), other, StringComparison.Ordinal),
            path[..^4], $"{prefix[18..]}{new string('0', 64)}.png", $"{prefix[18..]}x.png", "/wallet/google/images/org_x/x.png"])
            Assert.Equal(HttpStatusCode.NotFound, (await google.GetAsync(wrong)).StatusCode);
    }

    [Fact]
    public async Task Images_of_a_pass_are_in_its_object_at_an_address_that_ends_with_them()
    {
        using var issuer = await fixture.NewIssuerAsync(Template(new { icon = Small, strip = Small }));
        var ids = new List<string>();
        foreach (var png in (string[])[Wide, Small])
        {
            using var content = new ByteArrayContent(Convert.FromBase64String(png));
            content.Headers.ContentType = new("image/png");
            using var uploaded = await issuer.Api.PostAsync("/api/v1/images", content);
            ids.Add(JsonElement.Parse(await uploaded.Content.ReadAsStringAsync()).Text("id"));
        }

        var pass = await issuer.Api.CreateAsync(
            "/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber = "P-1", images = new { strip = ids[0] } });
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(await issuer.ObjectIdAsync("P-1"), "save")));
        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { images = new { strip = ids[1] } });
        var made = (await issuer.PublishedAsync("WalletContentChanged"))[^1].GetProperty("google").GetProperty("object");

        var address = new Uri(UriOf(made, "heroImage")).AbsolutePath;
        Assert.EndsWith($"/{ids[1]}.png", address, StringComparison.Ordinal);
        using var google = fixture.Passes.AnonymousClient();
        using var image = await google.GetAsync(address);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (image.StatusCode, image.Content.Headers.ContentType!.MediaType));
        Assert.True(image.Headers.CacheControl is { MaxAge.TotalHours: <= 1 });
        var other = address.Replace(ids[1], ids[0], StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await google.GetAsync(other)).StatusCode);

        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", """{ "images": { "strip": null } }""");
        var after = (await issuer.PublishedAsync("WalletContentChanged"))[^1].GetProperty("google").GetProperty("object");
        Assert.False(after.TryGetProperty("heroImage", out _));
        Assert.Equal(HttpStatusCode.NotFound, (await google.GetAsync(address)).StatusCode);
    }

    [Fact]
    public async Task The_page_for_an_Android_phone_shows_the_logo_and_the_strip_that_Google_gets()
    {
        using var issuer = await fixture.NewIssuerAsync(Template(new { icon = Small, strip = Wide }));
        var pass = await issuer.IssueAsync("A-1");
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(pass.Text("passFlowUrl")).AbsolutePath);
        request.Headers.UserAgent.ParseAdd("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36");
        using var page = await fixture.Passes.AnonymousClient().SendAsync(request);
        var html = await page.Content.ReadAsStringAsync();

        var card = html[html.IndexOf("<article", StringComparison.Ordinal)..html.IndexOf("</article", StringComparison.Ordinal)];
        Assert.Equal(2, card.Split("<image ").Length - 1);
    }

    [Fact]
    public async Task An_address_in_the_template_comes_first()
    {
        using var issuer = await fixture.NewIssuerAsync(
            Template(new { icon = Small, strip = Small }, new { logoUrl = "https://cdn.example.com/logo.png" }));
        var made = await ClassAsync(issuer);

        Assert.Equal("https://cdn.example.com/logo.png", UriOf(made.Class, "programLogo"));
        Assert.StartsWith("http://wallet.test/", UriOf(made.Class, "heroImage"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_images_a_store_card_is_generic_and_demo_mode_is_said_on_the_pass()
    {
        using var issuer = await fixture.NewIssuerAsync(Template(new { }));
        var made = await ClassAsync(issuer);

        Assert.Equal("genericClass", made.Resource);
        var pass = (await issuer.Api.CallAsync(HttpMethod.Get, "/api/v1/passes")).GetProperty("data")[0];
        Assert.Contains("google_demo_mode", pass.GetProperty("warnings").EnumerateArray().Select(warning => warning.Text("code")));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(pass.Text("passFlowUrl")).AbsolutePath);
        request.Headers.UserAgent.ParseAdd("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36");
        using var page = await fixture.Passes.AnonymousClient().SendAsync(request);
        Assert.Contains("test accounts", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<(string Resource, JsonElement Class)> ClassAsync(GoogleIssuer issuer)
    {
        var pass = await issuer.IssueAsync("I-1");
        Assert.Equal(200, await issuer.CallBackAsync(fixture.Google.Signer.Sign(await issuer.ObjectIdAsync("I-1"), "save")));
        await issuer.Api.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", new { barcodeMessage = "2" });
        var google = (await issuer.PublishedAsync("WalletContentChanged"))[^1].GetProperty("google");
        return (google.Text("classResource"), google.GetProperty("class"));
    }

    private static string UriOf(JsonElement made, string member) => made.GetProperty(member).GetProperty("sourceUri").Text("uri");

    private static object Template(object images, object? google = null) => new
    {
        name = "Members",
        description = "Membership card",
        passType = "storeCard",
        organizationName = "Café Zürich",
        teamIdentifier = "TEAM123456789",
        passTypeIdentifier = "pass.test.images",
        images = JsonSerializer.SerializeToElement(images).EnumerateObject()
            .Select(image => new { name = image.Name, content = image.Value.GetString() }),
        google,
    };
}
