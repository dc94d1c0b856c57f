using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Passinstance.Passes.Images;
using Passinstance.Passes.Tests.Batches;
using Passinstance.Passes.Tests.HostedPages;
using Passinstance.Persistence.Exports;
using Passinstance.Persistence.Retention;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;
using Passinstance.Testing.Servers;
using Passinstance.Testing.Services;
using Passinstance.Testing.Wallet;

namespace Passinstance.Passes.Tests.Images;

/// <summary>Images of single passes, such as a member's photo.</summary>
[Trait("Category", "Integration")]
public sealed class PassImageTests(PassFixture fixture)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_uploaded_image_stands_in_the_pass_in_the_place_of_the_templates()
    {
        var issuer = await WithThumbnailAsync();
        var photo = await UploadAsync(issuer, Photo(1));
        Assert.Matches("^img_[0-9a-z]{26}$", photo.Text("id"));
        Assert.Equal((90, 90), (photo.GetProperty("width").GetInt32(), photo.GetProperty("height").GetInt32()));
        var plain = await FilesAsync(issuer, await issuer.IssueAsync("plain"));
        Assert.Contains("thumbnail@2x.png", plain.Files.Keys);

        var pass = await IssueAsync(issuer, "P-1", new { thumbnail = photo.Text("id") });
        Assert.Equal(photo.Text("id"), pass.GetProperty("images").Text("thumbnail"));
        Assert.DoesNotContain(
            pass.GetProperty("warnings").EnumerateArray(), warning => warning.Text("code").StartsWith("image", StringComparison.Ordinal));
        var file = await FilesAsync(issuer, pass);

        Assert.Equal(await ContentAsync(issuer, photo), file.Files["thumbnail.png"]);
        Assert.DoesNotContain("thumbnail@2x.png", file.Files.Keys);
        Assert.Equal(plain.Files["icon.png"], file.Files["icon.png"]);
        Assert.Empty(file.ManifestErrors());
        var root = await fixture.Templates.AnonymousClient().GetStringAsync("/wallet/apple/development-root.pem");
        await OpenSsl.VerifySmimeAsync(file.Signature, file.Manifest, root);
    }

    [Fact]
    public async Task An_icon_of_a_pass_in_one_scale_is_complete()
    {
        var issuer = await fixture.NewIssuerAsync("generic");
        var icon = await UploadAsync(issuer, Photo(2));

        var pass = await IssueAsync(issuer, "I-1", new Dictionary<string, string> { ["icon@2x"] = icon.Text("id") });
        var file = await FilesAsync(issuer, pass);

        Assert.Equal(file.Files["icon@2x.png"], file.Files["icon.png"]);
        Assert.DoesNotContain("icon@3x.png", file.Files.Keys);
        Assert.Empty(file.ManifestErrors());
    }

    [Fact]
    public async Task A_change_of_the_image_reaches_devices_and_the_one_before_is_deleted()
    {
        var issuer = await fixture.NewIssuerAsync("generic");
        var (first, second) = (await UploadAsync(issuer, Photo(3)), await UploadAsync(issuer, Photo(4)));
        var pass = await IssueAsync(issuer, "C-1", new { thumbnail = first.Text("id") });
        var path = $"/api/v1/passes/{pass.Text("id")}";

        var same = await issuer.Passes.CallAsync(HttpMethod.Put, path, new { images = new { thumbnail = first.Text("id") } });
        Assert.Equal(1, same.GetProperty("version").GetInt32());
        var before = await LastModifiedAsync(pass);
        var changed = await issuer.Passes.CallAsync(HttpMethod.Put, path, new { images = new { thumbnail = second.Text("id") } });
        Assert.Equal(2, changed.GetProperty("version").GetInt32());
        Assert.True(await LastModifiedAsync(pass) > before);
        Assert.Equal(await ContentAsync(issuer, second), (await FilesAsync(issuer, changed)).Files["thumbnail.png"]);
        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/images/{first.Text("id")}", expected: HttpStatusCode.NotFound);

        var removed = await issuer.Passes.CallAsync(HttpMethod.Put, path, """{ "images": { "thumbnail": null } }""");
        Assert.False(removed.TryGetProperty("images", out _));
        Assert.DoesNotContain("thumbnail.png", (await FilesAsync(issuer, removed)).Files.Keys);
        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/images/{second.Text("id")}", expected: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_image_that_another_pass_has_too_stays()
    {
        var issuer = await fixture.NewIssuerAsync("storeCard");
        var strip = await UploadAsync(issuer, Photo(5));
        var one = await IssueAsync(issuer, "S-1", new { strip = strip.Text("id") });
        var other = await IssueAsync(issuer, "S-2", new { strip = strip.Text("id") });

        await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{one.Text("id")}", """{ "images": null }""");
        await EraseAsync(issuer, one);

        Assert.Equal(await ContentAsync(issuer, strip), (await FilesAsync(issuer, other)).Files["strip.png"]);
    }

    [Fact]
    public async Task What_is_no_image_of_the_pass_is_rejected_with_what_is()
    {
        var issuer = await fixture.NewIssuerAsync("generic");
        var photo = (await UploadAsync(issuer, Photo(6))).Text("id");
        var strange = (await UploadAsync(await fixture.NewIssuerAsync(), Photo(6))).Text("id");
        foreach (var (name, id, code, advice) in ((string, string, string, string)[])[
            ("strip", photo, "image_not_shown", "icon, logo, thumbnail"),
            ("photo", photo, "wrong_image_name", "icon, logo, thumbnail"),
            ("thumbnail@4x", photo, "wrong_image_name", "thumbnail@2x"),
            ("../thumbnail", photo, "wrong_image_name", "icon"),
            ("thumbnail", strange, "unknown_image", "POST /images"),
            ("thumbnail", "img_00000000000000000000000000", "unknown_image", "POST /images"),
            ("thumbnail", "https://example.com/a.png", "unknown_image", "POST /images")])
        {
            var images = new Dictionary<string, string> { [name] = id };
            var body = new { templateId = issuer.TemplateId, serialNumber = "R-1", images };
            var problem = await issuer.Passes.CallAsync(HttpMethod.Post, "/api/v1/passes", body, HttpStatusCode.UnprocessableEntity);
            var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
            Assert.Equal(
                ($"/images/{name.Replace("/", "~1", StringComparison.Ordinal)}", code), (error.Text("pointer"), error.Text("code")));
            Assert.Contains(advice, error.GetRawText(), StringComparison.Ordinal);
        }

        var same = new Dictionary<string, string> { ["thumbnail"] = photo, ["thumbnail@1x"] = photo };
        var twice = await issuer.Passes.CallAsync(
            HttpMethod.Post, "/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber = "R-1", images = same },
            HttpStatusCode.UnprocessableEntity);
        Assert.Contains("duplicate_image", twice.GetRawText(), StringComparison.Ordinal);
        Assert.Empty((await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes")).GetProperty("data").EnumerateArray());
    }

    [Theory]
    [InlineData("image/jpeg", false, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type")]
    [InlineData("image/png", false, HttpStatusCode.UnprocessableEntity, "not_a_png")]
    public async Task A_file_that_no_device_shows_is_not_stored(string type, bool isPng, HttpStatusCode status, string code)
    {
        var issuer = await fixture.NewIssuerAsync();
        using var content = new ByteArrayContent(isPng ? Photo(7) : [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3]);
        content.Headers.ContentType = new MediaTypeHeaderValue(type);
        using var response = await issuer.Passes.PostAsync("/api/v1/images", content);

        Assert.Equal(status, response.StatusCode);
        Assert.Contains(code, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await CountAsync(issuer));
    }

    [Fact]
    public async Task An_image_belongs_to_its_organization_and_to_its_scopes()
    {
        var issuer = await fixture.NewIssuerAsync();
        var photo = await UploadAsync(issuer, Photo(8));
        var path = $"/api/v1/images/{photo.Text("id")}";

        await (await fixture.NewIssuerAsync()).Passes.CallAsync(HttpMethod.Get, path, expected: HttpStatusCode.NotFound);
        using var reader = fixture.Passes.ClientOf(issuer.OrganizationId, Scopes.PassesRead);
        using var denied = await reader.PostAsync("/api/v1/images", Png(Photo(8)));
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        using var read = await reader.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "image/png"), (read.StatusCode, read.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task The_bytes_of_an_organization_are_limited()
    {
        var limited = fixture.Passes.ClientOf(Guid.CreateVersion7());
        var settings = fixture.Passes.App.Services.GetRequiredService<IOptions<ImageQuotaOptions>>().Value;
        var before = settings.PassImageBytes;
        try
        {
            using var first = await limited.PostAsync("/api/v1/images", Png(Photo(9)));
            Assert.Equal(HttpStatusCode.Created, first.StatusCode);
            settings.PassImageBytes = JsonElement.Parse(await first.Content.ReadAsStringAsync()).GetProperty("length").GetInt32();
            using var second = await limited.PostAsync("/api/v1/images", Png(Photo(9)));
            Assert.Equal(HttpStatusCode.UnprocessableEntity, second.StatusCode);
            Assert.Contains("Quotas:PassImageBytes", await second.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        finally
        {
            settings.PassImageBytes = before;
        }
    }

    [Fact]
    public async Task Items_of_a_batch_give_replace_and_remove_images()
    {
        var issuer = await fixture.NewIssuerAsync("generic");
        var (first, second) = ((await UploadAsync(issuer, Photo(10))).Text("id"), (await UploadAsync(issuer, Photo(11))).Text("id"));
        var created = await issuer.RunBatchAsync(new
        {
            operation = "create",
            templateId = issuer.TemplateId,
            items = new object[]
            {
                new { serialNumber = "B-1", images = new { thumbnail = first } },
                new { serialNumber = "B-2", images = new { thumbnail = "img_00000000000000000000000000" } },
                new { serialNumber = "B-3" },
            },
        });
        Assert.Equal([2, 0, 0, 0, 1, 0], created.Counts());
        Assert.Contains("unknown_image", (await issuer.ItemsAsync(created))[1].GetRawText(), StringComparison.Ordinal);

        var updated = await issuer.RunBatchAsync(new
        {
            operation = "update",
            items = new object[]
            {
                new { serialNumber = "B-1", images = new { thumbnail = second } },
                new { serialNumber = "B-3", images = new { strip = second } },
            },
        });
        Assert.Equal([0, 1, 0, 0, 1, 0], updated.Counts());
        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/images/{first}", expected: HttpStatusCode.NotFound);
        var pass = (await issuer.Passes.CallAsync(HttpMethod.Get, "/api/v1/passes?serialNumber=B-1")).GetProperty("data")[0];
        Assert.Equal(second, pass.GetProperty("images").Text("thumbnail"));
        Assert.Contains("thumbnail.png", (await FilesAsync(issuer, pass)).Files.Keys);

        // A later change without images keeps the one that the pass has.
        await issuer.RunBatchAsync(
            new { operation = "update", items = new object[] { new { serialNumber = "B-1", barcodeMessage = "1" } } });
        Assert.Equal(1, await CountAsync(issuer));
    }

    [Fact]
    public async Task The_page_shows_it_to_the_visitor_of_the_link_and_its_address_ends_with_it()
    {
        var issuer = await fixture.NewIssuerAsync("generic");
        var pass = await IssueAsync(issuer, "H-1", new { thumbnail = (await UploadAsync(issuer, Photo(12))).Text("id") });
        var page = new Uri(pass.Text("passFlowUrl")).AbsolutePath;
        var visitor = new Visitor(fixture);
        var content = (await FilesAsync(issuer, pass)).Files["thumbnail.png"];
        var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))[..32];

        Assert.Contains($"{page}/images/{name}.png", await visitor.PageAsync(page), StringComparison.Ordinal);
        using var image = await visitor.GetAsync($"{page}/images/{name}.png");
        Assert.Equal(content, await image.Content.ReadAsByteArrayAsync());
        using var shared = await visitor.GetAsync($"{page}/picture.png");
        Assert.Equal(HttpStatusCode.OK, shared.StatusCode);

        await issuer.Passes.CallAsync(HttpMethod.Put, $"/api/v1/passes/{pass.Text("id")}", """{ "images": null }""");
        using var gone = await visitor.GetAsync($"{page}/images/{name}.png");
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        Assert.DoesNotContain(name, await visitor.PageAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_an_erasure_nothing_of_the_photo_is_left()
    {
        var issuer = await fixture.NewIssuerAsync("generic");
        var photo = await UploadAsync(issuer, Photo(13));
        var stored = Convert.ToHexStringLower(await ContentAsync(issuer, photo))[200..300];
        var pass = await IssueAsync(issuer, "E-1", new { thumbnail = photo.Text("id") });
        Assert.NotEmpty(await DatabaseSearch.FindAsync(fixture.Passes.Postgres, [stored]));

        await EraseAsync(issuer, pass);

        Assert.Empty(await DatabaseSearch.FindAsync(fixture.Passes.Postgres, [stored]));
        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/images/{photo.Text("id")}", expected: HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Retention_deletes_images_without_a_pass_and_keeps_the_others()
    {
        var issuer = await fixture.NewIssuerAsync("generic");
        var (unused, used, deleted) = (
            (await UploadAsync(issuer, Photo(14))).Text("id"), (await UploadAsync(issuer, Photo(15))).Text("id"),
            (await UploadAsync(issuer, Photo(16))).Text("id"));
        await IssueAsync(issuer, "used", new { thumbnail = used });
        var gone = await IssueAsync(issuer, "deleted", new { thumbnail = deleted });
        await issuer.Passes.CallAsync(HttpMethod.Delete, $"/api/v1/passes/{gone.Text("id")}", null, HttpStatusCode.NoContent);
        await fixture.Passes.ScalarAsync<object>(
            $"UPDATE passes SET deleted_at = now() - interval '40 days' WHERE organization_id = '{issuer.OrganizationId}' "
            + "AND serial_number = 'deleted'");
        var job = fixture.Passes.App.Services.GetServices<IHostedService>().OfType<RetentionJob>().Single();

        await job.RunAsync(CancellationToken.None);
        await job.RunAsync(CancellationToken.None);
        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/images/{deleted}", expected: HttpStatusCode.NotFound);
        Assert.Equal(2, await CountAsync(issuer));

        await fixture.Passes.ScalarAsync<object>(
            $"UPDATE uploaded_images SET check_at = now() - interval '1 minute' WHERE organization_id = '{issuer.OrganizationId}'");
        await job.RunAsync(CancellationToken.None);
        await issuer.Passes.CallAsync(HttpMethod.Get, $"/api/v1/images/{unused}", expected: HttpStatusCode.NotFound);
        Assert.Equal(1, await CountAsync(issuer));
    }

    [Fact]
    public async Task An_export_has_the_images()
    {
        var issuer = await fixture.NewIssuerAsync();
        var image = await UploadAsync(issuer, Photo(17));
        var until = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMinutes(1).ToString("O"));
        using var client = fixture.Passes.ClientOf(issuer.OrganizationId, Scopes.ExportsRead);

        var text = await client.GetStringAsync($"{ExportRoutes.Path}/passImage?until={until}");

        var line = JsonElement.Parse(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)[0]);
        Assert.Equal((image.Text("id"), image.Text("id")), (line.Text("id"), line.GetProperty("data").Text("id")));
        Assert.Equal(await ContentAsync(issuer, image), line.GetProperty("data").GetProperty("content").GetBytesFromBase64());
    }

    private static byte[] Photo(int number) =>
        HostedPages.Pictures.Paint(90, 90, (x, y) => ((x * number % 1, y * number % 1, (x * y * 97 * number) % 1, 1)));

    private static ByteArrayContent Png(byte[] png)
    {
        var content = new ByteArrayContent(png);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return content;
    }

    private static async Task<JsonElement> UploadAsync(Issuer issuer, byte[] png)
    {
        using var response = await issuer.Passes.PostAsync("/api/v1/images", Png(png));
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, text);
        var image = JsonElement.Parse(text);
        Assert.Equal($"/api/v1/images/{image.Text("id")}", response.Headers.Location?.OriginalString);
        return image;
    }

    private static Task<JsonElement> IssueAsync(Issuer issuer, string serialNumber, object images) => issuer.Passes.CreateAsync(
        "/api/v1/passes", new { templateId = issuer.TemplateId, serialNumber, images, fields = new { name = new { value = "Jane Doe" } } });

    private static Task<byte[]> ContentAsync(Issuer issuer, JsonElement image) =>
        issuer.Passes.GetByteArrayAsync($"/api/v1/images/{image.Text("id")}");

    private static async Task<PkpassReader> FilesAsync(Issuer issuer, JsonElement pass) =>
        PkpassReader.Read(await issuer.Passes.GetByteArrayAsync($"/api/v1/passes/{pass.Text("id")}/download"));

    private Task<long> CountAsync(Issuer issuer) =>
        fixture.Passes.ScalarAsync<long>($"SELECT count(*) FROM uploaded_images WHERE organization_id = '{issuer.OrganizationId}'");

    private Task<DateTime> LastModifiedAsync(JsonElement pass)
    {
        _ = TypeId.TryParse(IdPrefixes.Pass, pass.Text("id"), out var id);
        return fixture.Passes.ScalarAsync<DateTime>($"SELECT last_modified FROM passes WHERE id = '{id}'");
    }

    // A template with a thumbnail in three scales.
    private async Task<Issuer> WithThumbnailAsync()
    {
        var issuer = await fixture.NewIssuerAsync("generic");
        foreach (var name in (string[])["thumbnail", "thumbnail@2x", "thumbnail@3x"])
        {
            using var saved = await issuer.Templates.PutAsync($"/api/v1/templates/{issuer.TemplateId}/images/{name}", Png(Photo(20)));
            Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        }

        await issuer.Templates.CallAsync(HttpMethod.Post, $"/api/v1/templates/{issuer.TemplateId}/publish");
        return await Renewed(issuer);
    }

    private async Task<Issuer> Renewed(Issuer issuer)
    {
        _ = TypeId.TryParse(IdPrefixes.Template, issuer.TemplateId, out var id);
        await issuer.IssueAsync("first");
        await Eventually.TrueAsync(
            async token => await fixture.Passes.ScalarAsync<int>(
                $"SELECT max(version) FROM template_replicas WHERE id = '{id}'", token) == 2, Deadline, "the new version is here");
        return issuer;
    }

    private async Task EraseAsync(Issuer issuer, JsonElement pass)
    {
        var client = fixture.Passes.ClientOf(issuer.OrganizationId, Scopes.ErasuresRead, Scopes.ErasuresWrite);
        var erasure = await client.CallAsync(
            HttpMethod.Post, $"/api/v1/passes/{pass.Text("id")}/erase", expected: HttpStatusCode.Accepted);
        await Eventually.TrueAsync(
            async token => (await client.CallAsync(HttpMethod.Get, $"/api/v1/erasures/{erasure.Text("id")}", cancellationToken: token))
                .GetProperty("erased").TryGetProperty("pass", out _), Deadline, "this service has erased its own");
    }
}
