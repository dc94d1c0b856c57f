using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
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
        Assert.Equal(Red, await read.Content.ReadAsByteArrayAsync());
        Assert.Equal("image/png", read.Content.Headers.ContentType?.MediaType);
        Assert.Equal(Pixel, await organization.GetByteArrayAsync($"{path}/images/logo@2x?language=fr"));
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
        Assert.Equal(Pixel, await organization.GetByteArrayAsync($"/internal/images/{image.Text("sha256")}"));
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
