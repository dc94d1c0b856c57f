using System.Diagnostics;
using System.Net;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.SignIn;

[Trait("Category", "Integration")]
public sealed class PasswordTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private static readonly Dictionary<string, string?> Limits = new()
    {
        ["RateLimits:Factor"] = "1",
        ["RateLimits:Classes:token:Address:Burst"] = "1000",
        ["RateLimits:SignIn:Rate"] = "0.001",
        ["RateLimits:SignIn:Burst"] = "4",
        ["RateLimits:SignInOfAccount:Rate"] = "0.001",
        ["RateLimits:SignInOfAccount:Burst"] = "12",
        ["TrustedProxies:0"] = "127.0.0.0/8",
    };

    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_person_signs_in_with_password_and_code_and_goes_on_to_where_they_wanted()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);
        var verifier = TestPerson.Verifier();
        var browser = new Browser(_gateway);

        await browser.OpenAsync(TestPerson.AuthorizeUrl(verifier));
        Assert.StartsWith("/sign-in?next=%2Foauth%2Fauthorize", browser.Location, StringComparison.Ordinal);
        await browser.FollowAsync();
        await browser.SubmitAsync(("email", person.Email.ToUpperInvariant()), ("password", TestPerson.Password));
        Assert.Contains("Code of your authenticator app", browser.Page, StringComparison.Ordinal);
        Assert.DoesNotContain("passinstance", browser.Cookies.Keys);
        await browser.SubmitAsync(("code", person.Code(step: 1)));
        await browser.FollowAsync();

        Assert.StartsWith(TestPerson.RedirectUri + "?code=", browser.Location, StringComparison.Ordinal);
        var cookie = browser.Cookies["passinstance"];
        Assert.Equal(64, cookie.Length);
    }

    [Fact]
    public async Task The_cookie_is_for_the_gateway_alone()
    {
        await using var gateway = await GatewayFixture.StartAsync(new() { ["Deployment:PublicUrl"] = "https://127.0.0.1" });
        var person = await TestPerson.CreateAsync(gateway);
        await person.Browser.OpenAsync(person.Link);
        await person.Browser.SubmitAsync();

        var set = person.Browser.Response.Headers.GetValues("Set-Cookie")
            .Single(one => one.StartsWith("__Host-passinstance=", StringComparison.Ordinal));
        Assert.Contains("; secure", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; samesite=lax", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; path=/", set, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain", set, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task No_service_gets_the_cookies()
    {
        var response = await _gateway.GetAsync(
            "/p/x", apiKey: null, ("Cookie", "a=1; passinstance=secret; __Host-passinstance-form=x; b=2"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("a=1; b=2", Assert.Single(_gateway.Backend.Arrivals).Headers["Cookie"]);
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);
        var code = person.Code(step: 1);
        Assert.Equal(HttpStatusCode.SeeOther, (await SignInAsync(person, TestPerson.Password, code)).Status);

        var second = await SignInAsync(person, TestPerson.Password, code);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.Status);
        Assert.Contains("used already", second.Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_and_its_time_do_not_tell_whether_an_account_exists()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);
        var withoutPassword = await TestPerson.SignedInAsync(_gateway);
        string[] emails = [person.Email, withoutPassword.Email, "nobody@example.com"];
        var pages = new Dictionary<string, string>();
        var times = emails.ToDictionary(email => email, _ => new List<double>());
        for (var round = 0; round < 6; round++)
        {
            foreach (var email in emails)
            {
                var browser = await new Browser(_gateway).OpenAsync("/sign-in");
                var started = Stopwatch.GetTimestamp();
                await browser.SubmitAsync(("email", email), ("password", "not the password"));
                times[email].Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                Assert.Equal(HttpStatusCode.UnprocessableEntity, browser.Status);
                pages[email] = browser.Alert!;
            }
        }

        Assert.Single(pages.Values.Distinct());
        // Hashing a password takes longer than everything else; without it an answer comes at once.
        var medians = times.Values.Select(all => all.Order().ElementAt(all.Count / 2)).ToList();
        Assert.True(medians.Min() > medians.Max() / 3, string.Join(", ", medians));
    }

    [Fact]
    public async Task Guessing_is_limited_and_locks_nobody_else_out()
    {
        await using var gateway = await GatewayFixture.StartAsync(Limits, await Deployment.CreateAsync());
        var person = await TestPerson.WithPasswordAsync(gateway);

        // One address gets its attempts, and no more; also for an account that does not exist.
        foreach (var email in (string[])[person.Email, "nobody@example.com"])
        {
            var statuses = new List<int>();
            for (var i = 0; i < 6; i++)
                statuses.Add(await GuessAsync(gateway, email, "198.51.100.1"));
            Assert.Equal([422, 422, 422, 422, 429, 429], statuses);
        }

        // Many addresses together get no further.
        var many = new List<int>();
        for (var i = 2; i < 14; i++)
            many.Add(await GuessAsync(gateway, person.Email, $"198.51.100.{i}"));
        Assert.Equal(8, many.Count(status => status == 422));
        Assert.Equal(429, many[^1]);

        // The person signs in from where they always do, and by a link from anywhere.
        var own = await new Browser(gateway).OpenAsync("/sign-in");
        await own.SubmitAsync(("email", person.Email), ("password", TestPerson.Password));
        await own.SubmitAsync(("code", person.Code(step: 1)));
        Assert.Equal(HttpStatusCode.SeeOther, own.Status);
        var link = await gateway.AdministerAsync("create-sign-in-link", "--organization", person.OrganizationId);
        var abroad = await new Browser(gateway, "198.51.100.1").OpenAsync(link.GetProperty("signInUrl").GetString()!);
        Assert.Equal("/dashboard", (await abroad.SubmitAsync()).Location);
    }

    [Fact]
    public async Task Guessing_codes_is_limited()
    {
        await using var gateway = await GatewayFixture.StartAsync(Limits, await Deployment.CreateAsync());
        var person = await TestPerson.WithPasswordAsync(gateway);
        var browser = await new Browser(gateway).OpenAsync("/sign-in");
        await browser.SubmitAsync(("email", person.Email), ("password", TestPerson.Password));
        var right = person.Code(step: 1);
        var wrong = right[0] == '9' ? "000000" : "999999";

        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
            statuses.Add((int)(await browser.SubmitAsync(("code", wrong))).Status);

        Assert.Equal([422, 422, 422, 422, 429], statuses);
        Assert.Equal(429, (int)(await browser.SubmitAsync(("code", right))).Status);
    }

    private static async Task<int> GuessAsync(GatewayFixture gateway, string email, string address)
    {
        var browser = await new Browser(gateway, address).OpenAsync("/sign-in");
        return (int)(await browser.SubmitAsync(("email", email), ("password", "a wrong password"))).Status;
    }

    private static async Task<Browser> SignInAsync(TestPerson person, string password, string code)
    {
        var browser = await new Browser(person.Gateway).OpenAsync("/sign-in");
        await browser.SubmitAsync(("email", person.Email), ("password", password));
        return await browser.SubmitAsync(("code", code));
    }
}
