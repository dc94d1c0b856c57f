using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.Gateway.Tests.SignIn;

namespace Passinstance.Gateway.Tests.Accounts;

[Trait("Category", "Integration")]
public sealed class AccountTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_person_sees_their_account_and_organizations()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);

        var account = await ReadAsync(person, "/api/v1/account", await person.AccessTokenAsync());

        Assert.Equal(person.UserId, account.GetProperty("id").GetString());
        Assert.Equal(person.Email, account.GetProperty("email").GetString());
        Assert.Equal("owner", account.GetProperty("role").GetString());
        Assert.Equal(person.OrganizationId, account.GetProperty("organization").GetProperty("id").GetString());
        Assert.Equal("Acme", account.GetProperty("organization").GetProperty("name").GetString());
        var organization = Assert.Single(account.GetProperty("organizations").EnumerateArray());
        Assert.Equal(
            (person.OrganizationId, "owner"),
            (organization.GetProperty("id").GetString(), organization.GetProperty("role").GetString()));
        Assert.Contains("members:write", account.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal((0, 1), (account.GetProperty("passkeys").GetInt32(), account.GetProperty("sessions").GetInt32()));
        Assert.True(account.GetProperty("hasPassword").GetBoolean());
    }

    [Fact]
    public async Task A_key_or_client_has_no_account()
    {
        var key = await _gateway.CreateKeyAsync();
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "people_only", await _gateway.GetAsync("/api/v1/account", key.Text));
        await ProblemAssert.IsAsync(HttpStatusCode.Unauthorized, "unauthorized", await _gateway.GetAsync("/api/v1/account"));
    }

    [Fact]
    public async Task Sessions_are_listed_and_one_that_is_ended_stops_at_once()
    {
        var person = await TestPerson.WithPasswordAsync(_gateway);
        var here = await person.AccessTokenAsync();
        var link = await _gateway.AdministerAsync("create-sign-in-link", "--organization", person.OrganizationId);
        person.Browser.Cookies.Clear();
        await person.UseLinkAsync(link.GetProperty("signInUrl").GetString());
        var there = await person.AccessTokenAsync();

        var sessions = (await ReadAsync(person, "/api/v1/account/sessions", here)).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal([false, true], sessions.Select(session => session.GetProperty("isCurrent").GetBoolean()));
        Assert.All(sessions, session => Assert.Equal("Test browser", session.GetProperty("userAgent").GetString()));
        var other = sessions[0].GetProperty("id").GetString()!;
        Assert.StartsWith("ses_", other, StringComparison.Ordinal);

        var ended = await person.CallAsync(HttpMethod.Delete, $"/api/v1/account/sessions/{other}", here);

        Assert.Equal(HttpStatusCode.NoContent, ended.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/account", there)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/api/v1/account", here)).StatusCode);
        await ProblemAssert.IsAsync(
            HttpStatusCode.NotFound, "not_found", await person.CallAsync(HttpMethod.Delete, $"/api/v1/account/sessions/{other}", here));
    }

    [Fact]
    public async Task Nobody_ends_the_session_of_another_person()
    {
        var (person, stranger) = (await TestPerson.SignedInAsync(_gateway), await TestPerson.SignedInAsync(_gateway));
        var access = await person.AccessTokenAsync();
        var session = (await ReadAsync(person, "/api/v1/account/sessions", access)).GetProperty("data")[0].GetProperty("id").GetString();

        await ProblemAssert.IsAsync(
            HttpStatusCode.NotFound, "not_found",
            await stranger.CallAsync(HttpMethod.Delete, $"/api/v1/account/sessions/{session}", await stranger.AccessTokenAsync()));

        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/api/v1/account", access)).StatusCode);
    }

    private static async Task<JsonElement> ReadAsync(TestPerson person, string path, string token)
    {
        var response = await person.GetAsync(path, token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
