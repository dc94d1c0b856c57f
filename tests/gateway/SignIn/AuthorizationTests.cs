using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Web;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Passinstance.Gateway.Tests.Fixtures;
using Passinstance.ServiceDefaults.Identity;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Tests.SignIn;

/// <summary>Authorization codes and refresh tokens, as the dashboard uses them and as somebody would who has stolen one.</summary>
[Trait("Category", "Integration")]
public sealed class AuthorizationTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly GatewayFixture _gateway = fixture.Reset();

    [Fact]
    public async Task A_code_becomes_tokens_that_act_for_the_person()
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var verifier = TestPerson.Verifier();
        var callback = await person.CallbackAsync(TestPerson.AuthorizeUrl(verifier, state: "a state/ä"));
        Assert.Equal("a state/ä", callback["state"]);
        Assert.Equal("http://127.0.0.1:8080", callback["iss"]);

        var response = await person.ExchangeAsync(callback["code"]!, verifier);
        var tokens = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.True(response.Headers.CacheControl?.NoStore);
        Assert.Equal(300, tokens.GetProperty("expires_in").GetInt32());
        Assert.Equal(person.OrganizationId, tokens.GetProperty("organization").GetString());
        Assert.Contains("members:write", tokens.GetProperty("scope").GetString(), StringComparison.Ordinal);
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.Equal(person.UserId, new JsonWebToken(access).Subject);
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/api/v1/passes", access)).StatusCode);
        var arrival = Assert.Single(_gateway.Backend.Arrivals);
        Assert.Equal(person.UserId, arrival.Caller.ApiKeyId);
        Assert.Equal(person.OrganizationId, TypeId.Format("org", arrival.Caller.OrganizationId));
    }

    [Fact]
    public async Task A_code_that_comes_back_ends_what_it_was_exchanged_for()
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var verifier = TestPerson.Verifier();
        var code = await person.AuthorizeAsync(verifier);
        var tokens = await (await person.ExchangeAsync(code, verifier)).Content.ReadFromJsonAsync<JsonElement>();
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/api/v1/account", access)).StatusCode);

        await AssertErrorAsync("invalid_grant", await person.ExchangeAsync(code, verifier));

        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/account", access)).StatusCode);
        await AssertErrorAsync("invalid_grant", await person.RefreshAsync(tokens.GetProperty("refresh_token").GetString()!));
    }

    [Fact]
    public async Task A_code_needs_its_own_verifier_client_and_address_and_its_minute()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        var person = await TestPerson.SignedInAsync(gateway);
        var verifier = TestPerson.Verifier();
        var code = await person.AuthorizeAsync(verifier);

        await AssertErrorAsync("invalid_grant", await person.ExchangeAsync(code, TestPerson.Verifier()));
        await AssertErrorAsync("invalid_grant", await person.ExchangeAsync(code, TestPerson.Challenge(verifier)));
        await AssertErrorAsync("invalid_request", await person.TokenAsync(
            ("grant_type", "authorization_code"), ("client_id", "dashboard"), ("code", code), ("redirect_uri", TestPerson.RedirectUri)));
        await AssertErrorAsync("invalid_grant", await person.TokenAsync(
            ("grant_type", "authorization_code"), ("client_id", "dashboard"), ("code", code),
            ("redirect_uri", TestPerson.RedirectUri + "/x"), ("code_verifier", verifier)));
        await AssertErrorAsync("invalid_client", await person.TokenAsync(
            ("grant_type", "authorization_code"), ("client_id", "other"), ("code", code), ("redirect_uri", TestPerson.RedirectUri),
            ("code_verifier", verifier)), HttpStatusCode.Unauthorized);
        time.Advance(TimeSpan.FromSeconds(61));
        await AssertErrorAsync("invalid_grant", await person.ExchangeAsync(code, verifier));
    }

    [Theory]
    [InlineData("client_id", "other", null)]
    [InlineData("redirect_uri", "https://attacker.example/", null)]
    [InlineData("redirect_uri", "http://127.0.0.1:8080/dashboard/signin-callback/../../x", null)]
    [InlineData("redirect_uri", "http://127.0.0.1:8080@attacker.example/dashboard/signin-callback", null)]
    [InlineData("redirect_uri", "", null)]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("code_challenge", "", "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("code_challenge_method", "", "invalid_request")]
    [InlineData("scope", "passes:eat", "invalid_scope")]
    public async Task A_wrong_request_gets_no_code_and_goes_nowhere_else(string name, string value, string? error)
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var query = HttpUtility.ParseQueryString(TestPerson.AuthorizeUrl(TestPerson.Verifier()).Split('?')[1]);
        query[name] = value;

        await person.Browser.OpenAsync($"/oauth/authorize?{query}");

        if (error is null)
        {
            Assert.Equal(HttpStatusCode.BadRequest, person.Browser.Status);
            Assert.Null(person.Browser.Location);
            return;
        }

        Assert.StartsWith(TestPerson.RedirectUri + "?", person.Browser.Location, StringComparison.Ordinal);
        var callback = HttpUtility.ParseQueryString(new Uri(person.Browser.Location!).Query);
        Assert.Equal((error, "s1", null), (callback["error"], callback["state"], callback["code"]));
    }

    [Fact]
    public async Task Unknown_parameters_are_ignored_and_repeated_ones_are_not()
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var url = TestPerson.AuthorizeUrl(TestPerson.Verifier());

        Assert.NotNull((await person.CallbackAsync(url + "&ui_locales=de&nonce=1"))["code"]);
        Assert.Equal("invalid_request", (await person.CallbackAsync(url + "&state=s2"))["error"]);
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_one_that_comes_back_ends_the_session()
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var first = await person.TokensAsync();
        var other = await person.AccessTokenAsync();
        var second = await (await person.RefreshAsync(first.GetProperty("refresh_token").GetString()!)).Content
            .ReadFromJsonAsync<JsonElement>();
        var access = second.GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await person.GetAsync("/api/v1/account", access)).StatusCode);

        await AssertErrorAsync("invalid_grant", await person.RefreshAsync(first.GetProperty("refresh_token").GetString()!));

        await AssertErrorAsync("invalid_grant", await person.RefreshAsync(second.GetProperty("refresh_token").GetString()!));
        foreach (var token in (string[])[access, other])
            Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/account", token)).StatusCode);
        await person.Browser.OpenAsync(TestPerson.AuthorizeUrl(TestPerson.Verifier()));
        Assert.StartsWith("/sign-in?next=", person.Browser.Location, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_many_refreshes_at_once_with_one_token_at_most_one_succeeds()
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var token = (await person.TokensAsync()).GetProperty("refresh_token").GetString()!;

        var responses = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => person.RefreshAsync(token)));

        Assert.InRange(responses.Count(response => response.IsSuccessStatusCode), 0, 1);
        Assert.All(responses, response => Assert.True((int)response.StatusCode < 500));
    }

    [Fact]
    public async Task A_code_or_refresh_token_of_the_same_length_that_nobody_issued_is_nothing()
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var invented = Convert.ToHexStringLower(new byte[32]);
        await AssertErrorAsync("invalid_grant", await person.RefreshAsync(invented));
        await AssertErrorAsync("invalid_grant", await person.ExchangeAsync(invented, TestPerson.Verifier()));
    }

    [Fact]
    public async Task Every_gateway_notices_within_5_seconds_that_a_session_ended()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        await using var elsewhere = await GatewayFixture.StartAsync(
            deployment: gateway.Deployment, backend: gateway.Backend, time: time);
        var person = await TestPerson.SignedInAsync(gateway);
        var tokens = await person.TokensAsync();
        var access = tokens.GetProperty("access_token").GetString()!;
        Task<HttpResponseMessage> CallElsewhere() =>
            elsewhere.GetAsync("/api/v1/passes", apiKey: null, ("Authorization", $"Bearer {access}"));
        Assert.Equal(HttpStatusCode.OK, (await CallElsewhere()).StatusCode);

        var revoked = await person.PostAsync(
            "/oauth/revoke", ("client_id", "dashboard"), ("token", tokens.GetProperty("refresh_token").GetString()!));
        Assert.Equal(HttpStatusCode.OK, revoked.StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/passes", access)).StatusCode);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallElsewhere()).StatusCode);
    }

    [Fact]
    public async Task A_token_and_its_session_end_with_their_time()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var gateway = await GatewayFixture.StartAsync(time: time);
        var person = await TestPerson.SignedInAsync(gateway);
        var tokens = await person.TokensAsync();
        time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await person.GetAsync("/api/v1/account", tokens.GetProperty("access_token").GetString()!)).StatusCode);
        // Used every day it lasts 14 days, and no longer.
        var refresh = tokens.GetProperty("refresh_token").GetString()!;
        for (var day = 1; day < 14; day++)
        {
            time.Advance(TimeSpan.FromDays(1));
            var next = await (await person.RefreshAsync(refresh)).Content.ReadFromJsonAsync<JsonElement>();
            refresh = next.GetProperty("refresh_token").GetString()!;
        }

        time.Advance(TimeSpan.FromDays(1));
        await AssertErrorAsync("invalid_grant", await person.RefreshAsync(refresh));
        // Not used for two days it ends.
        var idle = await TestPerson.SignedInAsync(gateway);
        var unused = (await idle.TokensAsync()).GetProperty("refresh_token").GetString()!;
        time.Advance(TimeSpan.FromDays(2));
        await AssertErrorAsync("invalid_grant", await idle.RefreshAsync(unused));
    }

    [Fact]
    public async Task A_narrower_scope_can_be_asked_for_and_never_a_wider_one_than_the_role_has()
    {
        var viewer = await TestPerson.SignedInAsync(_gateway, role: "viewer");

        var tokens = await viewer.TokensAsync(scope: "passes:read passes:write");

        Assert.Equal("passes:read", tokens.GetProperty("scope").GetString());
        var access = tokens.GetProperty("access_token").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await viewer.GetAsync("/api/v1/passes", access)).StatusCode);
        await ProblemAssert.IsAsync(
            HttpStatusCode.Forbidden, "missing_scope", await viewer.CallAsync(HttpMethod.Post, "/api/v1/passes", access, new { }));
        await ProblemAssert.IsAsync(HttpStatusCode.Forbidden, "missing_scope", await viewer.GetAsync("/api/v1/templates", access));
    }

    [Fact]
    public async Task A_person_acts_only_in_organizations_of_theirs()
    {
        var person = await TestPerson.SignedInAsync(_gateway);
        var stranger = await _gateway.CreateOrganizationAsync();
        var second = await _gateway.CreateOrganizationAsync();
        await _gateway.AdministerAsync("create-sign-in-link", "--organization", second, "--email", person.Email, "--role", "viewer");

        var denied = await person.CallbackAsync(TestPerson.AuthorizeUrl(TestPerson.Verifier(), stranger));
        Assert.Equal("access_denied", denied["error"]);
        var tokens = await person.TokensAsync(second);
        Assert.Equal(second, tokens.GetProperty("organization").GetString());
        Assert.DoesNotContain("passes:write", tokens.GetProperty("scope").GetString(), StringComparison.Ordinal);
        // The next time they are where they were last.
        Assert.Equal(second, (await person.TokensAsync()).GetProperty("organization").GetString());
    }

    private static async Task AssertErrorAsync(
        string error, HttpResponseMessage response, HttpStatusCode status = HttpStatusCode.BadRequest)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode}: {text}");
        Assert.Equal(error, JsonElement.Parse(text).GetProperty("error").GetString());
    }
}
