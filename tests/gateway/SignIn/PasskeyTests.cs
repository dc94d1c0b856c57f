using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.LocalServers;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.Testing;

namespace Passinstance.Gateway.Tests.SignIn;

/// <summary>Passkeys in a real browser, with its virtual authenticator.</summary>
[Trait("Category", "Integration")]
public sealed class PasskeyTests
{
    [Fact]
    public async Task A_person_makes_a_passkey_and_signs_in_with_nothing_else()
    {
        await using var gateway = await StartAsync();
        var person = await TestPerson.CreateAsync(gateway);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.ConnectOverCDPAsync(await SharedBrowser.EndpointAsync());
        await using var context = await browser.NewContextAsync();
        var page = await OpenWithAuthenticatorAsync(context);
        var problems = new ConcurrentQueue<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                problems.Enqueue(message.Text);
        };

        await page.GotoAsync(person.Link);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await ReachAsync(page, "**/sign-in/set-up*");
        await page.GetByLabel("Name, to distinguish it from others").FillAsync("Test phone");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create a passkey" }).ClickAsync();
        await ReachAsync(page, "**/dashboard");
        Assert.Equal("Test phone", Assert.Single(await PasskeysAsync(gateway, person)).Name);

        await context.ClearCookiesAsync();
        string? sent = null;
        page.Request += (_, request) => sent = request.Url.EndsWith("/sign-in/passkey", StringComparison.Ordinal) ? request.PostData : sent;
        await page.GotoAsync($"{PublicUrl(gateway)}/sign-in?next=%2Fdocs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await ReachAsync(page, "**/docs");
        await page.Locator("h1").First.WaitForAsync();
        Assert.Equal(SignInMethod.Passkey, await LastMethodAsync(gateway, person));
        Assert.DoesNotContain(problems, text => text.Contains("Content Security Policy", StringComparison.Ordinal));

        // What the browser sent is worth nothing a second time.
        var replayed = await page.APIRequest.PostAsync(
            $"{PublicUrl(gateway)}/sign-in/passkey",
            new() { Data = sent!, Headers = new Dictionary<string, string> { ["Content-Type"] = "application/x-www-form-urlencoded" } });
        Assert.Equal(422, replayed.Status);

        // A passkey that was removed signs nobody in.
        await RemoveAsync(gateway, person);
        await context.ClearCookiesAsync();
        await page.GotoAsync($"{PublicUrl(gateway)}/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in with a passkey" }).ClickAsync();
        await page.GetByText("The passkey does not fit").WaitForAsync();
    }

    [Fact]
    public async Task A_passkey_of_another_form_or_person_is_not_taken()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var person = await TestPerson.SignedInAsync(gateway);
        await person.Browser.OpenAsync("/sign-in/passkeys");
        Assert.Contains("Create a passkey", person.Browser.Page, StringComparison.Ordinal);
        var registration = person.Browser.Hidden();
        foreach (var credential in (string[])["", "{}", "null", "[1]", "{\"id\":\"x\",\"response\":{}}", new string('a', 5000)])
        {
            await person.Browser.OpenAsync("/sign-in/passkeys");
            var fields = person.Browser.Hidden().Where(field => field.Name != "credential");
            await person.Browser.PostAsync("/sign-in/passkeys", [.. fields, ("credential", credential), ("name", "x")]);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, person.Browser.Status);
        }

        var stranger = await new Browser(gateway).OpenAsync("/sign-in");
        // The state of a registration is none of a sign-in.
        var state = registration.Single(field => field.Name == "state");
        var form = stranger.Hidden().First(field => field.Name == "form");
        await stranger.PostAsync("/sign-in/passkey", form, ("state", state.Value), ("credential", "{}"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stranger.Status);
        Assert.DoesNotContain("passinstance", stranger.Cookies.Keys);
    }

    // The address alone: Chromium's event that a page has loaded is lost at times, when it comes while it is being asked for.
    private static Task ReachAsync(IPage page, string address) =>
        page.WaitForURLAsync(address, new() { WaitUntil = WaitUntilState.Commit });

    private static Task<GatewayFixture> StartAsync()
    {
        // A passkey belongs to a name: an address of numbers has none.
        var url = $"http://localhost:{LoopbackPort.Free()}";
        return GatewayFixture.StartAsync(
            new() { ["Deployment:PublicUrl"] = url }, configure: builder => builder.WebHost.UseUrls(url));
    }

    private static string PublicUrl(GatewayFixture gateway) => $"http://localhost:{gateway.Port}";

    private static async Task<IPage> OpenWithAuthenticatorAsync(IBrowserContext context)
    {
        var page = await context.NewPageAsync();
        var devTools = await context.NewCDPSessionAsync(page);
        await devTools.SendAsync("WebAuthn.enable");
        await devTools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return page;
    }

    private static async Task<IList<UserPasskeyInfo>> PasskeysAsync(GatewayFixture gateway, TestPerson person)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        return await users.GetPasskeysAsync((await users.FindByEmailAsync(person.Email))!);
    }

    private static async Task RemoveAsync(GatewayFixture gateway, TestPerson person)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var user = (await users.FindByEmailAsync(person.Email))!;
        foreach (var passkey in await users.GetPasskeysAsync(user))
            await users.RemovePasskeyAsync(user, passkey.CredentialId);
    }

    private static async Task<SignInMethod> LastMethodAsync(GatewayFixture gateway, TestPerson person)
    {
        await using var scope = gateway.Services.CreateAsyncScope();
        Assert.True(TypeId.TryParse(IdPrefixes.User, person.UserId, out var userId));
        return await scope.ServiceProvider.GetRequiredService<GatewayDbContext>().Sessions
            .Where(session => session.UserId == userId).OrderByDescending(session => session.Id).Select(session => session.Method)
            .FirstAsync();
    }
}
