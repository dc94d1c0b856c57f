using Microsoft.Playwright;
using Passinstance.Client;

namespace Passinstance.Dashboard.Tests;

/// <summary>Sign-in, session, weight and frame of the pages.</summary>
[Trait("Category", "System")]
public sealed class FrameTests(RunningDashboard system)
{
    private const int MaxBytes = 300_000;

    [Fact]
    public async Task A_person_signs_in_and_comes_to_the_page_they_asked_for_and_out_again()
    {
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        var complaints = page.Complaints();
        await page.OpenAsync("?from=link");

        Assert.EndsWith("/dashboard/?from=link", page.Url, StringComparison.Ordinal);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Northwind Coffee");
        var cookies = await browser.CookiesAsync();
        var session = cookies.Single(cookie => cookie.Name == "dashboard-session");
        Assert.True(session.HttpOnly);
        Assert.Equal("/dashboard", session.Path);
        Assert.DoesNotContain(system.Run.ApiKey, session.Value, StringComparison.Ordinal);
        Assert.Empty(complaints);

        await page.GetByRole(AriaRole.Button, new() { Name = "Ada Lovelace" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.WaitForURLAsync("**/sign-out");
        Assert.DoesNotContain(await browser.CookiesAsync(), cookie => cookie.Name == "dashboard-session");
    }

    [Fact]
    public async Task The_language_is_what_the_browser_asks_for_until_a_person_chooses_another_one()
    {
        await using var browser = await system.NewBrowserAsync(locale: "de-AT");
        var page = await browser.NewPageAsync();
        var complaints = page.Complaints();
        await page.OpenAsync("/bundles/new?from=link");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Bündel erstellen");
        await Assertions.Expect(page).ToHaveTitleAsync("Bündel erstellen · Passinstance");

        await page.GetByRole(AriaRole.Button, new() { Name = "Ada Lovelace" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "العربية" }).ClickAsync();
        await page.WaitForFunctionAsync("() => document.documentElement.lang === 'ar'");
        await page.IsInteractiveAsync();

        Assert.Equal("rtl", await page.Locator("html").GetAttributeAsync("dir"));
        Assert.EndsWith("/bundles/new?from=link", page.Url, StringComparison.Ordinal);
        var sidebar = await page.Locator(".sidebar").BoundingBoxAsync();
        Assert.True(sidebar!.X > 720, "The sidebar is on the right.");
        // What the circuit renders later is in the same language: a page that it goes to, and a message about what has happened.
        await page.GetByRole(AriaRole.Link, new() { Name = "الدفعات" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("الدفعات");
        await page.OpenAsync("/status");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("الحالة");
        var cookie = (await browser.CookiesAsync()).Single(one => one.Name == "passinstance-language");
        Assert.Equal(("ar", "/", true), (cookie.Value, cookie.Path, cookie.HttpOnly));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_page_whose_replica_is_gone_is_loaded_again()
    {
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        await page.OpenAsync("/passes?from=link");
        await page.EvaluateAsync("() => { window.isTheOldPage = true; }");

        // As Blazor does when another replica does not know the page's circuit: the event goes to the notice and does not bubble.
        await page.EvaluateAsync("""
            () => document.getElementById('components-reconnect-modal')
              .dispatchEvent(new CustomEvent('components-reconnect-state-changed', { detail: { state: 'rejected' } }))
            """);

        await page.WaitForFunctionAsync("() => !window.isTheOldPage && document.readyState === 'complete'");
        await page.IsInteractiveAsync();
        Assert.EndsWith("/passes?from=link", page.Url, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_page_is_light_and_loads_nothing_from_elsewhere()
    {
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        var protocol = await browser.NewCDPSessionAsync(page);
        await protocol.SendAsync("Network.enable");
        var bytes = 0.0;
        var hosts = new HashSet<string>();
        protocol.Event("Network.loadingFinished").OnEvent += (_, data) =>
            bytes += data!.Value.GetProperty("encodedDataLength").GetDouble();
        page.Request += (_, request) => hosts.Add(new Uri(request.Url).Authority);

        await page.OpenAsync("/");

        var milliseconds = await page.EvaluateAsync<double>("() => performance.getEntriesByType('navigation')[0].loadEventEnd");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"The first page weighs {bytes:N0} bytes and took {milliseconds:N0} ms, sign-in included.");
        Assert.InRange(bytes, 10_000, MaxBytes);
        Assert.Equal([system.Url.Authority], hosts);
    }

    [Fact]
    public async Task Pages_have_a_strict_policy_and_no_inline_style()
    {
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        var response = await page.GotoAsync("/dashboard");

        var policy = await response!.HeaderValueAsync("content-security-policy");
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("style-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal(0, await page.Locator("[style]").CountAsync());
    }

    [Fact]
    public async Task Tabs_share_a_session_whose_tokens_are_renewed_once_and_no_refresh_token_is_used_twice()
    {
        // Shorter than the margin: each use renews.
        using var organization = await system.NewOrganizationAsync("Harbor Tabs", tokenSeconds: 20);
        var reused = system.SignIn.Reused;
        await using var browser = await system.NewBrowserAsync(organization: organization);
        var first = await browser.NewPageAsync();
        await first.OpenAsync("/");
        var second = await browser.NewPageAsync();
        await Task.WhenAll(second.OpenAsync("/"), first.OpenAsync("/"));
        await first.OpenAsync("/");

        await Assertions.Expect(first.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Harbor Tabs");
        Assert.Equal(reused, system.SignIn.Reused);
    }

    [Fact]
    public async Task A_page_with_much_data_reacts()
    {
        using var organization = await system.NewOrganizationAsync("Harbor Designs");
        for (var number = 1; number <= 20; number++)
        {
            await organization.Api.CreateTemplateAsync(new CreateTemplateRequest
            {
                Name = $"Card {number}",
                Description = "A card with long terms",
                PassType = PassType.Generic,
                OrganizationName = "Harbor Designs",
                TeamIdentifier = "TEAM123456",
                PassTypeIdentifier = "pass.com.example.designs",
                Layout = new PassLayout
                {
                    BackFields = [.. Enumerable.Range(1, 10).Select(back => new PassField
                    {
                        Key = $"terms{back}", Label = "Terms", Value = new string('t', 1000),
                    })],
                },
            });
        }

        await using var browser = await system.NewBrowserAsync(organization: organization);
        var page = await browser.NewPageAsync();
        var complaints = page.Complaints();
        await page.OpenAsync("/templates");

        await Assertions.Expect(page.GetByRole(AriaRole.Row)).ToHaveCountAsync(21);
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task A_pasted_text_that_is_too_long_is_refused_with_a_sentence()
    {
        await system.StartedAsync();
        await SampleData.OfAsync(system);
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        await page.OpenAsync("/notifications/new");

        await page.GetByLabel("Title").FillAsync("Open late");
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync(new string('m', 100_000));
        await page.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Main)).ToContainTextAsync("characters");
    }

    [Theory]
    [InlineData(1440, "light")]
    [InlineData(1440, "dark")]
    [InlineData(360, "light")]
    [InlineData(360, "dark")]
    public async Task The_overview_is_sound(int width, string theme)
    {
        await using var browser = await system.NewBrowserAsync(width, theme);
        var page = await browser.NewPageAsync();
        await page.OpenAsync("/");

        await page.IsSoundAsync($"overview-{width}-{theme}");
        if (width < 600)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
            await page.IsSoundAsync($"menu-{width}-{theme}");
        }
        else
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Ada Lovelace" }).ClickAsync();
            await page.IsSoundAsync($"user-menu-{width}-{theme}");
        }
    }

    [Fact]
    public async Task A_page_that_does_not_exist_leads_back()
    {
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        var response = await page.GotoAsync("/dashboard/nowhere");

        Assert.Equal(404, response!.Status);
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("There is no such page");
        await page.IsSoundAsync("not-found");
    }

    [Fact]
    public async Task The_public_status_needs_no_sign_in_and_no_circuit()
    {
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        await page.GotoAsync("/dashboard/public-status");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Everything works");
        await Assertions.Expect(page.Locator(".status-parts > li")).ToHaveCountAsync(5);
        await Assertions.Expect(page.Locator(".days")).ToHaveCountAsync(5);
        await page.IsSoundAsync("public-status");
    }

    [Fact]
    public async Task The_keyboard_reaches_the_content_and_opens_the_menus()
    {
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        await page.OpenAsync("/");
        // A page that has loaded begins at its beginning.
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#main")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" }).FocusAsync();
        var user = page.GetByRole(AriaRole.Button, new() { Name = "Ada Lovelace" });
        for (var presses = 0; presses < 60 && !await user.EvaluateAsync<bool>("one => one === document.activeElement"); presses++)
            await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(user).ToBeFocusedAsync();
    }
}
