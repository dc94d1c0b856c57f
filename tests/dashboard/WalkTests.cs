using System.Text;
using Microsoft.Playwright;
using Passinstance.Testing.Webhooks;

namespace Passinstance.Dashboard.Tests;

/// <summary>The ways that people walk.</summary>
[Trait("Category", "System")]
public sealed class WalkTests(RunningDashboard system)
{
    [Fact]
    public async Task A_pass_is_issued_by_the_form_edited_voided_and_deleted()
    {
        await system.StartedAsync();
        var data = await SampleData.OfAsync(system);
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        var serial = $"WALK-{Guid.NewGuid():n}"[..16];
        await page.OpenAsync($"/passes/new?from={data.Template.Id}");

        // What the API rejects is shown at its field.
        await page.GetByLabel("Serial number").FillAsync("COFFEE-1001");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue the pass" }).ClickAsync();
        await Assertions.Expect(page.Locator(".notice-bad, .field-error").First).ToBeVisibleAsync();
        await page.GetByLabel("Serial number").FillAsync(serial);
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Member" }).FillAsync("Dorothy Vaughan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue the pass" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(serial);
        await Assertions.Expect(page.GetByText("Dorothy Vaughan")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Edit" }).ClickAsync();
        await page.GetByLabel("Tier").FillAsync("Platinum");
        await page.IsSoundAsync("pass-edit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The pass is changed.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByText("Platinum")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Void", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog).ToBeVisibleAsync();
        await page.IsSoundAsync("pass-void-dialog");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Void", Exact = true }).ClickAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Void the pass" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The pass is void.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        var delete = dialog.GetByRole(AriaRole.Button, new() { Name = "Delete the pass" });
        await Assertions.Expect(delete).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Textbox).FillAsync(serial);
        await delete.ClickAsync();
        await page.WaitForURLAsync("**/dashboard/passes");
        await Assertions.Expect(page.GetByText("The pass is deleted.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_CSV_file_is_mapped_checked_and_issued_and_a_wrong_cell_is_named()
    {
        await system.StartedAsync();
        var data = await SampleData.OfAsync(system);
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        await page.OpenAsync($"/passes/import?from={data.Template.Id}");
        var prefix = Guid.NewGuid().ToString("n")[..8];

        Task SelectAsync(string expires) => page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload
        {
            Name = "members.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes(
                $"Ticket,Member,Notes,Expires\n{prefix}-1,\"Lovelace, Ada\",x,\n{prefix}-2,Alan,y,{expires}\n{prefix}-3,Grace,z,\n"),
        });

        await SelectAsync("not a date");
        await Assertions.Expect(page.GetByLabel("What the column Ticket is")).ToHaveValueAsync("serialNumber");
        await Assertions.Expect(page.GetByLabel("What the column Member is")).ToHaveValueAsync("fields.member");
        await Assertions.Expect(page.GetByLabel("What the column Notes is")).ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        var wrong = page.GetByRole(AriaRole.Row, new() { Name = "not a date" });
        await Assertions.Expect(wrong).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(wrong.GetByRole(AriaRole.Cell).Nth(0)).ToHaveTextAsync("3");
        await Assertions.Expect(wrong.GetByRole(AriaRole.Cell).Nth(1)).ToHaveTextAsync("Expires");
        await Assertions.Expect(wrong.GetByRole(AriaRole.Cell).Nth(2)).ToHaveTextAsync("not a date");
        await Assertions.Expect(wrong.GetByRole(AriaRole.Cell).Nth(3)).ToContainTextAsync("Write the time with its time zone");
        await Assertions.Expect(page.GetByText("1 cell cannot be read")).ToBeVisibleAsync();
        await page.IsSoundAsync("pass-import-wrong-cell");

        await SelectAsync("2031-01-01T00:00:00Z");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await Assertions.Expect(page.GetByText("3 passes can be issued.")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await page.IsSoundAsync("pass-import-checked");
        await page.GetByRole(AriaRole.Button, new() { Name = "Issue 3 passes" }).ClickAsync();
        await page.WaitForURLAsync("**/batches/bat_*");
        await Assertions.Expect(page.GetByText("3 of 3")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        var links = page.GetByRole(AriaRole.Link, new() { Name = "Download the links" });
        await Assertions.Expect(links).ToBeVisibleAsync();
        await page.IsSoundAsync("batch");
        var download = await page.RunAndWaitForDownloadAsync(() => links.ClickAsync());
        var file = await File.ReadAllTextAsync(await download.PathAsync());
        Assert.Contains($"{prefix}-1", file, StringComparison.Ordinal);
        Assert.Contains("/p/", file, StringComparison.Ordinal);

        var issued = await system.Api.ListPassesAsync(serialNumber: $"{prefix}-1");
        Assert.Single(issued.Data);
    }

    [Fact]
    public async Task A_webhook_is_added_tested_and_its_payload_and_response_are_seen()
    {
        await using var endpoint = await EndpointServer.StartAsync();
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        await page.OpenAsync("/webhooks/new");

        await page.GetByLabel("Address").FillAsync("not an address");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the endpoint" }).ClickAsync();
        await page.GetByLabel("Address").FillAsync(endpoint.Url.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the endpoint" }).ClickAsync();
        await Assertions.Expect(page.Locator(".secret code")).ToContainTextAsync("whsec_");
        await page.IsSoundAsync("webhook-secret");
        await page.GetByRole(AriaRole.Link, new() { Name = "Go to the endpoint" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Send a test" }).ClickAsync();
        await page.WaitForURLAsync("**/deliveries/evt_*");

        await Assertions.Expect(page.GetByText("Response 200")).ToBeVisibleAsync(new() { Timeout = 60_000 });
        await Assertions.Expect(page.GetByLabel("Payload")).ToContainTextAsync("organizationId");
        await page.IsSoundAsync("delivery");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resend" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The event is sent again.")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_message_shows_who_gets_it_before_it_is_sent()
    {
        await system.StartedAsync();
        await SampleData.OfAsync(system);
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        await page.OpenAsync("/notifications/new");

        await page.GetByLabel("Title").FillAsync("Open late");
        await page.GetByLabel("Message", new() { Exact = true }).FillAsync("Until ten tonight.");
        await Assertions.Expect(page.Locator(".tile-value")).Not.ToHaveTextAsync("0");
        await page.GetByRole(AriaRole.Button, new() { Name = "Send now" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Send", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/notifications/ntf_*");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Open late");
    }

    [Fact]
    public async Task A_pass_is_issued_by_the_keyboard_alone()
    {
        await system.StartedAsync();
        var data = await SampleData.OfAsync(system);
        await using var browser = await system.NewBrowserAsync();
        var page = await browser.NewPageAsync();
        var serial = $"KEYS-{Guid.NewGuid():n}"[..16];
        await page.OpenAsync($"/passes/new?from={data.Template.Id}");

        await TabToAsync(page, page.GetByLabel("Serial number"));
        await page.Keyboard.TypeAsync(serial);
        await TabToAsync(page, page.GetByRole(AriaRole.Textbox, new() { Name = "Member" }));
        await page.Keyboard.TypeAsync("Joan Clarke");
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Issue the pass" }));
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync(serial);
    }

    private static async Task TabToAsync(IPage page, ILocator target)
    {
        for (var presses = 0; presses < 80; presses++)
        {
            if (await target.EvaluateAsync<bool>("one => one === document.activeElement"))
                return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail("The keyboard does not reach the control.");
    }
}
