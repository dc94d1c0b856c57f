using Microsoft.Playwright;
using Passinstance.Client;
using Passinstance.Testing.Services;

namespace Passinstance.Dashboard.Tests;

/// <summary>A person with a browser, signed in at the real gateway by a link, with an organization of their own.</summary>
internal sealed class Person : IAsyncDisposable
{
    private readonly RunningDashboard _system;

    private Person(
        RunningDashboard system, IBrowserContext browser, string organization, string name, string email, PassinstanceClient api) =>
        (_system, Browser, OrganizationId, OrganizationName, Email, Api) = (system, browser, organization, name, email, api);

    internal IBrowserContext Browser { get; }

    internal string OrganizationId { get; }

    internal string OrganizationName { get; }

    internal string Email { get; }

    /// <summary>The API with a key of the organization that may do everything.</summary>
    internal PassinstanceClient Api { get; }

    /// <summary>An owner, or a member with another role, of a new organization.</summary>
    internal static async Task<Person> SignInAsync(RunningDashboard system, string role = "owner", bool isOperator = false)
    {
        var name = $"Harbor Cinema {Guid.NewGuid():n}"[..20];
        var organization = (await system.AdministerAsync("create-organization", "--name", name)).Text("organizationId");
        var key = await system.AdministerAsync(
            "create-key", "--organization", organization, "--name", "Test", "--scopes",
            string.Join(',', ServiceDefaults.Identity.Scopes.All));
        if (role != "owner")
            await system.AdministerAsync("create-sign-in-link", "--organization", organization, "--email", $"owner-{Unique()}@example.com");
        var api = PassinstanceClient.Create(new Uri(system.Run.GatewayUrl + "/api/v1"), key.Text("apiKey"));
        var person = new Person(
            system, await system.NewBrowserAsync(at: new Uri(system.Run.GatewayUrl)), organization, name,
            $"{role}-{Unique()}@example.com", api);
        await person.SignInAgainAsync(role, isOperator);
        return person;
    }

    /// <summary>Opens a page in a new tab.</summary>
    internal async Task<IPage> OpenAsync(string path)
    {
        var page = await Browser.NewPageAsync();
        await page.OpenAsync(path);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        Api.Dispose();
    }

    private async Task SignInAgainAsync(string role, bool isOperator = false)
    {
        var link = await _system.AdministerAsync([
            "create-sign-in-link", "--organization", OrganizationId, "--email", Email, "--role", role,
            .. isOperator ? (string[])["--operator"] : []]);
        var page = await Browser.NewPageAsync();
        await page.GotoAsync(link.Text("signInUrl"));
        await page.GetByRole(AriaRole.Button).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Not now" }).ClickAsync();
        await page.WaitForURLAsync("**/dashboard/**");
        await page.IsInteractiveAsync();
        await page.CloseAsync();
    }

    private static string Unique() => Guid.NewGuid().ToString("n")[..8];
}
