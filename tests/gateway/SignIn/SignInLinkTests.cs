using System.Net;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.SignIn;

[Trait("Category", "Integration")]
public sealed class SignInLinkTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task The_first_owner_comes_by_the_link_sets_a_password_and_reaches_the_dashboard()
    {
        var person = await TestPerson.CreateAsync(_gateway);
        Assert.StartsWith("http://127.0.0.1:8080/sign-in/once?token=", person.Link, StringComparison.Ordinal);

        await person.UseLinkAsync();
        Assert.Equal("/sign-in/set-up?next=%2Fdashboard", person.Browser.Location);
        await person.Browser.FollowAsync();
        Assert.Contains("href=\"/dashboard\">Not now", person.Browser.Page, StringComparison.Ordinal);
        await person.SetUpAsync();

        // The recovery codes come first, once.
        Assert.Contains("href=\"/dashboard\">I have stored them", person.Browser.Page, StringComparison.Ordinal);
        var account = await person.GetAsync("/api/v1/account", await person.AccessTokenAsync());
        Assert.Equal(HttpStatusCode.OK, account.StatusCode);
    }

    [Fact]
    public async Task Opening_the_link_does_not_use_it_and_it_signs_in_once()
    {
        var person = await TestPerson.CreateAsync(_gateway);
        for (var i = 0; i < 3; i++)
        {
            var preview = await new Browser(_gateway).OpenAsync(person.Link);
            Assert.Equal(HttpStatusCode.OK, preview.Status);
            Assert.DoesNotContain("passinstance", preview.Cookies.Keys);
        }

        await person.UseLinkAsync();
        var second = await new Browser(_gateway).OpenAsync(person.Link);

        Assert.Equal(HttpStatusCode.Gone, second.Status);
        Assert.Contains("admin create-sign-in-link", second.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_browsers_at_once_one_is_signed_in()
    {
        var person = await TestPerson.CreateAsync(_gateway);
        Browser[] browsers = [new(_gateway), new(_gateway), new(_gateway)];
        foreach (var browser in browsers)
            await browser.OpenAsync(person.Link);

        await Task.WhenAll(browsers.Select(browser => browser.SubmitAsync()));

        Assert.Single(browsers, browser => browser.Cookies.ContainsKey("passinstance"));
        Assert.Equal(2, browsers.Count(browser => browser.Status == HttpStatusCode.Gone));
    }

    [Fact]
    public async Task A_link_that_was_not_used_expires()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        var person = await TestPerson.CreateAsync(gateway);
        var open = await new Browser(gateway).OpenAsync(person.Link);

        time.Advance(TimeSpan.FromHours(25));

        Assert.Equal(HttpStatusCode.Gone, (await new Browser(gateway).OpenAsync(person.Link)).Status);
        Assert.Equal(HttpStatusCode.Gone, (await open.SubmitAsync()).Status);
        Assert.DoesNotContain("passinstance", open.Cookies.Keys);
    }

    [Fact]
    public async Task A_link_for_somebody_who_has_a_password_replaces_it_and_signs_the_others_out()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);
        var (old, oldKey) = (person.Browser.Cookies["passinstance"], person.Key);
        var link = await _gateway.AdministerAsync("create-sign-in-link", "--organization", person.OrganizationId);
        Assert.Equal(person.Email, link.GetProperty("email").GetString());
        person.Browser.Cookies.Clear();

        await person.UseLinkAsync(link.GetProperty("signInUrl").GetString());
        Assert.Equal("/dashboard", person.Browser.Location);
        await person.SetUpAsync("teapot orbit meadow");

        Assert.NotEqual(oldKey, person.Key);
        var stale = new Browser(_gateway) { Cookies = { ["passinstance"] = old } };
        await stale.OpenAsync(TestPerson.AuthorizeUrl(TestPerson.Verifier()));
        Assert.StartsWith("/sign-in?next=", stale.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_without_a_fresh_link_cannot_replace_the_password()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        var person = await TestPerson.WithPasswordAsync(gateway);

        time.Advance(TimeSpan.FromMinutes(31));
        await person.Browser.OpenAsync("/sign-in/set-up");

        Assert.Equal(HttpStatusCode.Forbidden, person.Browser.Status);
    }

    [Theory]
    [InlineData("short", "The password has 5 characters")]
    [InlineData("password1234", "guessed first")]
    [InlineData("P4ssw0rd!2026", "guessed first")]
    [InlineData("123456789012", "guessed first")]
    [InlineData("qwertyuiop12", "guessed first")]
    [InlineData("aaaaaaaaaaaaaaaa", "guessed first")]
    [InlineData("iloveyou2024!", "guessed first")]
    [InlineData("correcthorsebatterystaple", "guessed first")]
    [InlineData("Summer2026!!", "guessed first")]
    public async Task A_short_or_common_password_is_not_taken(string password, string reason)
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        await person.Browser.OpenAsync("/sign-in/set-up");

        await person.Browser.SubmitAsync(("password", password), ("code", "123456"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, person.Browser.Status);
        Assert.Contains(reason, person.Browser.Alert, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("harbor lantern violin")]
    [InlineData("tr8#Kv!mq2_Zp")]
    [InlineData("регата сирень мост")]
    [InlineData("quiet tuba jam 77")]
    public async Task A_long_password_of_any_characters_is_taken(string password)
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        await person.SetUpAsync(password);
    }

    [Theory]
    [InlineData("There is no organization", "--organization", "org_01jd8zk3m5f6qv0s3w2x4y5z6a", "--email", "a@example.com")]
    [InlineData("is not an e-mail address", "--organization", "org_1", "--email", "nobody")]
    [InlineData("The roles are: owner, admin", "--organization", "org_1", "--email", "a@example.com", "--role", "king")]
    public async Task A_wrong_command_is_explained(string explanation, params string[] options)
    {
        var (code, _, errors) = await _gateway.RunAdministrationAsync(["create-sign-in-link", .. options], jsonByDefault: true);

        Assert.Equal(1, code);
        Assert.Contains(explanation, errors, StringComparison.Ordinal);
    }
}
