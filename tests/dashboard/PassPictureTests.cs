using Microsoft.Playwright;
using Passinstance.Dashboard.Tests.Designer;

namespace Passinstance.Dashboard.Tests;

/// <summary>A person gives a pass its holder's photo.</summary>
[Trait("Category", "System")]
public sealed class PassPictureTests(RunningDashboard system)
{
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
