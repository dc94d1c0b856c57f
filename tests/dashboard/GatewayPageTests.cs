using Microsoft.Playwright;
using Passinstance.Testing.Services;

namespace Passinstance.Dashboard.Tests;

/// <summary>
/// The pages before and beside the dashboard, as the gateway serves them: sign-in, documentation, the page of a pass on three devices, and
/// what says that something is not there. They are sound at both widths and in both themes.
/// </summary>
[Trait("Category", "System")]
public sealed class GatewayPageTests(RunningDashboard system)
{
    private const string Phone =
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) " +
        "Version/18.1 Mobile/15E148 Safari/604.1";
    private const string Android =
        "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36";

    [Theory]
    [InlineData("sign-in", "/sign-in?next=%2Fdashboard", null)]
    [InlineData("sign-in-link-used", "/sign-in/once?token=none", null)]
    [InlineData("docs", "/docs", null)]
    [InlineData("docs-guide", "/docs/passes", null)]
    [InlineData("docs-reference", "/docs/reference/passes", null)]
    [InlineData("docs-unknown", "/docs/nothing-of-this-name", null)]
    [InlineData("hosted", "pass", null)]
    [InlineData("hosted-iphone", "pass", Phone)]
    [InlineData("hosted-android", "pass", Android)]
    [InlineData("hosted-voided", "voided", Phone)]
    [InlineData("hosted-unknown", "/p/no-such-pass-anywhere", Phone)]
    public async Task A_page_of_the_gateway_is_sound(string name, string path, string? agent)
    {
        var gateway = new Uri(await system.GatewayAsync());
        if (!path.StartsWith('/'))
        {
            var data = await SampleData.OfAsync(system);
            var passes = (await system.Api.ListPassesAsync(templateId: data.Template.Id)).Data;
            var status = path == "voided" ? Client.PassStatus.Voided : Client.PassStatus.Active;
            path = passes.First(pass => pass.Status == status).PassFlowUrl;
        }

        foreach (var (width, theme) in ((int, string)[])[(1440, "light"), (360, "dark")])
        {
            await using var browser = await system.NewBrowserAsync(width, theme, at: gateway);
            if (agent is not null)
                await browser.SetExtraHTTPHeadersAsync(new Dictionary<string, string> { ["User-Agent"] = agent });
            var page = await browser.NewPageAsync();
            await page.GotoAsync(path);

            await page.IsSoundAsync($"{name}-{width}-{theme}");
            Assert.Equal(1, await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).CountAsync());
        }
    }

    [Fact]
    public async Task A_sign_in_link_leads_to_the_dashboard_in_two_clicks()
    {
        var gateway = new Uri(await system.GatewayAsync());
        var organization = (await system.AdministerAsync("create-organization", "--name", "Harbor Bakery")).Text("organizationId");
        var link = (await system.AdministerAsync(
            "create-sign-in-link", "--organization", organization, "--email", $"baker-{Guid.NewGuid():n}@example.com")).Text("signInUrl");
        await using var browser = await system.NewBrowserAsync(at: gateway);
        var page = await browser.NewPageAsync();
        var complaints = page.Complaints();
        await page.GotoAsync(link);
        await page.IsSoundEverywhereAsync("sign-in-link");

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.IsSoundEverywhereAsync("sign-in-set-up");
        await page.GetByRole(AriaRole.Link, new() { Name = "Not now" }).ClickAsync();
        await page.WaitForURLAsync("**/dashboard/**");
        await page.IsInteractiveAsync();

        // What comes first is the one thing to do.
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Three steps to a pass on a phone" })).ToBeVisibleAsync();
        var main = page.Locator(".page-header .button-main");
        await Assertions.Expect(main).ToHaveTextAsync("Choose a design");
        await page.IsSoundEverywhereAsync("overview-empty");
        Assert.Empty(complaints);
    }
}
