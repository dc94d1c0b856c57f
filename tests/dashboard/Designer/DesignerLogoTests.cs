using Microsoft.Playwright;

namespace Passinstance.Dashboard.Tests.Designer;

/// <summary>What the designer offers for a logo that cannot be seen.</summary>
[Trait("Category", "System")]
public sealed class DesignerLogoTests(RunningDashboard system)
{
    [Fact]
    public async Task A_white_logo_is_put_on_the_background_color_for_the_white_circle()
    {
        var (_, page) = await system.OpenDesignerAsync("gym");
        await using var browser = page.Context;
        await page.GetByRole(AriaRole.Button, new() { Name = "Images" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the icon" }).ClickAsync();
        var logo = page.GetByRole(AriaRole.Region, new() { Name = "Logo" });
        await logo.GetByLabel("Picture for the logo").SetInputFilesAsync(Pictures.File("logo.png", Pictures.WhiteLogo()));
        await Assertions.Expect(logo.Locator(".finding").First).ToContainTextAsync("where it cannot be seen");
        await page.IsSoundAsync("designer-white-logo");

        await logo.GetByRole(AriaRole.Button, new() { Name = "Put it on the background color" }).First.ClickAsync();
        await Assertions.Expect(page.GetByText("where it cannot be seen")).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Icon" }).GetByText("In three sizes")).ToBeVisibleAsync();
        await page.IsSoundAsync("designer-white-logo-on-color");
    }
}
