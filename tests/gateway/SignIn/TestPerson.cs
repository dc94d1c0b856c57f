using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Web;
using Microsoft.IdentityModel.Tokens;
using Passinstance.Gateway.Tests.Fixtures;

namespace Passinstance.Gateway.Tests.SignIn;

/// <summary>A person with an account, a browser and an authenticator app.</summary>
internal sealed partial class TestPerson
{
    public const string RedirectUri = "http://127.0.0.1:8080/dashboard/signin-callback";
    public const string Password = "harbor lantern violin";

    private TestPerson(GatewayFixture gateway, string organizationId, string email, string link) =>
        (Gateway, OrganizationId, Email, Link, Browser) = (gateway, organizationId, email, link, new Browser(gateway));

    public GatewayFixture Gateway { get; }
    public string OrganizationId { get; }
    public string Email { get; }
    public string Link { get; }
    public string UserId { get; private init; } = "";
    public Browser Browser { get; }

    /// <summary>The recovery codes that were shown with the last set-up.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    /// <summary>The key of the authenticator app.</summary>
    public string Key { get; private set; } = "";

    /// <summary>A member of an organization, with a sign-in link that nobody has used.</summary>
    public static async Task<TestPerson> CreateAsync(GatewayFixture gateway, string? organization = null, string role = "owner")
    {
        organization ??= await gateway.CreateOrganizationAsync();
        var email = $"{Guid.NewGuid():N}@example.com";
        var link = await gateway.AdministerAsync(
            "create-sign-in-link", "--organization", organization, "--email", email, "--role", role);
        return new TestPerson(gateway, organization, email, link.GetProperty("signInUrl").GetString()!)
        {
            UserId = link.GetProperty("userId").GetString()!,
        };
    }

    /// <summary>The same, signed in by the link.</summary>
    public static async Task<TestPerson> SignedInAsync(GatewayFixture gateway, string? organization = null, string role = "owner")
    {
        var person = await CreateAsync(gateway, organization, role);
        await person.UseLinkAsync();
        return person;
    }

    /// <summary>The same, with a password and an authenticator app.</summary>
    public static async Task<TestPerson> WithPasswordAsync(GatewayFixture gateway, string? organization = null, string role = "owner")
    {
        var person = await SignedInAsync(gateway, organization, role);
        await person.SetUpAsync();
        return person;
    }

    public async Task UseLinkAsync(string? link = null)
    {
        await Browser.OpenAsync(link ?? Link);
        Assert.Equal(HttpStatusCode.OK, Browser.Status);
        await Browser.SubmitAsync();
        Assert.Equal(HttpStatusCode.SeeOther, Browser.Status);
    }

    public async Task SetUpAsync(string password = Password)
    {
        await Browser.OpenAsync("/sign-in/set-up");
        Key = KeyText().Match(Browser.Page).Groups[1].Value.Replace(" ", "", StringComparison.Ordinal);
        Assert.NotEmpty(Key);
        await Browser.SubmitAsync(("password", password), ("code", Code()));
        Assert.True(Browser.Status == HttpStatusCode.OK && Browser.Alert is null, Browser.Alert ?? Browser.Page);
        RecoveryCodes = ReadRecoveryCodes();
        Assert.Equal(10, RecoveryCodes.Count);
    }

    /// <summary>The recovery codes that the page shows.</summary>
    public IReadOnlyList<string> ReadRecoveryCodes() =>
        [.. RecoveryCodeText().Matches(Browser.Page).Select(code => code.Groups[1].Value)];

    /// <summary>What the app shows now, or did or will show some steps of half a minute away.</summary>
    public string Code(int step = 0)
    {
        var bytes = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(bytes, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30) + step);
#pragma warning disable CA5350 // RFC 6238 takes SHA-1.
        var hash = HMACSHA1.HashData(FromBase32(Key), bytes);
#pragma warning restore CA5350
        var offset = hash[^1] & 15;
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(offset, 4)) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>What the dashboard does: asks for a code and exchanges it.</summary>
    public async Task<JsonElement> TokensAsync(string? organization = null, string? scope = null)
    {
        var verifier = Verifier();
        var response = await ExchangeAsync(await AuthorizeAsync(verifier, organization, scope), verifier);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    public async Task<string> AccessTokenAsync() => (await TokensAsync()).GetProperty("access_token").GetString()!;

    public async Task<string> AuthorizeAsync(string verifier, string? organization = null, string? scope = null)
    {
        var callback = await CallbackAsync(AuthorizeUrl(verifier, organization, scope));
        Assert.True(callback["code"] is not null, callback.ToString());
        return callback["code"]!;
    }

    /// <summary>The parameters with which the browser comes to the client.</summary>
    public async Task<System.Collections.Specialized.NameValueCollection> CallbackAsync(string url)
    {
        await Browser.OpenAsync(url);
        Assert.True(Browser.Status == HttpStatusCode.SeeOther, Browser.Page);
        Assert.StartsWith(RedirectUri + "?", Browser.Location, StringComparison.Ordinal);
        return HttpUtility.ParseQueryString(new Uri(Browser.Location!).Query);
    }

    public static string AuthorizeUrl(string verifier, string? organization = null, string? scope = null, string state = "s1") =>
        $"/oauth/authorize?response_type=code&client_id=dashboard&redirect_uri={Uri.EscapeDataString(RedirectUri)}" +
        $"&code_challenge={Challenge(verifier)}&code_challenge_method=S256&state={state}" +
        (organization is null ? "" : $"&organization={organization}") + (scope is null ? "" : $"&scope={Uri.EscapeDataString(scope)}");

    public Task<HttpResponseMessage> ExchangeAsync(string code, string verifier) => TokenAsync(
        ("grant_type", "authorization_code"), ("client_id", "dashboard"), ("code", code), ("redirect_uri", RedirectUri),
        ("code_verifier", verifier));

    public Task<HttpResponseMessage> RefreshAsync(string refreshToken) =>
        TokenAsync(("grant_type", "refresh_token"), ("client_id", "dashboard"), ("refresh_token", refreshToken));

    public Task<HttpResponseMessage> TokenAsync(params (string Name, string Value)[] form) => PostAsync("/api/v1/oauth/token", form);

    public async Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] form)
    {
        using var content = new FormUrlEncodedContent(form.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await Gateway.SendAsync(HttpMethod.Post, path, apiKey: null, content);
    }

    public async Task<HttpResponseMessage> CallAsync(HttpMethod method, string path, string token, object? body = null) =>
        await Gateway.SendAsync(
            method, path, apiKey: null, body is null ? null : JsonContent.Create(body), ("Authorization", $"Bearer {token}"));

    /// <summary>The body of a call that must succeed.</summary>
    public async Task<JsonElement> ReadAsync(
        HttpMethod method, string path, string token, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await CallAsync(method, path, token, body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(expected == response.StatusCode, $"{method} {path} answered {(int)response.StatusCode}: {text}");
        return JsonElement.Parse(text);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string token) => CallAsync(HttpMethod.Get, path, token);

    public static string Verifier() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    public static string Challenge(string verifier) => Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static byte[] FromBase32(string text)
    {
        var (bytes, buffer, bits) = (new List<byte>(), 0, 0);
        foreach (var c in text)
        {
            buffer = (buffer << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal);
            bits += 5;
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(buffer >> bits));
            buffer &= (1 << bits) - 1;
        }

        return [.. bytes];
    }

    [GeneratedRegex("id=\"key\">([A-Z2-7 ]+)<")]
    private static partial Regex KeyText();

    [GeneratedRegex("<li><code class=\"key\">([^<]+)</code>")]
    private static partial Regex RecoveryCodeText();
}
