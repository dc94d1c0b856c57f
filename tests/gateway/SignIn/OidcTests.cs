using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.SignIn;

/// <summary>Sign-in by an identity provider that runs here.</summary>
[Trait("Category", "Integration")]
public sealed class OidcTests
{
    private const string Callback = "http://127.0.0.1:8080/sign-in/oidc/callback";

    [Fact]
    public async Task A_member_signs_in_by_the_provider_and_is_known_by_it_from_then_on()
    {
        await using var provider = await OidcServer.StartAsync(Callback);
        await using var gateway = await StartAsync(provider);
        var person = await TestPerson.CreateAsync(gateway);
        provider.Email = person.Email.ToUpperInvariant();

        var page = await new Browser(gateway).OpenAsync("/sign-in?next=%2Fdashboard%2Fpasses");
        Assert.Contains("Sign in with Example Directory", page.Page, StringComparison.Ordinal);
        Assert.Equal("/dashboard/passes", (await SignInAsync(gateway, person.Browser, provider, "/dashboard/passes")).Location);
        var account = await person.ReadAsync(HttpMethod.Get, "/api/v1/account", await person.AccessTokenAsync());
        Assert.Equal((person.UserId, "Jane Doe"), (account.GetProperty("id").GetString(), account.GetProperty("name").GetString()));

        // Also with another address, or one that is not verified any more: the provider's subject is the person.
        (provider.Email, provider.IsVerified) = ("moved@example.com", false);
        var again = new Browser(gateway);
        Assert.Equal("/dashboard", (await SignInAsync(gateway, again, provider)).Location);
    }

    [Fact]
    public async Task An_invited_person_needs_no_password()
    {
        await using var provider = await OidcServer.StartAsync(Callback);
        await using var gateway = await StartAsync(provider);
        var owner = await TestPerson.SignedInAsync(gateway);
        provider.Email = $"{Guid.NewGuid():N}@example.com";
        await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/invitations", await owner.AccessTokenAsync(), new { email = provider.Email, role = "viewer" },
            HttpStatusCode.Created);

        var browser = await SignInAsync(gateway, new Browser(gateway), provider);

        Assert.Equal("/dashboard", browser.Location);
        var members = await owner.ReadAsync(HttpMethod.Get, "/api/v1/members", await owner.AccessTokenAsync());
        Assert.Contains(
            (provider.Email, "viewer"),
            members.GetProperty("data").EnumerateArray()
                .Select(member => (member.GetProperty("email").GetString(), member.GetProperty("role").GetString())));
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task A_stranger_or_an_address_that_is_not_verified_gets_in_nowhere(bool isVerified, bool isStranger)
    {
        await using var provider = await OidcServer.StartAsync(Callback);
        await using var gateway = await StartAsync(provider);
        var person = await TestPerson.CreateAsync(gateway);
        (provider.Email, provider.IsVerified) = (isStranger ? "stranger@example.com" : person.Email, isVerified);

        var browser = await SignInAsync(gateway, new Browser(gateway), provider);

        Assert.Equal(HttpStatusCode.Forbidden, browser.Status);
        Assert.DoesNotContain("passinstance", browser.Cookies.Keys);
        await using var scope = gateway.Services.CreateAsyncScope();
        Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<GatewayDbContext>().UserLogins
            .CountAsync(login => login.ProviderKey == provider.Subject));
    }

    [Fact]
    public async Task Who_took_an_invitation_of_somebody_else_loses_the_account_when_its_person_comes()
    {
        await using var provider = await OidcServer.StartAsync(Callback);
        await using var gateway = await StartAsync(provider);
        var owner = await TestPerson.SignedInAsync(gateway);
        provider.Email = $"{Guid.NewGuid():N}@example.com";
        var invitation = await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/invitations", await owner.AccessTokenAsync(), new { email = provider.Email, role = "viewer" },
            HttpStatusCode.Created);
        var thief = await new Browser(gateway).OpenAsync(invitation.GetProperty("url").GetString()!);
        await thief.SubmitAsync();
        Assert.Contains("passinstance", thief.Cookies.Keys);

        Assert.Equal("/dashboard", (await SignInAsync(gateway, new Browser(gateway), provider)).Location);

        await thief.OpenAsync(TestPerson.AuthorizeUrl(TestPerson.Verifier()));
        Assert.StartsWith("/sign-in", thief.Location, StringComparison.Ordinal);
        await using var scope = gateway.Services.CreateAsyncScope();
        var normalized = User.Normalize(provider.Email);
        var user = await scope.ServiceProvider.GetRequiredService<GatewayDbContext>().Users
            .SingleAsync(one => one.NormalizedEmail == normalized);
        Assert.Equal((true, false), (user.EmailConfirmed, user.HasPassword));
    }

    [Fact]
    public async Task An_answer_that_this_browser_did_not_ask_for_or_that_comes_twice_signs_nobody_in()
    {
        await using var provider = await OidcServer.StartAsync(Callback);
        await using var gateway = await StartAsync(provider);
        var person = await TestPerson.CreateAsync(gateway);
        provider.Email = person.Email;
        var browser = new Browser(gateway);
        var answer = await AnswerAsync(gateway, browser, provider, "/dashboard");

        // Somebody else's answer, planted in another browser.
        var victim = await new Browser(gateway).OpenAsync(answer);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, victim.Status);
        Assert.DoesNotContain("passinstance", victim.Cookies.Keys);

        await browser.OpenAsync(answer);
        Assert.Contains("passinstance", browser.Cookies.Keys);
        browser.Cookies.Remove("passinstance");
        await browser.OpenAsync(answer);
        Assert.DoesNotContain("passinstance", browser.Cookies.Keys);
        foreach (var made in (string[])["?code=x&state=y", "?error=access_denied", ""])
        {
            await browser.OpenAsync($"/sign-in/oidc/callback{made}");
            Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
        }
    }

    [Fact]
    public async Task Afterwards_nobody_is_sent_elsewhere()
    {
        await using var provider = await OidcServer.StartAsync(Callback);
        await using var gateway = await StartAsync(provider);
        var person = await TestPerson.CreateAsync(gateway);
        provider.Email = person.Email;

        Assert.Equal("/dashboard", (await SignInAsync(gateway, new Browser(gateway), provider, "https://attacker.example/")).Location);
    }

    [Fact]
    public async Task Without_a_provider_there_is_no_such_way()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(gateway).OpenAsync("/sign-in/oidc")).Status);
        Assert.DoesNotContain("/sign-in/oidc", (await new Browser(gateway).OpenAsync("/sign-in")).Page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://provider.example", "id", "secret", "staging")]
    [InlineData("https://provider.example", "", "secret", "local")]
    [InlineData("https://provider.example", "id", "", "local")]
    [InlineData("provider", "id", "secret", "local")]
    public async Task Wrong_settings_stop_the_start(string authority, string id, string secret, string environment)
    {
        var exception = await Assert.ThrowsAsync<OptionsValidationException>(() => GatewayFixture.StartAsync(new()
        {
            ["Deployment:Environment"] = environment,
            ["SignIn:Oidc:Authority"] = authority,
            ["SignIn:Oidc:ClientId"] = id,
            ["SignIn:Oidc:ClientSecret"] = secret,
        }));
        Assert.Contains("SignIn", exception.Message, StringComparison.Ordinal);
    }

    private static Task<GatewayFixture> StartAsync(OidcServer provider) => GatewayFixture.StartAsync(new()
    {
        ["SignIn:Oidc:Authority"] = provider.Authority,
        ["SignIn:Oidc:ClientId"] = OidcServer.ClientId,
        ["SignIn:Oidc:ClientSecret"] = OidcServer.ClientSecret,
        ["SignIn:Oidc:Name"] = "Example Directory",
    });

    private static async Task<Browser> SignInAsync(
        GatewayFixture gateway, Browser browser, OidcServer provider, string next = "/dashboard") =>
        await browser.OpenAsync(await AnswerAsync(gateway, browser, provider, next));

    // To the provider and back: the address that the provider sends the browser to.
    private static async Task<string> AnswerAsync(GatewayFixture gateway, Browser browser, OidcServer provider, string next)
    {
        await browser.OpenAsync($"/sign-in/oidc?next={Uri.EscapeDataString(next)}");
        Assert.True(browser.Location?.StartsWith($"{provider.Authority}/connect/authorize?", StringComparison.Ordinal), browser.Page);
        Assert.Contains("code_challenge_method=S256", browser.Location, StringComparison.Ordinal);
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        var response = await client.GetAsync(new Uri(browser.Location!));
        Assert.True(response.Headers.Location is not null, await response.Content.ReadAsStringAsync());
        Assert.StartsWith(Callback, response.Headers.Location!.ToString(), StringComparison.Ordinal);
        return response.Headers.Location.ToString();
    }
}
