using Microsoft.Playwright;
using Passinstance.Client;
using Passinstance.Dashboard.Designer;
using Passinstance.Dashboard.Tests.Designer;

namespace Passinstance.Dashboard.Tests;

/// <summary>A person gives a pass its holder's photo.</summary>
[Trait("Category", "System")]
public sealed class PassPictureTests(RunningDashboard system)
{
    [Fact]
    public async Task The_designer_shows_a_pass_with_its_own_picture()
    {
        await system.StartedAsync();
        var template = await DesignerPage.CreateAsync(system.Api, "gym");
        var place = ImagePlace.Of(Wallet.Model.PassType.Generic)[^1];
        using var picture = ImageMaker.Decode(Pictures.Photo()).Picture!;
        using var photo = new MemoryStream(ImageMaker.Make(picture, place, 0.5, 0.5, 1)[^1].Content.ToArray());
        var image = await system.Api.UploadImageAsync(photo);
        var serial = $"SHOWN-{Guid.NewGuid():n}"[..16];
        await system.Api.CreatePassAsync(new CreatePassRequest
        {
            TemplateId = template.Id,
            SerialNumber = serial,
            Fields = new Dictionary<string, FieldValue> { ["member"] = new() { Value = "Ada Photographed" } },
            Images = new Dictionary<string, string> { ["thumbnail"] = image.Id },
        });
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        await page.OpenAsync($"/templates/{template.Id}");
        var shown = page.Locator("#apple-preview image[data-image^='thumbnail']");
        await Assertions.Expect(shown).ToHaveAttributeAsync("data-image", "thumbnail@3x");

        await page.Locator("#preview-pass").SelectOptionAsync(serial);
        await Assertions.Expect(page.Locator("#apple-preview [data-text='Ada Photographed']")).ToHaveCountAsync(1);
        await Assertions.Expect(shown).ToHaveAttributeAsync("data-image", "thumbnail");
        await page.IsSoundAsync("designer-pass-with-picture");

        await page.Locator("#preview-pass").SelectOptionAsync("Samples");
        await Assertions.Expect(shown).ToHaveAttributeAsync("data-image", "thumbnail@3x");
    }

    [Fact]
    public async Task A_pass_is_issued_with_a_photo_that_is_replaced_and_removed()
    {
        await system.StartedAsync();
        var template = await DesignerPage.CreateAsync(system.Api, "gym");
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        var serial = $"PHOTO-{Guid.NewGuid():n}"[..16];
        await page.OpenAsync($"/passes/new?from={template.Id}");
        await page.GetByLabel("Serial number").FillAsync(serial);
        await page.GetByLabel("Thumbnail").SetInputFilesAsync(Pictures.File("photo.png", "no picture"u8.ToArray()));
        await Assertions.Expect(page.Locator(".field-error")).ToContainTextAsync("not a PNG, JPEG or WebP picture");
        await page.GetByLabel("Thumbnail").SetInputFilesAsync(Pictures.File("photo.jpg", Pictures.Photo()));
        await Assertions.Expect(page.GetByAltText("The thumbnail now")).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("pass-new-photo");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue the pass" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(serial);
        await Assertions.Expect(page.GetByAltText("Thumbnail", new() { Exact = true })).ToBeVisibleAsync();
        await page.IsSoundAsync("pass-photo");
        var id = page.Url.Split('/')[^1];
        var first = (await system.Api.GetPassAsync(id)).Images!["thumbnail"];

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByLabel("Thumbnail", new() { Exact = false }).First.SetInputFilesAsync(Pictures.File("logo.png", Pictures.Logo()));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        // The form closes once the pass is saved.
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToHaveCountAsync(0);
        Assert.NotEqual(first, (await system.Api.GetPassAsync(id)).Images!["thumbnail"]);

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the thumbnail" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        // The form closes once the pass is saved.
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByAltText("Thumbnail", new() { Exact = true })).ToHaveCountAsync(0);
        Assert.Null((await system.Api.GetPassAsync(id)).Images);
    }
}
