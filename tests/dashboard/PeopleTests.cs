using Microsoft.Playwright;
using Passinstance.Client;
using Passinstance.Testing;

namespace Passinstance.Dashboard.Tests;

/// <summary>Keys, clients, members, organization, account and audit log, as people with different roles use them.</summary>
[Trait("Category", "System")]
public sealed class PeopleTests(RunningDashboard system)
{
    [Fact]
    public async Task An_API_key_is_made_shown_once_used_rotated_and_revoked()
    {
        await using var person = await Person.SignInAsync(system);
        var page = await person.OpenAsync("/api-keys/new");
        await page.IsSoundEverywhereAsync("api-key-new");

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Shop server");
        await page.GetByLabel("Addresses that may use it").FillAsync("here");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the key" }).ClickAsync();
        await Assertions.Expect(page.Locator(".field-error")).ToContainTextAsync("203.0.113.0/24");
        await page.GetByLabel("Addresses that may use it").FillAsync("127.0.0.1\n203.0.113.0/24");
        await page.GetByRole(AriaRole.Button, new() { Name = "Only look" }).ClickAsync();
        await page.GetByLabel("Issue, change, void and delete passes").CheckAsync();
        await page.GetByLabel("Ends").SelectOptionAsync("30");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the key" }).ClickAsync();
        var secret = page.Locator(".secret code");
        await Assertions.Expect(secret).ToContainTextAsync("pi_test_");
        await page.IsSoundEverywhereAsync("api-key-secret");
        var text = (await secret.TextContentAsync())!;
        using var api = PassinstanceClient.Create(new Uri(system.Run.GatewayUrl + "/api/v1"), text);
        await api.ListPassesAsync(limit: 1);
        var refused = await Assert.ThrowsAsync<PassinstanceException<Problem>>(() => api.ListMembersAsync());
        Assert.Equal(403, refused.StatusCode);

        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept it" }).ClickAsync();
        await Assertions.Expect(page.GetByText("127.0.0.1/32, 203.0.113.0/24")).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("api-key");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rotate the key" }).ClickAsync();
        await Assertions.Expect(page.Locator(".secret code")).ToContainTextAsync("pi_test_");
        await Assertions.Expect(page.Locator(".secret code")).Not.ToHaveTextAsync(text);
        await Assertions.Expect(page.GetByText("2 work, while it is rotated")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke the key" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Revoked", new() { Exact = true }).First).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "API keys", Exact = true }).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Cell, new() { Name = "Shop server" })).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("api-keys");
    }

    [Fact]
    public async Task An_OAuth_client_is_made_rotated_and_revoked()
    {
        await using var person = await Person.SignInAsync(system);
        var page = await person.OpenAsync("/oauth-clients");
        await page.IsSoundEverywhereAsync("oauth-clients-empty");
        await page.GetByRole(AriaRole.Link, new() { Name = "Create a client" }).First.ClickAsync();

        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Ticket office");
        await page.IsSoundAsync("oauth-client-new");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create the client" }).ClickAsync();
        await Assertions.Expect(page.Locator(".secret code")).Not.ToBeEmptyAsync();
        await page.IsSoundAsync("oauth-client-secret");
        await page.GetByRole(AriaRole.Link, new() { Name = "I have kept it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Ticket office");
        await page.IsSoundEverywhereAsync("oauth-client");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rotate the secret" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Rotate the secret" }).ClickAsync();
        await Assertions.Expect(page.Locator(".secret code")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke the client" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The client is revoked.")).ToBeVisibleAsync();
        Assert.Equal("revoked", Assert.Single((await person.Api.ListOAuthClientsAsync()).Data).Status);
    }

    [Fact]
    public async Task A_person_is_invited_joins_gets_another_role_and_is_removed_and_the_last_owner_stays()
    {
        await using var owner = await Person.SignInAsync(system);
        var page = await owner.OpenAsync("/members");
        await Assertions.Expect(page.GetByText("The only owner. Make somebody else owner first.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Leave" })).ToHaveCountAsync(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "Invite somebody" }).ClickAsync();
        var email = $"invited-{Guid.NewGuid():n}@example.com";
        await page.GetByLabel("E-mail address").FillAsync("not an address");
        await page.GetByLabel("Marketing").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the invitation" }).ClickAsync();
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.IsSoundEverywhereAsync("member-invite");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the invitation" }).ClickAsync();
        var link = (await page.Locator(".secret code").TextContentAsync())!;
        await page.IsSoundEverywhereAsync("member-invited");
        await page.GetByRole(AriaRole.Link, new() { Name = "To the members" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Invited" })).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("members");

        await using (var other = await system.NewBrowserAsync(at: new Uri(system.Run.GatewayUrl)))
        {
            var invitation = await other.NewPageAsync();
            await invitation.GotoAsync(link);
            await invitation.GetByRole(AriaRole.Button).First.ClickAsync();
            await invitation.WaitForURLAsync(url => !url.Contains("token=", StringComparison.Ordinal));
        }

        await page.OpenAsync("/members");
        var role = page.GetByLabel($"Role of {email}");
        await Assertions.Expect(role).ToHaveValueAsync("marketing");
        await role.SelectOptionAsync("admin");
        await Assertions.Expect(page.GetByText($"{email} is admin now.")).ToBeVisibleAsync();
        await role.SelectOptionAsync("owner");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Assertions.Expect(role).ToHaveValueAsync("admin");
        await page.GetByRole(AriaRole.Button, new() { Name = $"Remove {email}" }).ClickAsync();
        await page.IsSoundAsync("member-remove-dialog");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Assertions.Expect(page.GetByText($"{email} is no longer a member.")).ToBeVisibleAsync();
        Assert.Equal(owner.Email, Assert.Single((await owner.Api.ListMembersAsync()).Data).Email);
    }

    [Fact]
    public async Task A_viewer_is_offered_nothing_that_the_role_does_not_allow_and_is_told_whose_does()
    {
        await using var viewer = await Person.SignInAsync(system, "viewer");
        var page = await viewer.OpenAsync("/members");
        await Assertions.Expect(page.GetByText("Your role, viewer, can look at this and not change it. Owners and admins can"))
            .ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Invite somebody" })).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Combobox)).ToHaveCountAsync(0);
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "API keys", Exact = true })).ToHaveCountAsync(0);
        await page.IsSoundEverywhereAsync("members-viewer");

        await page.OpenAsync("/organization");
        await Assertions.Expect(page.GetByText("Owners can rename, suspend and delete the organization.")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete" })).ToHaveCountAsync(0);
        await page.OpenAsync("/api-keys");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("api-keys:read");
        foreach (var (path, link) in ((string, string)[])[
            ("/webhooks", "Add an endpoint"), ("/notifications", "Write a message"), ("/bundles", "Make a bundle"), ("/", "Issue a pass")])
        {
            await page.OpenAsync(path);
            await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = link })).ToHaveCountAsync(0);
        }

        foreach (var path in (string[])[
            "/webhooks/new", "/notifications/new", "/api-keys/new", "/members/invite", "/credentials/apple", "/credentials/google",
            "/oauth-clients/new"])
        {
            await page.OpenAsync(path);
            await Assertions.Expect(page.Locator(".role-notice")).ToBeVisibleAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Textbox)).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task An_organization_is_renamed_suspended_resumed_and_deleted_by_typing_its_name()
    {
        await using var owner = await Person.SignInAsync(system);
        var page = await owner.OpenAsync("/organization");
        await page.IsSoundEverywhereAsync("organization");

        await page.GetByLabel("Display name").FillAsync("Harbor Theatre");
        await page.GetByRole(AriaRole.Button, new() { Name = "Rename" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The organization is renamed.")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".sidebar .organization-name")).ToHaveTextAsync("Harbor Theatre");
        await page.GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await Assertions.Expect(page.GetByText("No key and no client works.")).ToBeVisibleAsync();
        await page.IsSoundAsync("organization-suspended");
        await Eventually.TrueAsync(
            async _ => await StatusOfAsync(owner.Api) == 403, TimeSpan.FromSeconds(20), "the key of a suspended organization is rejected");
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Assertions.Expect(page.GetByText("The organization is resumed.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Delete" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        var delete = dialog.GetByRole(AriaRole.Button, new() { Name = "Delete the organization" });
        await Assertions.Expect(delete).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Textbox).FillAsync("Harbor Theatre");
        await delete.ClickAsync();
        await Eventually.TrueAsync(
            async _ => await StatusOfAsync(owner.Api) == 401, TimeSpan.FromSeconds(20), "the key of a deleted organization is rejected");
    }

    [Fact]
    public async Task A_person_sees_where_they_are_signed_in_and_signs_another_browser_out()
    {
        await using var person = await Person.SignInAsync(system);
        var page = await person.OpenAsync("/account");
        await Assertions.Expect(page.GetByText("This one")).ToHaveCountAsync(1);
        await Assertions.Expect(page.GetByText("You came by a link, and have no way of your own to sign in.")).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("account");
        var link = await system.AdministerAsync("create-sign-in-link", "--organization", person.OrganizationId, "--email", person.Email);
        await using var other = await system.NewBrowserAsync(at: new Uri(system.Run.GatewayUrl));
        var elsewhere = await other.NewPageAsync();
        await elsewhere.GotoAsync(link.GetProperty("signInUrl").GetString()!);
        await elsewhere.GetByRole(AriaRole.Button).First.ClickAsync();
        await elsewhere.GetByRole(AriaRole.Link, new() { Name = "Not now" }).ClickAsync();
        await elsewhere.WaitForURLAsync("**/dashboard/**");
        await elsewhere.IsInteractiveAsync();

        await page.OpenAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out everywhere else" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Assertions.Expect(page.GetByText("You are signed in here alone.")).ToBeVisibleAsync();
        await Eventually.TrueAsync(
            async _ =>
            {
                await elsewhere.GotoAsync("/dashboard/account");
                return elsewhere.Url.Contains("/sign-in", StringComparison.Ordinal);
            }, TimeSpan.FromSeconds(30), "the other browser is signed out");
    }

    [Fact]
    public async Task The_audit_log_is_filtered_unfolded_and_exported()
    {
        await using var person = await Person.SignInAsync(system);
        var bundle = await person.Api.CreateWebhookAsync(new CreateWebhookRequest { Url = "http://127.0.0.1:59998/hooks", Events = ["*"] });
        var page = await person.OpenAsync("/audit-log?operation=createWebhook");

        var row = page.GetByRole(AriaRole.Row, new() { Name = "Create webhook" });
        await Assertions.Expect(row).ToHaveCountAsync(1);
        await row.Locator("summary").ClickAsync();
        await Assertions.Expect(row.GetByText("createWebhook", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(row.GetByRole(AriaRole.Link, new() { Name = bundle.Id })).ToBeVisibleAsync();
        await page.IsSoundEverywhereAsync("audit-log-entry");
        var download = await page.RunAndWaitForDownloadAsync(
            () => page.GetByRole(AriaRole.Link, new() { Name = "Export", Exact = true }).ClickAsync());
        await using (var stream = await download.CreateReadStreamAsync())
        {
            using var reader = new StreamReader(stream);
            var lines = (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Contains(bundle.Id, Assert.Single(lines), StringComparison.Ordinal);
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "All entries" }).ClickAsync();
        await page.GetByLabel("Who", new() { Exact = true }).SelectOptionAsync("administrator");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await page.WaitForURLAsync("**actor=administrator*");
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { Name = "Create webhook" })).ToHaveCountAsync(0);
        await page.GetByLabel("To", new() { Exact = true }).FillAsync("2020-01-01");
        await page.GetByRole(AriaRole.Button, new() { Name = "Search" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Nothing matches" })).ToBeVisibleAsync();
    }

    private static async Task<int> StatusOfAsync(PassinstanceClient api)
    {
        try
        {
            await api.ListPassesAsync(limit: 1);
            return 200;
        }
        catch (PassinstanceException exception)
        {
            return exception.StatusCode;
        }
    }
}
