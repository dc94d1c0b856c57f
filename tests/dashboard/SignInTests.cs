using Microsoft.Playwright;

namespace Passinstance.Dashboard.Tests;

/// <summary>The real sign-in of the gateway, by the link that the launcher prints, and the real way through the gateway.</summary>
[Trait("Category", "System")]
public sealed class SignInTests(RunningDashboard system)
{
    [Fact]
    public async Task The_printed_link_signs_the_first_owner_in_and_the_pages_work_through_the_gateway()
    {
        await system.StartedAsync();
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();

        await page.GotoAsync(system.Run.SignInUrl!);
        await page.IsSoundAsync("sign-in-link");
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Not now" }).ClickAsync();
        await page.WaitForURLAsync("**/dashboard/**");
        await page.IsInteractiveAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Passes", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Passes");
        Assert.Contains(await browser.CookiesAsync(), cookie => cookie.Name == "dashboard-replica" && cookie.Path == "/dashboard");
    }
}
