using System.Diagnostics;
using Microsoft.Playwright;
using Passinstance.Client;
using Passinstance.Simulators.Apns;
using Passinstance.Simulators.Phone;

namespace Passinstance.Dashboard.Tests.Designer;

/// <summary>From nothing to a pass on a phone, by pointer and by keyboard.</summary>
[Trait("Category", "System")]
public sealed class DesignerWalkTests(RunningDashboard system)
{
    private static readonly TimeSpan Promised = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task From_an_empty_account_to_a_pass_on_a_phone_without_documents()
    {
        using var organization = await system.NewOrganizationAsync("Harbor Coffee");
        await using var browser = await system.NewBrowserAsync(organization: organization);
        var page = await browser.NewPageAsync();
        var complaints = page.Complaints();
        var clock = Stopwatch.StartNew();
        await page.OpenAsync("/templates");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "No templates yet" })).ToBeVisibleAsync();
        await page.IsSoundAsync("designer-empty");

        await page.GetByRole(AriaRole.Link, new() { Name = "Choose a design" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Coffee card" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Name of the template")).ToBeFocusedAsync();
        await Assertions.Expect(page.GetByLabel("Who issues the passes")).ToHaveValueAsync("Harbor Coffee");
        await page.IsSoundAsync("designer-starts");
        await page.GetByLabel("Name of the template").FillAsync("Stamp card");
        await page.GetByRole(AriaRole.Button, new() { Name = "Start with the coffee card" }).ClickAsync();
        await page.WaitForURLAsync("**/templates/tpl_*");

        await Assertions.Expect(page.Locator("#apple-preview [data-text='Harbor Coffee']")).ToHaveCountAsync(1);
        await page.FieldOf("Member").GetByLabel("Label").FillAsync("Guest");
        await Assertions.Expect(page.Locator("#apple-preview [data-text='GUEST'], #apple-preview [data-text='Guest']")).ToHaveCountAsync(1);
        await page.FieldOf("Guest").GetByLabel("Sample").FillAsync("Ada Lovelace");
        await Assertions.Expect(page.Locator("#apple-preview [data-text='Ada Lovelace']")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#google-preview [data-text='Ada Lovelace']")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByText("No pass changes")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Issue a pass" }).ClickAsync();

        // The number is made, and the barcode has it.
        await Assertions.Expect(page.GetByLabel("Serial number")).Not.ToHaveValueAsync("");
        await page.GetByLabel("Serial number").FillAsync("HARBOR-1");
        await Assertions.Expect(page.GetByLabel("Barcode")).ToHaveValueAsync("HARBOR-1");
        await page.GetByLabel("Guest").FillAsync("Ada Lovelace");
        await Assertions.Expect(page.Locator("#pass-apple [data-text='Ada Lovelace']")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator("#pass-google [data-text='Ada Lovelace']")).ToHaveCountAsync(1);
        await page.IsSoundAsync("designer-issue");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue the pass" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("HARBOR-1");
        var link = await page.GetByRole(AriaRole.Link, new() { Name = "Open", Exact = true }).GetAttributeAsync("href");
        // The page of the link offers the wallet that the phone has.
        await page.GotoAsync(link!);
        var apple = await page.Locator("a[href$='/apple']").First.GetAttributeAsync("href");
        var pass = await AddToPhoneAsync(new Uri(new Uri(link!), apple));

        clock.Stop();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"From the empty account to the pass on the phone: {clock.Elapsed.TotalSeconds:0.0} s of {Promised.TotalSeconds:0} s.");
        Assert.Equal("HARBOR-1", pass.SerialNumber);
        var card = pass.PassJson.GetProperty("storeCard").GetProperty("secondaryFields")[0];
        Assert.Equal(("Guest", "Ada Lovelace"), (card.GetProperty("label").GetString(), card.GetProperty("value").GetString()));
        Assert.Equal("Harbor Coffee", pass.PassJson.GetProperty("organizationName").GetString());
        var template = Assert.Single((await organization.Api.ListTemplatesAsync()).Data);
        Assert.Equal(("Stamp card", 1, false), (template.Name, template.Version, template.UnpublishedChanges));
        Assert.Empty(complaints);
    }

    [Fact]
    public async Task Fields_are_dragged_between_places_and_moved_by_the_keyboard()
    {
        var (_, page) = await system.OpenDesignerAsync("gym");
        await using var browser = page.Context;

        await page.DragAsync(page.FieldOf("Studio").Locator(".grip"), page.Place("Auxiliary"));
        await Assertions.Expect(page.Place("Auxiliary").GetByRole(AriaRole.Group)).ToHaveAttributeAsync("aria-label", "Field Studio");
        await page.HasLabelsAsync("Secondary", "Plan", "Valid until");

        // The focus goes with the field, so that one key moves it on.
        var up = page.GetByRole(AriaRole.Button, new() { Name = "Move Studio up" });
        await up.FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Place("Secondary").GetByRole(AriaRole.Group)).ToHaveCountAsync(3);
        await Assertions.Expect(up).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("#announcer")).ToHaveTextAsync("Studio is number 2 of 3 in secondary.");
        await page.HasLabelsAsync("Secondary", "Plan", "Studio", "Valid until");

        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await page.HasLabelsAsync("Secondary", "Plan", "Valid until", "Studio");
        await page.IsSoundAsync("designer-fields-moved");
    }

    [Fact]
    public async Task What_is_typed_quickly_is_all_there_and_numbers_keep_their_point()
    {
        var (_, page) = await system.OpenDesignerAsync("gift-card");
        await using var browser = page.Context;
        const string text = "The quick brown fox jumps over 13 lazy dogs";

        // The name of the group changes with the label.
        var label = page.Locator("#" + await page.FieldOf("For").GetByLabel("Label").GetAttributeAsync("id"));
        await label.FillAsync("");
        await label.PressSequentiallyAsync(text);
        await Assertions.Expect(label).ToHaveValueAsync(text);
        await Assertions.Expect(page.Locator("#google-preview [data-text^='The quick brown']")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "Lock screen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Place", Exact = true }).ClickAsync();
        var latitude = page.GetByLabel("Latitude");
        await latitude.FillAsync("");
        await latitude.PressSequentiallyAsync("-48.8566");
        await Assertions.Expect(latitude).ToHaveValueAsync("-48.8566");
        await Assertions.Expect(page.Locator(".field-error")).ToHaveCountAsync(0);
        await latitude.FillAsync("north");
        await Assertions.Expect(page.Locator(".field-error")).ToContainTextAsync("Write a number");
    }

    [Fact]
    public async Task Colors_come_from_an_uploaded_logo_and_can_be_read()
    {
        var (_, page) = await system.OpenDesignerAsync("library");
        await using var browser = page.Context;
        await page.GetByRole(AriaRole.Button, new() { Name = "Images" }).ClickAsync();
        var logo = page.GetByRole(AriaRole.Region, new() { Name = "Logo" });
        await logo.GetByLabel("Picture for the logo").SetInputFilesAsync(Pictures.File("logo.png", Pictures.Logo()));
        await Assertions.Expect(logo.GetByText("In three sizes")).ToBeVisibleAsync();
        var photo = page.GetByRole(AriaRole.Region, new() { Name = "Thumbnail" });
        await photo.GetByLabel("Picture for the thumbnail").SetInputFilesAsync(Pictures.File("photo.jpg", Pictures.Photo()));
        await photo.GetByLabel("Zoom").FillAsync("200");
        await Assertions.Expect(page.Locator("#apple-preview image[data-image^='thumbnail']")).ToHaveCountAsync(1);
        await page.IsSoundAsync("designer-images");
        await photo.GetByLabel("Picture for the thumbnail").SetInputFilesAsync(Pictures.File("photo.png", "no picture"u8.ToArray()));
        await Assertions.Expect(photo.Locator(".field-error")).ToContainTextAsync("not a PNG, JPEG or WebP picture");

        await page.GetByRole(AriaRole.Button, new() { Name = "Look" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take them from the logo" }).ClickAsync();
        await Assertions.Expect(page.Locator(".badge-warning")).ToHaveCountAsync(0);
        await Assertions.Expect(page.Locator(".badge-good")).ToHaveCountAsync(2);
        await page.IsSoundAsync("designer-look");
        // What cannot be read is said at the color.
        await page.GetByLabel("Values as #rrggbb").FillAsync(await page.GetByLabel("Background as #rrggbb").InputValueAsync());
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator(".finding").First).ToBeVisibleAsync();
        await page.IsSoundAsync("designer-look-unreadable");
    }

    [Fact]
    public async Task Translations_stand_beside_the_texts_and_stay_with_them()
    {
        var (template, page) = await system.OpenDesignerAsync("gym");
        await using var browser = page.Context;
        await page.GetByRole(AriaRole.Button, new() { Name = "Languages" }).ClickAsync();
        await page.GetByLabel("Translate into").SelectOptionAsync("ar");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByLabel("Translate into").SelectOptionAsync("de");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await page.GetByLabel("Plan in German").FillAsync("Tarif");
        await Assertions.Expect(page.Locator("#google-preview [data-text='Tarif']")).ToHaveCountAsync(1);
        await page.IsSoundAsync("designer-languages");

        await page.GetByRole(AriaRole.Button, new() { Name = "Fields" }).ClickAsync();
        await page.FieldOf("Plan").GetByLabel("Label").FillAsync("");
        await page.Place("Secondary").GetByLabel("Label").First.PressSequentiallyAsync("Contract");
        await Assertions.Expect(page.Locator("#google-preview [data-text='Tarif']")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The draft is saved")).ToBeVisibleAsync();

        var saved = await system.Api.GetTemplateAsync(template.Id);
        Assert.Equal("Tarif", saved.Localizations!["de"]["Contract"]);
        Assert.True(saved.UnpublishedChanges);
    }

    [Fact]
    public async Task The_draft_is_compared_with_a_version_published_with_the_passes_counted_and_put_back()
    {
        var (template, page) = await system.OpenDesignerAsync("library");
        await using var browser = page.Context;
        foreach (var number in (string[])["1", "2", "3"])
            await system.Api.CreatePassAsync(new CreatePassRequest { TemplateId = template.Id, SerialNumber = $"{template.Id}-{number}" });
        await page.GetByRole(AriaRole.Button, new() { Name = "Look" }).ClickAsync();
        await page.GetByLabel("Text beside the logo").FillAsync("Old Mill Library");
        await page.GetByRole(AriaRole.Button, new() { Name = "Images" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove the logo" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Versions" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "differences" })).ToBeVisibleAsync();
        var text = page.GetByRole(AriaRole.Row, new() { Name = "Text beside the logo" });
        await Assertions.Expect(text).ToContainTextAsync("Old Mill Library");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "Images › logo@3x" })).ToContainTextAsync("none");
        await Assertions.Expect(page.Locator(".comparison svg")).ToHaveCountAsync(4);
        await page.IsSoundAsync("designer-versions-changed");

        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Publish version 2?");
        await Assertions.Expect(dialog).ToContainTextAsync("3 passes change on people's phones.");
        await page.IsSoundAsync("designer-publish");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(page.GetByText("3 of 3")).ToBeVisibleAsync(new() { Timeout = 60_000 });

        await page.GetByLabel("Compare the draft with").SelectOptionAsync("1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put version 1 into the draft" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The draft and version 1 are the same.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Publish" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Version 3 is published.")).ToBeVisibleAsync();

        var again = await system.Api.GetTemplateAsync(template.Id);
        Assert.Equal((3, template.LogoText), (again.Version, again.LogoText));
        Assert.Equal(template.Images.Select(image => image.Sha256).Order(), again.Images.Select(image => image.Sha256).Order());
    }

    [Fact]
    public async Task A_draft_is_tested_exported_and_brought_along_again()
    {
        var (template, page) = await system.OpenDesignerAsync("gym");
        await using var browser = page.Context;
        await system.Api.CreatePassAsync(new CreatePassRequest
        {
            TemplateId = template.Id,
            SerialNumber = template.Id,
            Fields = new Dictionary<string, FieldValue> { ["member"] = new() { Value = "Katherine Johnson" } },
        });
        await page.ReloadAsync();
        await page.GetByLabel("Values").SelectOptionAsync(template.Id);
        await Assertions.Expect(page.Locator("#google-preview [data-text='Katherine Johnson']")).ToHaveCountAsync(1);

        var test = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = "Test pass of the draft" }).ClickAsync());
        Assert.StartsWith("TEST-", test.SuggestedFilename, StringComparison.Ordinal);
        await Assertions.Expect(page.GetByText("is downloaded.")).ToBeVisibleAsync();
        await page.IsSoundAsync("designer-test-pass");
        await page.GetByText("Use the design elsewhere").ClickAsync();
        var export = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Button, new() { Name = ".pkpasstemplate" }).ClickAsync());
        var file = await File.ReadAllBytesAsync(await export.PathAsync());

        await page.GotoAsync("/dashboard/templates/new");
        await page.IsInteractiveAsync();
        var input = page.GetByLabel("Pass or template");
        await input.SetInputFilesAsync(new FilePayload { Name = "a.pkpass", MimeType = "application/zip", Buffer = "no zip"u8.ToArray() });
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("no zip archive");
        await page.IsSoundAsync("designer-import-rejected");
        await input.SetInputFilesAsync(new FilePayload { Name = "a.zip", MimeType = "application/zip", Buffer = file });
        await page.WaitForURLAsync("**/templates/tpl_*");
        await Assertions.Expect(page.FieldOf("Plan")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_change_that_is_not_saved_is_not_lost_without_a_question()
    {
        var (_, page) = await system.OpenDesignerAsync("parking");
        await using var browser = page.Context;
        await page.GetByRole(AriaRole.Button, new() { Name = "Look" }).ClickAsync();
        await page.GetByLabel("Text beside the logo").FillAsync("Market Hall");

        await page.GetByRole(AriaRole.Link, new() { Name = "Passes", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToContainTextAsync("Leave without saving?");
        await page.IsSoundAsync("designer-leave");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("Text beside the logo")).ToHaveValueAsync("Market Hall");

        await page.GetByRole(AriaRole.Button, new() { Name = "Save draft" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Saved" })).ToBeDisabledAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Passes", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/dashboard/passes");
    }

    [Fact]
    public async Task A_template_is_designed_and_published_by_the_keyboard_alone()
    {
        using var organization = await system.NewOrganizationAsync("Keyboard Club");
        await using var browser = await system.NewBrowserAsync(organization: organization);
        var page = await browser.NewPageAsync();
        await page.OpenAsync("/templates/new");

        await page.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Gym membership" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByLabel("Name of the template")).ToBeFocusedAsync();
        await page.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Start with the gym membership" }));
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/templates/tpl_*");
        await Assertions.Expect(page.Locator("#apple-preview svg")).ToBeVisibleAsync();
        await page.TabToAsync(page.FieldOf("Plan").GetByLabel("Label"));
        await page.Keyboard.PressAsync("ControlOrMeta+A");
        await page.Keyboard.TypeAsync("Contract");
        await Assertions.Expect(page.Locator("#google-preview [data-text='Contract']")).ToHaveCountAsync(1);
        await page.TabToAsync(page.GetByRole(AriaRole.Button, new() { Name = "Publish", Exact = true }), backwards: true);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("Version 1 is published.")).ToBeVisibleAsync();

        var template = Assert.Single((await organization.Api.ListTemplatesAsync()).Data);
        Assert.Contains("Contract", template.Layout!.SecondaryFields!.Select(field => field.Label));
    }

    [Theory]
    [InlineData(1440, "light", "en")]
    [InlineData(1440, "dark", "fr")]
    [InlineData(360, "light", "ar")]
    [InlineData(360, "dark", "de")]
    public async Task Every_part_of_the_designer_is_sound(int width, string theme, string language)
    {
        var (_, page) = await system.OpenDesignerAsync("cinema", width, theme, language);
        await using var browser = page.Context;
        var complaints = page.Complaints();
        // By where they are: their names are in the page's language.
        await page.Locator("button[aria-expanded='false'].plain").First.ClickAsync();
        foreach (var (number, part) in (await page.Locator(".tab").AllAsync()).Index())
        {
            await part.ClickAsync();
            await Assertions.Expect(part).ToHaveAttributeAsync("aria-pressed", "true");
            await page.IsSoundAsync($"designer-{number + 1}-{width}-{theme}-{language}");
        }

        await page.Locator("button.switch").Nth(0).ClickAsync();
        await page.Locator("button.switch").Nth(1).ClickAsync();
        await Assertions.Expect(page.Locator(".previews-dark #apple-preview [data-text='Returns']")).ToHaveCountAsync(1);
        await page.IsSoundAsync($"designer-back-{width}-{theme}-{language}");
        Assert.Equal(0, await page.Locator("[style]").CountAsync());
        Assert.Empty(complaints);
    }

    private async Task<PassFile> AddToPhoneAsync(Uri link)
    {
        await using var apns = await ApnsSimulator.StartAsync();
        using var http = new HttpClient();
        var root = await http.GetStringAsync(new Uri($"{system.Run.GatewayUrl}/wallet/apple/development-root.pem"));
        await using var phone = new SimulatedPhone(apns, root);
        return await phone.AddAsync(link);
    }
}
