using System.Text.Json;
using Microsoft.Playwright;

namespace Passinstance.Dashboard.Tests;

/// <summary>The data of an organization as a whole: how it is taken along, and how long it stays.</summary>
[Trait("Category", "System")]
public sealed class DataTests(RunningDashboard system)
{
    [Fact]
    public async Task An_export_is_made_and_downloaded_whole()
    {
        await using var person = await Person.SignInAsync(system);
        var page = await person.OpenAsync("/exports");
        await page.IsSoundEverywhereAsync("exports-empty");

        await page.GetByRole(AriaRole.Button, new() { Name = "Make an export" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The export can be downloaded.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Ready")).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "Download the export" }).ClickAsync());
        var lines = (await File.ReadAllLinesAsync(await download.PathAsync())).Select(line => JsonElement.Parse(line)).ToList();

        Assert.EndsWith(".ndjson", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Equal("end", lines[^1].GetProperty("kind").GetString());
        Assert.Contains(
            lines, line => line.GetProperty("kind").GetString() == "member"
                && line.GetProperty("data").GetProperty("email").GetString() == person.Email);
        foreach (var (width, scheme) in ((int, ColorScheme)[])[(1440, ColorScheme.Light), (360, ColorScheme.Dark)])
        {
            var list = await person.Browser.NewPageAsync();
            await list.SetViewportSizeAsync(width, 780);
            await list.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            await list.OpenAsync("/exports");
            await Assertions.Expect(list.GetByRole(AriaRole.Cell, new() { Name = person.Email })).ToBeVisibleAsync();
            await list.IsSoundAsync($"exports-{width}");
        }

        Assert.Equal(1, Assert.Single((await person.Api.ListExportsAsync()).Data).Downloads);
    }

    [Fact]
    public async Task Retention_is_shortened_after_a_question_and_wrong_numbers_are_named()
    {
        await using var person = await Person.SignInAsync(system);
        var before = await person.Api.GetRetentionAsync();
        var page = await person.OpenAsync("/retention");
        var events = page.GetByLabel("Events, in days");
        await Assertions.Expect(events).ToHaveValueAsync($"{before.EventDays}");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToBeDisabledAsync();

        await events.FillAsync($"{before.Maximum.EventDays + 1}");
        await Assertions.Expect(page.GetByText($"Choose a number from {before.Minimum.EventDays} to {before.Maximum.EventDays}."))
            .ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("retention-wrong");
        await events.FillAsync($"{before.Minimum.EventDays}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        Assert.Equal(before.EventDays, (await person.Api.GetRetentionAsync()).EventDays);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Keep it shorter" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The retention is changed.")).ToBeVisibleAsync();

        var after = await person.Api.GetRetentionAsync();
        Assert.Equal((before.Minimum.EventDays, before.DeliveryDays), (after.EventDays, after.DeliveryDays));
        await page.IsSoundAsync("retention");
    }

    [Fact]
    public async Task Whose_role_does_not_allow_it_is_offered_neither_export_nor_a_shorter_time()
    {
        await using var person = await Person.SignInAsync(system, "viewer");
        var page = await person.OpenAsync("/retention");
        await Assertions.Expect(page.GetByText("Owners can change how long data is kept.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Exports" })).ToHaveCountAsync(0);

        await page.OpenAsync("/exports");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("exports:read");
    }

    [Theory]
    [InlineData("de", "Aufbewahrung", "Exporte")]
    [InlineData("fr", "Conservation", "Exports")]
    [InlineData("ar", "الاحتفاظ بالبيانات", "عمليات التصدير")]
    public async Task The_sign_in_and_both_pages_have_the_language_that_a_person_has_chosen_at_the_sign_in(
        string language, string retention, string exports)
    {
        await using var person = await Person.SignInAsync(system);
        var page = await person.Browser.NewPageAsync();
        await page.SetViewportSizeAsync(360, 780);
        await page.GotoAsync("/sign-out");
        await page.GetByRole(AriaRole.Link, new() { Name = Name(language) }).ClickAsync();
        Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
        Assert.EndsWith("/sign-out", page.Url, StringComparison.Ordinal);
        await page.IsSoundAsync($"sign-out-{language}");

        foreach (var (path, title) in ((string, string)[])[("/retention", retention), ("/exports", exports)])
        {
            await page.OpenAsync(path);
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(title);
            await page.IsSoundAsync($"{path[1..]}-{language}");
        }

        foreach (var path in (string[])["/members", "/members/invite", "/organization", "/account", "/api-keys/new", "/oauth-clients"])
        {
            await page.OpenAsync(path);
            await page.IsSoundAsync($"{path[1..].Replace('/', '-')}-{language}");
        }
    }

    [Theory]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("ar")]
    public async Task The_pages_of_the_sign_in_are_sound_in_every_language(string language)
    {
        await using var browser = await system.NewBrowserAsync(360, locale: language, at: new Uri(await system.GatewayAsync()));
        var page = await browser.NewPageAsync();
        foreach (var path in (string[])["/sign-in", "/sign-in/once?token=none", "/invitations/accept?token=none"])
        {
            await page.GotoAsync(path);
            Assert.Equal(language, await page.Locator("html").GetAttributeAsync("lang"));
            await page.IsSoundAsync($"{path.Split('?')[0][1..].Replace('/', '-')}-{language}");
        }
    }

    private static string Name(string language) => ServiceDefaults.Languages.Language.Find(language)!.Name;
}
