using System.Net;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.SignIn;

/// <summary>Attacks on the pages: forged forms, planted cookies, and addresses that lead elsewhere.</summary>
[Trait("Category", "Integration")]
public sealed class SignInAttackTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_form_that_another_page_sends_changes_nothing()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);
        var link = (await _gateway.AdministerAsync("create-sign-in-link", "--organization", person.OrganizationId))
            .GetProperty("signInUrl").GetString()!;
        var token = link.Split("token=")[1];
        (string Path, (string, string)[] Fields)[] forms =
        [
            ("/sign-in", [("email", person.Email), ("password", TestPerson.Password)]),
            ("/sign-in/code", [("state", "x"), ("code", person.Code())]),
            ("/sign-in/once", [("token", token)]),
            ("/sign-in/set-up", [("password", "another good password"), ("code", person.Code())]),
            ("/sign-out", []),
        ];
        var attacker = await new Browser(_gateway).OpenAsync("/sign-in");
        foreach (var (path, fields) in forms)
        {
            // Without a token, with one that was made up, and with one of the attacker's own browser.
            foreach (var forged in ((string, string)[])[("x", ""), ("form", "made-up"), ("form", attacker.Hidden()[^1].Value)])
            {
                await person.Browser.PostAsync(path, [.. fields, forged]);
                Assert.True(person.Browser.Status == HttpStatusCode.BadRequest, $"{path}: {person.Browser.Status}");
            }
        }

        // Still signed in, with a link that nobody has used.
        Assert.NotNull(await person.AuthorizeAsync(TestPerson.Verifier()));
        Assert.Equal(HttpStatusCode.OK, (await new Browser(_gateway).OpenAsync(link)).Status);
    }

    [Fact]
    public async Task A_planted_session_cookie_is_never_the_one_of_a_sign_in()
    {
        var attacker = await TestPerson.SignedInAsync(_gateway);
        var planted = attacker.Browser.Cookies["passinstance"];
        var person = await TestPerson.CreateAsync(_gateway);
        person.Browser.Cookies["passinstance"] = planted;

        await person.UseLinkAsync();

        Assert.NotEqual(planted, person.Browser.Cookies["passinstance"]);
        // The planted session has ended, too.
        await attacker.Browser.OpenAsync(TestPerson.AuthorizeUrl(TestPerson.Verifier()));
        Assert.StartsWith("/sign-in", attacker.Browser.Location, StringComparison.Ordinal);
        var invented = new Browser(_gateway) { Cookies = { ["passinstance"] = new string('a', 64) } };
        await invented.OpenAsync(TestPerson.AuthorizeUrl(TestPerson.Verifier()));
        Assert.StartsWith("/sign-in", invented.Location, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://attacker.example/")]
    [InlineData("//attacker.example/")]
    [InlineData("/\\attacker.example/")]
    [InlineData("/dashboard\\@attacker.example")]
    [InlineData("/dashboardattacker")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/oauth/authorize?x=1\r\nSet-Cookie: a=b")]
    [InlineData("/p/some-page")]
    public async Task After_the_sign_in_nobody_is_sent_elsewhere(string next)
    {
        var person = await TestPerson.CreateAsync(_gateway);
        await person.Browser.OpenAsync($"{person.Link}&next={Uri.EscapeDataString(next)}");
        await person.Browser.SubmitAsync();
        Assert.Equal("/sign-in/set-up?next=%2Fdashboard", person.Browser.Location);

        // Also in a form that was changed, and for somebody who is signed in already.
        await person.Browser.OpenAsync($"/sign-in?next={Uri.EscapeDataString(next)}");
        Assert.Equal("/dashboard", person.Browser.Location);
    }

    [Fact]
    public async Task No_page_runs_scripts_of_others_or_is_shown_inside_another()
    {
        var person = await TestPerson.CreateAsync(_gateway);
        foreach (var path in (string[])["/sign-in", person.Link, "/sign-out", "/oauth/authorize"])
        {
            await person.Browser.OpenAsync(path);
            var headers = person.Browser.Response.Headers;
            var policy = headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'; style-src 'self'; script-src 'self'; ", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.True(headers.CacheControl?.NoStore);
            Assert.Equal(["no-referrer"], headers.GetValues("Referrer-Policy"));
            Assert.DoesNotContain("<script>", person.Browser.Page, StringComparison.Ordinal);
            Assert.DoesNotContain("style=\"", person.Browser.Page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Text_in_an_address_is_shown_as_text()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        var browser = await new Browser(gateway).OpenAsync("/sign-in?next=" + Uri.EscapeDataString("/dashboard?\"><script>x</script>"));
        Assert.DoesNotContain("<script>", browser.Page, StringComparison.Ordinal);
        await browser.SubmitAsync(("email", "\"><script>x</script>@example.com"), ("password", "x"));
        Assert.DoesNotContain("<script>", browser.Page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_everywhere()
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var access = await person.AccessTokenAsync();
        var cookie = person.Browser.Cookies["passinstance"];

        await person.Browser.OpenAsync("/sign-out");
        Assert.Contains(person.Email, person.Browser.Page, StringComparison.Ordinal);
        await person.Browser.SubmitAsync();

        Assert.DoesNotContain("passinstance", person.Browser.Cookies.Keys);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/account", access)).StatusCode);
        person.Browser.Cookies["passinstance"] = cookie;
        await person.Browser.OpenAsync(TestPerson.AuthorizeUrl(TestPerson.Verifier()));
        Assert.StartsWith("/sign-in", person.Browser.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_no_form_is_a_page_that_says_so()
    {
        using var json = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        var response = await _gateway.SendAsync(HttpMethod.Post, "/sign-in", apiKey: null, json);
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
    }
}
