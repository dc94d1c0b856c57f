using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Passinstance.Templates.Tests.Templates;
using Passinstance.Testing.Services;

namespace Passinstance.Templates.Tests.Images;

[Trait("Category", "Integration")]
public sealed class TemplateImageTests(TemplateFixture fixture)
{
    // One pixel, transparent; and another, red.
    private static readonly byte[] Pixel = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");
    private static readonly byte[] Red = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC");

    [Fact]
    public async Task An_image_is_added_replaced_read_and_deleted_by_name_and_language()
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);

        var added = await PutAsync(organization, $"{path}/images/logo@2x.png", Pixel);
        await PutAsync(organization, $"{path}/images/logo@2x?language=fr", Pixel);
        var replaced = await PutAsync(organization, $"{path}/images/logo@2x", Red);

        Assert.True(added.GetProperty("unpublishedChanges").GetBoolean());
        Assert.Equal(2, replaced.GetProperty("images").GetArrayLength());
        using var read = await organization.GetAsync($"{path}/images/logo@2x");
        var red = await read.Content.ReadAsByteArrayAsync();
        Assert.Equal("image/png", read.Content.Headers.ContentType?.MediaType);
        var pixel = await organization.GetByteArrayAsync($"{path}/images/logo@2x?language=fr");
        Assert.NotEqual(red, pixel);
        using var conditional = new HttpRequestMessage(HttpMethod.Get, $"{path}/images/logo@2x");
        conditional.Headers.IfNoneMatch.Add(read.Headers.ETag!);
        using var unchanged = await organization.SendAsync(conditional);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        await organization.CallAsync(HttpMethod.Delete, $"{path}/images/logo@2x", null, HttpStatusCode.NoContent);
        await organization.CallAsync(HttpMethod.Delete, $"{path}/images/logo@2x", null, HttpStatusCode.NotFound);
        await organization.CallAsync(HttpMethod.Get, $"{path}/images/logo@2x", null, HttpStatusCode.NotFound);
        Assert.Single((await organization.CallAsync(HttpMethod.Get, path)).GetProperty("images").EnumerateArray());
    }

    [Fact]
    public async Task A_published_version_keeps_an_image_that_was_deleted_from_the_draft()
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);
        await PutAsync(organization, $"{path}/images/strip", Pixel);
        await organization.CallAsync(HttpMethod.Post, $"{path}/publish");

        await organization.CallAsync(HttpMethod.Delete, $"{path}/images/strip", null, HttpStatusCode.NoContent);

        var image = Assert.Single((await organization.CallAsync(HttpMethod.Get, $"{path}/versions/2")).GetProperty("images")
            .EnumerateArray());
        var published = await organization.GetByteArrayAsync($"{path}/images/strip?version=2");
        Assert.Equal(image.Text("sha256"), Convert.ToHexStringLower(SHA256.HashData(published)));
        await organization.CallAsync(HttpMethod.Get, $"{path}/images/strip", null, HttpStatusCode.NotFound);
        foreach (var unknown in (string[])["1", "3", "x", "-1"])
            await organization.CallAsync(HttpMethod.Get, $"{path}/images/strip?version={unknown}", null, HttpStatusCode.NotFound);
        var stored = await organization.GetByteArrayAsync($"/internal/images/{image.Text("sha256")}");
        Assert.Equal(image.Text("sha256"), Convert.ToHexStringLower(SHA256.HashData(stored)));
        // What is stored is stored as it is when it is sent again.
        await PutAsync(organization, $"{path}/images/strip", stored);
        Assert.Equal(stored, await organization.GetByteArrayAsync($"{path}/images/strip"));
    }

    [Fact]
    public async Task An_image_of_a_wrong_type_size_or_name_is_rejected()
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);
        var big = new byte[(10 * 1024 * 1024) + 1];
        Pixel.CopyTo(big, 0);

        foreach (var (below, content, type, expected) in ((string, byte[], string, HttpStatusCode)[])[
            ("icon", "GIF89a"u8.ToArray(), "image/png", HttpStatusCode.UnprocessableEntity),
            ("icon", [], "image/png", HttpStatusCode.UnprocessableEntity),
            ("icon", Pixel, "image/gif", HttpStatusCode.UnsupportedMediaType),
            ("icon", Pixel, "application/json", HttpStatusCode.UnsupportedMediaType),
            ("icon", big, "image/png", HttpStatusCode.RequestEntityTooLarge),
            ("ic%20on", Pixel, "image/png", HttpStatusCode.UnprocessableEntity),
            ("..%2Ficon", Pixel, "image/png", HttpStatusCode.UnprocessableEntity),
            ("icon?language=../../x", Pixel, "image/png", HttpStatusCode.UnprocessableEntity)])
        {
            using var response = await SendAsync(organization, $"{path}/images/{below}", content, type);
            Assert.True(response.StatusCode == expected,
                $"{below} as {type} with {content.Length} bytes is {(int)response.StatusCode}, not {(int)expected}.");
            Assert.NotEmpty(JsonElement.Parse(await response.Content.ReadAsStringAsync()).Text("message"));
        }

        Assert.Equal(0, (await organization.CallAsync(HttpMethod.Get, path)).GetProperty("images").GetArrayLength());
    }

    [Theory]
    [InlineData("bad-idat-crc.png")]
    [InlineData("bad-idat-not-zlib.png")]
    [InlineData("bad-palette-missing.png")]
    [InlineData("cut")]
    [InlineData("not-palette")]
    [InlineData("pixels-missing")]
    [InlineData("too-large")]
    [InlineData("jpeg")]
    public async Task An_image_that_no_device_could_decode_is_rejected_by_every_way_in(string name)
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);
        var content = BadImages.Of(name);

        using var put = await SendAsync(organization, $"{path}/images/icon", content, "image/png");
        var created = await organization.CallAsync(
            HttpMethod.Post, "/api/v1/templates", Documented(content), HttpStatusCode.UnprocessableEntity);
        var updated = await organization.CallAsync(
            HttpMethod.Put, path, new { images = new[] { new { name = "icon", content } } }, HttpStatusCode.UnprocessableEntity);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, put.StatusCode);
        Assert.Equal([""], JsonElement.Parse(await put.Content.ReadAsStringAsync()).Pointers());
        Assert.Equal(["/images/0/content"], created.Pointers());
        Assert.Equal(["/images/0/content"], updated.Pointers());
        Assert.Equal(0, (await organization.CallAsync(HttpMethod.Get, path)).GetProperty("images").GetArrayLength());
    }

    [Theory]
    [InlineData("ok-gray16.png")]
    [InlineData("ok-rgba.png")]
    [InlineData("ok-transparent.png")]
    [InlineData("one-pixel.png")]
    public async Task An_image_is_stored_without_metadata_and_without_what_follows_it(string name)
    {
        var organization = fixture.NewOrganization();
        var path = await CreateAsync(organization);
        var secret = "GPS 48.8566 2.3522"u8.ToArray();
        var content = BadImages.WithMetadata(BadImages.Of(name), secret);
        Assert.True(content.AsSpan().IndexOf(secret) > 0);

        await PutAsync(organization, $"{path}/images/icon", content);
        var stored = await organization.GetByteArrayAsync($"{path}/images/icon");
        await PutAsync(organization, $"{path}/images/icon", content);

        Assert.Equal(-1, stored.AsSpan().IndexOf(secret));
        Assert.Empty(BadImages.ChunksOf(stored).Except(["IHDR", "sBIT", "IDAT", "IEND"]));
        Assert.Equal(stored, await organization.GetByteArrayAsync($"{path}/images/icon"));
    }

    private static JsonNode Documented(byte[] icon)
    {
        var body = JsonNode.Parse(CreateTemplateTests.Documented)!;
        body["images"] = new JsonArray(new JsonObject { ["name"] = "icon", ["content"] = Convert.ToBase64String(icon) });
        return body;
    }

    private static async Task<string> CreateAsync(HttpClient organization) =>
        $"/api/v1/templates/{(await organization.CreateAsync("/api/v1/templates", CreateTemplateTests.Documented)).Text("id")}";

    private static async Task<JsonElement> PutAsync(HttpClient organization, string path, byte[] content)
    {
        using var response = await SendAsync(organization, path, content, "image/png");
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException(text);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient organization, string path, byte[] content, string type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path) { Content = new ByteArrayContent(content) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        return await organization.SendAsync(request);
    }
}
