using Microsoft.Playwright;
using Passinstance.Client;
using SkiaSharp;

namespace Passinstance.Dashboard.Tests.Designer;

/// <summary>The parts of a design, each by what is saved.</summary>
[Trait("Category", "System")]
public sealed class DesignerPartTests(RunningDashboard system)
{
    [Fact]
    public async Task A_picture_is_cropped_and_saved_in_three_sizes()
    {
        var (template, page) = await system.OpenDesignerAsync("gym");
        await using var browser = page.Context;
        await page.PartAsync("Images");
        var photo = page.Place("Thumbnail");
        await photo.GetByLabel("Picture for the thumbnail").SetInputFilesAsync(Pictures.File("halves.png", Pictures.Halves()));
        await photo.GetByLabel("Zoom").FillAsync("200");
        await photo.GetByLabel("Left to right").FillAsync("100");
        // Drawn with the crop, before it is saved.
        await Assertions.Expect(page.Locator("#apple-preview image[data-image='thumbnail@3x']")).ToHaveCountAsync(1);
        await page.SaveDraftAsync();
        Assert.Equal(["thumbnail", "thumbnail@2x", "thumbnail@3x"], await NamesAsync(template, "thumbnail"));
        for (var scale = 1; scale <= 3; scale++)
        {
            using var picture = await ReadAsync(template, scale == 1 ? "thumbnail" : $"thumbnail@{scale}x");
            Assert.Equal((90 * scale, 90 * scale), (picture.Width, picture.Height));
            Assert.True(picture.GetPixel(2, 2).Blue > 200 && picture.GetPixel(2, 2).Red < 60, "The right half is blue.");
        }

        await photo.GetByLabel("Left to right").FillAsync("0");
        await page.SaveDraftAsync();
        using var left = await ReadAsync(template, "thumbnail@2x");
        Assert.True(left.GetPixel(2, 2).Red > 200 && left.GetPixel(2, 2).Blue < 60, "The left half is red.");
    }

    [Fact]
    public async Task Places_times_and_a_distance_make_passes_relevant()
    {
        var (template, page) = await system.OpenDesignerAsync("cinema");
        await using var browser = page.Context;
        await page.PartAsync("Lock screen");
        await page.GetByRole(AriaRole.Button, new() { Name = "Place", Exact = true }).ClickAsync();
        await page.GetByLabel("Latitude").FillAsync("38.7223");
        await page.GetByLabel("Longitude").FillAsync("-9.1393");
        await page.GetByLabel("Text on the lock screen").FillAsync("Your seat is waiting");
        await page.GetByRole(AriaRole.Button, new() { Name = "Time", Exact = true }).ClickAsync();
        await page.GetByLabel("At", new() { Exact = true }).FillAsync("2027-05-04T20:15");
        await page.GetByRole(AriaRole.Button, new() { Name = "Time", Exact = true }).ClickAsync();
        var second = page.GetByRole(AriaRole.Group, new() { Name = "Time 2" });
        await second.GetByLabel("It is").SelectOptionAsync("interval");
        await second.GetByLabel("From").FillAsync("2027-05-05T18:00");
        await second.GetByLabel("To", new() { Exact = true }).FillAsync("2027-05-05T17:00");
        await Assertions.Expect(second.Locator(".finding-error")).ToContainTextAsync("end after it begins");
        await second.GetByLabel("To", new() { Exact = true }).FillAsync("2027-05-05T22:00");
        await Assertions.Expect(second.Locator(".finding")).ToHaveCountAsync(0);
        await page.Place("Distance").GetByLabel("Distance").FillAsync("250");
        await page.IsSoundEverywhereAsync("designer-lock-screen");
        await page.SaveDraftAsync();

        var saved = await system.Api.GetTemplateAsync(template.Id);
        var place = Assert.Single(saved.Locations!);
        Assert.Equal((38.7223, -9.1393, "Your seat is waiting"), (place.Latitude, place.Longitude, place.RelevantText));
        Assert.Equal(
            ["2027-05-04T20:15:00Z", "2027-05-05T18:00:00Z-2027-05-05T22:00:00Z"],
            saved.RelevantDates!.Select(date => date.Date ?? $"{date.StartDate}-{date.EndDate}"));
        Assert.Equal(250, saved.MaxDistance);
    }

    [Fact]
    public async Task A_barcode_that_cannot_hold_its_content_is_told_and_another_is_saved()
    {
        var (template, page) = await system.OpenDesignerAsync("parking");
        await using var browser = page.Context;
        await page.PartAsync("Barcode");
        await page.GetByLabel("Sample content").FillAsync("not only digits");
        await page.GetByLabel("Format").SelectOptionAsync("Ean13");
        await Assertions.Expect(page.Locator(".finding").First).ToContainTextAsync("cannot hold");
        await page.GetByLabel("Format").SelectOptionAsync("Pdf417");
        await Assertions.Expect(page.Locator(".finding")).ToHaveCountAsync(0);
        await page.GetByLabel("Text below it").FillAsync("Show this at the gate");
        await Assertions.Expect(page.Locator("#apple-preview [data-text='Show this at the gate']")).ToHaveCountAsync(1);
        await page.SaveDraftAsync();

        var saved = await system.Api.GetTemplateAsync(template.Id);
        Assert.Equal((BarcodeFormat.Pdf417, "Show this at the gate"), (saved.Barcode!.Format, saved.Barcode.AltText));
    }

    [Fact]
    public async Task A_field_becomes_an_amount_aligned_with_a_message_and_phones_have_sizes()
    {
        var (template, page) = await system.OpenDesignerAsync("gym");
        await using var browser = page.Context;
        await page.GetByRole(AriaRole.Button, new() { Name = "More about Plan" }).ClickAsync();
        await page.GetByLabel("Shown as").SelectOptionAsync("EUR");
        await page.FieldOf("Plan").GetByLabel("Sample").FillAsync("12.50");
        await Assertions.Expect(page.Locator("#apple-preview [data-text='€12.50']")).ToHaveCountAsync(1);
        await page.GetByLabel("Alignment").SelectOptionAsync("PKTextAlignmentCenter");
        await page.GetByLabel("When the value changes").FillAsync("No place for it");
        await Assertions.Expect(page.Locator(".finding").First).ToContainTextAsync("%@");
        await page.GetByLabel("When the value changes").FillAsync("Your plan costs %@ now");
        await Assertions.Expect(page.Locator(".finding")).ToHaveCountAsync(0);
        var before = await page.Locator("#apple-preview svg").GetAttributeAsync("width");
        await page.GetByLabel("Phones").SelectOptionAsync("Large: iPhone Max");
        await Assertions.Expect(page.Locator("#apple-preview svg")).Not.ToHaveAttributeAsync("width", before!);
        await page.SaveDraftAsync();

        var plan = (await system.Api.GetTemplateAsync(template.Id)).Layout!.SecondaryFields!.First(field => field.Key == "plan");
        Assert.Equal(
            ("EUR", TextAlignment.PKTextAlignmentCenter, "Your plan costs %@ now"),
            (plan.CurrencyCode, plan.TextAlignment, plan.ChangeMessage));
    }

    [Fact]
    public async Task A_design_leaves_as_a_pkpass_and_comes_back_with_its_fields_colors_and_images()
    {
        var (template, page) = await system.OpenDesignerAsync("gym");
        await using var browser = page.Context;
        await page.GetByText("Use the design elsewhere").ClickAsync();
        var export = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = ".pkpass, unsigned" }).ClickAsync());
        Assert.EndsWith(".pkpass", export.SuggestedFilename, StringComparison.Ordinal);
        var file = await File.ReadAllBytesAsync(await export.PathAsync());

        await page.GotoAsync("/dashboard/templates/new");
        await page.IsInteractiveAsync();
        await page.GetByLabel("Pass or template").SetInputFilesAsync(
            new FilePayload { Name = "gym.pkpass", MimeType = "application/vnd.apple.pkpass", Buffer = file });
        await page.WaitForURLAsync("**/templates/tpl_*");
        await Assertions.Expect(page.FieldOf("Plan")).ToBeVisibleAsync();

        var made = await system.Api.GetTemplateAsync(new Uri(page.Url).Segments[^1]);
        Assert.NotEqual(template.Id, made.Id);
        Assert.Equal(template.BackgroundColor, made.BackgroundColor);
        Assert.Equal(
            template.Layout!.SecondaryFields!.Select(field => field.Label), made.Layout!.SecondaryFields!.Select(field => field.Label));
        Assert.Contains(made.Images, image => image.Name.StartsWith("thumbnail", StringComparison.Ordinal));
    }

    private async Task<IEnumerable<string>> NamesAsync(Template template, string name) =>
        (await system.Api.GetTemplateAsync(template.Id)).Images.Select(image => image.Name)
            .Where(image => image.Split('@')[0] == name).Order(StringComparer.Ordinal);

    private async Task<SKBitmap> ReadAsync(Template template, string name)
    {
        using var file = await system.Api.GetTemplateImageAsync(template.Id, name);
        using var content = new MemoryStream();
        await file.Stream.CopyToAsync(content);
        return SKBitmap.Decode(content.ToArray());
    }
}
