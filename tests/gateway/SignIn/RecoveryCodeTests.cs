using System.Net;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.SignIn;

[Trait("Category", "Integration")]
public sealed class RecoveryCodeTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_recovery_code_signs_in_once_and_leads_to_a_new_app()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);
        Assert.Equal(10, person.RecoveryCodes.Distinct().Count());

        var first = await SignInAsync(person, person.RecoveryCodes[3]);
        Assert.Equal((HttpStatusCode.SeeOther, "/sign-in/set-up?next=%2Fdashboard"), (first.Status, first.Location));
        await first.FollowAsync();
        Assert.Contains("authenticator app", first.Page, StringComparison.Ordinal);

        var second = await SignInAsync(person, person.RecoveryCodes[3]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, second.Status);
        Assert.Contains("used already", second.Alert, StringComparison.Ordinal);
        Assert.DoesNotContain("passinstance", second.Cookies.Keys);

        // However it is typed.
        var third = await SignInAsync(person, $" {person.RecoveryCodes[4].Replace("-", "", StringComparison.Ordinal).ToLowerInvariant()} ");
        Assert.Equal(HttpStatusCode.SeeOther, third.Status);
        var account = await person.ReadAsync(HttpMethod.Get, "/api/v1/account", await person.AccessTokenAsync());
        Assert.Equal(8, account.GetProperty("recoveryCodes").GetInt32());
    }

    [Fact]
    public async Task Of_several_requests_with_one_code_one_signs_in()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);
        var browsers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AtTheCodeAsync(person)));

        await Task.WhenAll(browsers.Select(browser => browser.SubmitAsync(("recoveryCode", person.RecoveryCodes[0]))));

        Assert.Single(browsers, browser => browser.Status == HttpStatusCode.SeeOther);
        Assert.All(browsers.Where(browser => browser.Status != HttpStatusCode.SeeOther),
            browser => Assert.DoesNotContain("passinstance", browser.Cookies.Keys));
    }

    [Fact]
    public async Task A_recovery_code_is_of_its_person_and_needs_the_password()
    {
        var (person, other) = (await TestPerson.WithPasswordAsync(_gateway), await TestPerson.WithPasswordAsync(_gateway));

        var stranger = await SignInAsync(person, other.RecoveryCodes[0]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stranger.Status);
        // Without the step before there is no account that the code could be of.
        var alone = await new Browser(_gateway).OpenAsync("/sign-in");
        await alone.PostAsync(
            "/sign-in/recovery-code",
            [.. alone.Hidden().DistinctBy(field => field.Name), ("recoveryCode", person.RecoveryCodes[0])]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, alone.Status);
        Assert.DoesNotContain("passinstance", alone.Cookies.Keys);
        // Nor without the form's token.
        var forged = await new Browser(_gateway).PostAsync("/sign-in/recovery-code", ("recoveryCode", person.RecoveryCodes[0]));
        Assert.Equal(HttpStatusCode.BadRequest, forged.Status);
        foreach (var wrong in (string[])["", "-", "AAAAA-AAAAA", new string('A', 5000), "0", person.RecoveryCodes[0][..^1]])
            Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(person, wrong)).Status);

        Assert.Equal(HttpStatusCode.SeeOther, (await SignInAsync(person, person.RecoveryCodes[0])).Status);
    }

    [Fact]
    public async Task Guessing_recovery_codes_takes_the_same_attempts_as_guessing_codes()
    {
        await using var gateway = await GatewayFixture.StartAsync(
            new()
            {
                ["RateLimits:Factor"] = "1",
                ["RateLimits:Classes:token:Address:Burst"] = "1000",
                ["RateLimits:SignIn:Rate"] = "0.001",
                ["RateLimits:SignIn:Burst"] = "6",
            }, await Deployment.CreateAsync());
        var person = await TestPerson.WithPasswordAsync(gateway);
        var browser = await AtTheCodeAsync(person);

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 8; i++)
        {
            await browser.SubmitAsync(i % 2 == 0 ? ("recoveryCode", $"AAAAA-AAAA{i}") : ("code", $"00000{i}"));
            statuses.Add(browser.Status);
        }

        Assert.Equal(6, statuses.Count(status => status == HttpStatusCode.UnprocessableEntity));
        Assert.Equal([HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests], statuses[6..]);
        // The right one, too, until there are attempts again.
        await browser.SubmitAsync(("recoveryCode", person.RecoveryCodes[0]));
        Assert.Equal(HttpStatusCode.TooManyRequests, browser.Status);
    }

    [Fact]
    public async Task New_codes_need_the_app_and_replace_the_others()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);
        await person.Browser.OpenAsync("/sign-in/recovery-codes");
        Assert.Contains("<strong>10</strong>", person.Browser.Page, StringComparison.Ordinal);

        await person.Browser.SubmitAsync(("code", "000000"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, person.Browser.Status);
        Assert.Empty(person.ReadRecoveryCodes());
        await person.Browser.SubmitAsync(("code", person.Code(step: 1)));
        Assert.Equal(HttpStatusCode.OK, person.Browser.Status);
        var created = person.ReadRecoveryCodes();
        Assert.Equal(10, created.Count);
        Assert.Contains("no-store", person.Browser.Response.Headers.CacheControl!.ToString(), StringComparison.Ordinal);

        // Shown once.
        await person.Browser.OpenAsync("/sign-in/recovery-codes");
        Assert.Empty(person.ReadRecoveryCodes());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SignInAsync(person, person.RecoveryCodes[0])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await SignInAsync(person, created[0])).Status);
        Assert.Equal("/sign-in?next=%2Fsign-in%2Frecovery-codes%3Fnext%3D%252Fdashboard",
            (await new Browser(_gateway).OpenAsync("/sign-in/recovery-codes")).Location);
    }

    [Fact]
    public async Task Codes_are_not_stored_as_they_are()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);

        await using var database = Npgsql.NpgsqlDataSource.Create(_gateway.Deployment.Postgres);
        await using var command = database.CreateCommand(
            "SELECT string_agg(c::text || encode(code_hash, 'escape'), '') FROM user_recovery_codes c");
        var stored = (string)(await command.ExecuteScalarAsync())!;

        Assert.All(person.RecoveryCodes, code => Assert.DoesNotContain(
            code.Replace("-", "", StringComparison.Ordinal), stored, StringComparison.OrdinalIgnoreCase));
    }

    private static async Task<Browser> SignInAsync(TestPerson person, string code)
    {
        var browser = await AtTheCodeAsync(person);
        return await browser.SubmitAsync(("recoveryCode", code));
    }

    private static async Task<Browser> AtTheCodeAsync(TestPerson person)
    {
        var browser = await new Browser(person.Gateway).OpenAsync("/sign-in");
        return await browser.SubmitAsync(("email", person.Email), ("password", TestPerson.Password));
    }
}
