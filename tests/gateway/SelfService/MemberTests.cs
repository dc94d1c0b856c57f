using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Gateway.Tests.SignIn;

namespace Passinstance.Gateway.Tests.SelfService;

[Trait("Category", "Integration")]
public sealed class MemberTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task An_invited_person_accepts_chooses_a_password_and_is_a_member()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var token = await owner.AccessTokenAsync();
        var email = $"{Guid.NewGuid():N}@example.com";
        var created = await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/invitations", token, new { email, role = "marketing" }, HttpStatusCode.Created);
        Assert.Equal("off", created.GetProperty("mail").GetString());
        var url = created.GetProperty("url").GetString()!;
        var pending = await owner.ReadAsync(HttpMethod.Get, "/api/v1/invitations", token);
        Assert.Equal(email, Assert.Single(pending.GetProperty("data").EnumerateArray()).GetProperty("email").GetString());
        Assert.DoesNotContain(url.Split('=')[1], pending.GetRawText(), StringComparison.Ordinal);

        var browser = await new Browser(_gateway).OpenAsync(url);
        Assert.Contains("is invited to <strong>Acme</strong> as marketing", browser.Page, StringComparison.Ordinal);
        await browser.SubmitAsync();
        Assert.Equal("/sign-in/set-up?next=%2Fdashboard", browser.Location);

        var members = await owner.ReadAsync(HttpMethod.Get, "/api/v1/members", token);
        var member = members.GetProperty("data").EnumerateArray().Single(one => one.GetProperty("email").GetString() == email);
        Assert.Equal("marketing", member.GetProperty("role").GetString());
        Assert.Empty((await owner.ReadAsync(HttpMethod.Get, "/api/v1/invitations", token)).GetProperty("data").EnumerateArray());
        Assert.Equal(HttpStatusCode.Gone, (await new Browser(_gateway).OpenAsync(url)).Status);
        await ProblemAssert.IsAsync(
            HttpStatusCode.Conflict, "already_member",
            await owner.CallAsync(HttpMethod.Post, "/api/v1/invitations", token, new { email, role = "viewer" }));
    }

    [Fact]
    public async Task An_invitation_leads_nobody_into_an_account_that_exists()
    {
        var victim = await TestPerson.WithPasswordAsync(_gateway);
        var attacker = await TestPerson.SignedInAsync(_gateway);
        var token = await attacker.AccessTokenAsync();
        var invitation = await attacker.ReadAsync(
            HttpMethod.Post, "/api/v1/invitations", token, new { email = victim.Email.ToUpperInvariant(), role = "owner" },
            HttpStatusCode.Created);
        var url = invitation.GetProperty("url").GetString()!;

        // Whoever invites has the link.
        foreach (var browser in (Browser[])[new(_gateway), attacker.Browser])
        {
            await browser.OpenAsync(url);
            Assert.Contains("There is an account with this address", browser.Page, StringComparison.Ordinal);
            Assert.DoesNotContain("<form", browser.Page, StringComparison.Ordinal);
            await browser.OpenAsync("/sign-out");
            var form = browser.Page.Contains("<form", StringComparison.Ordinal) ? browser.Hidden() : [];
            await browser.PostAsync("/invitations/accept", [("token", url.Split('=')[1]), .. form]);
            Assert.NotEqual(HttpStatusCode.OK, browser.Status);
        }

        Assert.Equal(attacker.OrganizationId, (await attacker.TokensAsync()).GetProperty("organization").GetString());
        // The person accepts, signed in with their own account.
        await victim.Browser.OpenAsync(url);
        await victim.Browser.SubmitAsync();
        Assert.Equal("/dashboard", victim.Browser.Location);
        Assert.Equal(attacker.OrganizationId, (await victim.TokensAsync()).GetProperty("organization").GetString());
    }

    [Fact]
    public async Task An_invitation_that_was_withdrawn_replaced_or_has_expired_does_not_work()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        var owner = await TestPerson.SignedInAsync(gateway);
        var token = await owner.AccessTokenAsync();
        async Task<JsonElement> InviteAsync(string email) => await owner.ReadAsync(
            HttpMethod.Post, "/api/v1/invitations", token, new { email, role = "viewer" }, HttpStatusCode.Created);
        var withdrawn = await InviteAsync("a@example.com");
        var id = withdrawn.GetProperty("id").GetString();
        Assert.Equal(
            HttpStatusCode.NoContent, (await owner.CallAsync(HttpMethod.Delete, $"/api/v1/invitations/{id}", token)).StatusCode);
        var (replaced, second) = (await InviteAsync("b@example.com"), await InviteAsync("B@example.com"));
        foreach (var gone in (JsonElement[])[withdrawn, replaced])
            Assert.Equal(HttpStatusCode.Gone, (await new Browser(gateway).OpenAsync(gone.GetProperty("url").GetString()!)).Status);
        Assert.Equal(HttpStatusCode.OK, (await new Browser(gateway).OpenAsync(second.GetProperty("url").GetString()!)).Status);

        time.Advance(TimeSpan.FromDays(8));

        Assert.Equal(HttpStatusCode.Gone, (await new Browser(gateway).OpenAsync(second.GetProperty("url").GetString()!)).Status);
    }

    [Theory]
    [InlineData("nobody", "viewer", "/email", "invalid_email")]
    [InlineData("a@b\r\nBcc: x@example.com", "viewer", "/email", "invalid_email")]
    [InlineData(null, "viewer", "/email", "required")]
    [InlineData("a@example.com", "king", "/role", "unknown_role")]
    [InlineData("a@example.com", null, "/role", "required")]
    public async Task A_wrong_invitation_is_refused(string? email, string? role, string pointer, string code)
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var response = await owner.CallAsync(
            HttpMethod.Post, "/api/v1/invitations", await owner.AccessTokenAsync(), new { email, role });
        var problem = await ProblemAssert.IsAsync(HttpStatusCode.UnprocessableEntity, "invalid_request", response);
        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal((pointer, code), (error.GetProperty("pointer").GetString(), error.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Nobody_gives_or_takes_a_role_above_their_own()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var admin = await TestPerson.SignedInAsync(_gateway, owner.OrganizationId, "admin");
        var viewer = await TestPerson.SignedInAsync(_gateway, owner.OrganizationId, "viewer");
        var token = await admin.AccessTokenAsync();
        foreach (var (method, path, body) in ((HttpMethod, string, object?)[])
            [
                (HttpMethod.Put, $"/api/v1/members/{viewer.UserId}", new { role = "owner" }),
                (HttpMethod.Put, $"/api/v1/members/{admin.UserId}", new { role = "owner" }),
                (HttpMethod.Put, $"/api/v1/members/{owner.UserId}", new { role = "viewer" }),
                (HttpMethod.Delete, $"/api/v1/members/{owner.UserId}", null),
                (HttpMethod.Post, "/api/v1/invitations", new { email = "x@example.com", role = "owner" }),
            ])
        {
            await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", await admin.CallAsync(method, path, token, body));
        }

        await admin.ReadAsync(HttpMethod.Put, $"/api/v1/members/{viewer.UserId}", token, new { role = "admin" });
        // A viewer's token takes the new role after the next refresh, and a taken role at once.
        var before = await owner.AccessTokenAsync();
        await owner.ReadAsync(HttpMethod.Put, $"/api/v1/members/{admin.UserId}", before, new { role = "viewer" });
        await ProblemAssert.IsAsync(
            HttpStatusCode.Forbidden, "missing_scope",
            await admin.CallAsync(HttpMethod.Delete, $"/api/v1/members/{viewer.UserId}", token));
    }

    [Fact]
    public async Task The_last_owner_stays_also_when_two_remove_each_other_at_once()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var token = await owner.AccessTokenAsync();
        foreach (var call in (Func<Task<HttpResponseMessage>>[])
            [
                () => owner.CallAsync(HttpMethod.Put, $"/api/v1/members/{owner.UserId}", token, new { role = "admin" }),
                () => owner.CallAsync(HttpMethod.Delete, $"/api/v1/members/{owner.UserId}", token),
            ])
        {
            await ProblemAssert.IsAsync(HttpStatusCode.Conflict, "last_owner", await call());
        }

        var other = await TestPerson.SignedInAsync(_gateway, owner.OrganizationId);
        var otherToken = await other.AccessTokenAsync();
        var responses = await Task.WhenAll(
            owner.CallAsync(HttpMethod.Delete, $"/api/v1/members/{other.UserId}", token),
            other.CallAsync(HttpMethod.Delete, $"/api/v1/members/{owner.UserId}", otherToken));
        Assert.Single(responses, response => response.StatusCode == HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_removed_member_is_out_at_once_and_of_another_organization_nobody_is_found()
    {
        var owner = await TestPerson.SignedInAsync(_gateway);
        var member = await TestPerson.SignedInAsync(_gateway, owner.OrganizationId, "developer");
        var stranger = await TestPerson.SignedInAsync(_gateway);
        var tokens = await member.TokensAsync();
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await member.GetAsync("/api/v1/passes", access)).StatusCode);
        foreach (var method in (HttpMethod[])[HttpMethod.Put, HttpMethod.Delete])
        {
            await ProblemAssert.IsAsync(
                HttpStatusCode.NotFound, "not_found",
                await stranger.CallAsync(
                    method, $"/api/v1/members/{member.UserId}", await stranger.AccessTokenAsync(),
                    method == HttpMethod.Put ? new { role = "viewer" } : null));
        }

        await owner.CallAsync(HttpMethod.Delete, $"/api/v1/members/{member.UserId}", await owner.AccessTokenAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, (await member.GetAsync("/api/v1/passes", access)).StatusCode);
        Assert.Equal(
            HttpStatusCode.BadRequest, (await member.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!)).StatusCode);
        await member.Browser.OpenAsync(TestPerson.AuthorizeUrl(TestPerson.Verifier()));
        Assert.Equal(HttpStatusCode.Forbidden, member.Browser.Status);
    }
}
