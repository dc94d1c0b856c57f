using Microsoft.Playwright;

namespace Passinstance.Dashboard.Tests;

/// <summary>
/// Every page at both widths, in both themes and in every language: axe finds nothing, nothing overflows, and nothing is complained about.
/// </summary>
[Trait("Category", "System")]
public sealed class PageTests(RunningDashboard system)
{
    private static readonly (string Name, Func<SampleData, string> Path)[] Pages =
    [
        ("overview", _ => "/"),
        ("passes", _ => "/passes"),
        ("passes-empty", _ => "/passes?serial=UNKNOWN"),
        ("pass", data => $"/passes/{data.Pass.Id}"),
        ("pass-new", data => $"/passes/new?from={data.Template.Id}"),
        ("pass-import", data => $"/passes/import?from={data.Template.Id}"),
        ("templates", _ => "/templates"),
        ("template-new", _ => "/templates/new"),
        ("batches", _ => "/batches"),
        ("audit-log", _ => "/audit-log"),
        ("bundles", _ => "/bundles"),
        ("bundle", data => $"/bundles/{data.Bundle.Id}"),
        ("bundle-new", _ => "/bundles/new"),
        ("notifications", _ => "/notifications"),
        ("notification", data => $"/notifications/{data.Notification.Id}"),
        ("notification-new", _ => "/notifications/new"),
        ("webhooks", _ => "/webhooks"),
        ("webhook", data => $"/webhooks/{data.Webhook.Id}"),
        ("webhook-new", _ => "/webhooks/new"),
        ("credentials", _ => "/credentials"),
        ("certificate-request", _ => "/credentials/apple"),
        ("certificate-upload", _ => "/credentials/apple/upload"),
        ("google-issuer", _ => "/credentials/google"),
        ("status", _ => "/status"),
    ];

    public static TheoryData<string> Names => [.. Pages.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_page_is_sound(string name)
    {
        await system.StartedAsync();
        var path = Pages.Single(page => page.Name == name).Path(await SampleData.OfAsync(system));
        // Each language in one of the four: German has the longest words and Arabic runs the other way, which shows where it is narrow.
        foreach (var (width, theme, language) in ((int, string, string)[])
            [(1440, "light", "en"), (1440, "dark", "fr"), (360, "light", "ar"), (360, "dark", "de")])
        {
            await using var browser = await system.NewBrowserAsync(width, theme, language);
            var page = await browser.NewPageAsync();
            var complaints = page.Complaints();
            await page.OpenAsync(path);

            await page.IsSoundAsync($"{name}-{width}-{theme}-{language}");
            Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
            Assert.Equal(1, await page.GetByRole(AriaRole.Heading, new() { Level = 1 }).CountAsync());
            Assert.Equal(0, await page.Locator("[style]").CountAsync());
            Assert.Empty(complaints);
        }
    }

    [Fact]
    public async Task A_pass_of_nobody_is_a_sentence_and_not_an_error_page()
    {
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        await page.OpenAsync("/passes/pas_01kb0000000000000000000000");

        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("pas_01kb0000000000000000000000");
        await page.IsSoundAsync("pass-unknown");
    }
}
