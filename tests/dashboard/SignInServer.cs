using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Passinstance.ServiceDefaults.Identity;
using Yarp.ReverseProxy.Forwarder;

namespace Passinstance.Dashboard.Tests;

/// <summary>
/// Stands where the gateway stands for the dashboard and plays its sign-in: whoever asks is signed in at once as the owner of an
/// organization, and the access token is the organization's API key. Everything else goes to the real gateway and the dashboard.
/// </summary>
internal sealed class SignInServer : IAsyncDisposable
{
    /// <summary>The cookie that names the organization in which a browser's person signs in; without it, the launcher's.</summary>
    internal const string OrganizationCookie = "test-organization";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, (string Challenge, SignedInOrganization Organization)> _challenges = new();
    private readonly ConcurrentDictionary<string, SignedInOrganization> _refreshTokens = new();
    private readonly ConcurrentDictionary<string, SignedInOrganization> _organizations = new();
    private readonly string _launchers;
    private int _reused;

    private SignInServer(WebApplication app, SignedInOrganization organization)
    {
        _app = app;
        _launchers = organization.Id;
        Add(organization);
    }

    internal Uri Url => new(_app.Urls.Single());

    /// <summary>How often a refresh token came a second time, which ends a session at the gateway.</summary>
    internal int Reused => Volatile.Read(ref _reused);

    internal static async Task<SignInServer> StartAsync(Uri gateway, Uri dashboard, string apiKey, string organization)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        var server = new SignInServer(app, new SignedInOrganization(organization, "Northwind Coffee", apiKey));
        app.UseWebSockets();
        app.MapGet("/oauth/authorize", server.Authorize);
        app.MapPost("/api/v1/oauth/token", server.GrantAsync);
        app.MapPost("/api/v1/oauth/revoke", () => Results.Ok());
        app.MapGet("/api/v1/account", server.Account);
        app.MapGet("/sign-out", () => Results.Text("Signed out."));
        app.MapForwarder("/dashboard/{**rest}", dashboard.ToString(), new ForwarderRequestConfig());
        app.MapForwarder("/{**rest}", gateway.ToString(), new ForwarderRequestConfig());
        await app.StartAsync();
        return server;
    }

    /// <summary>Lets people sign in in an organization, by the cookie with its name.</summary>
    internal void Add(SignedInOrganization organization) => _organizations[organization.Id] = organization;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        if (query["client_id"] != "dashboard" || query["response_type"] != "code" || query["code_challenge_method"] != "S256" ||
            query["redirect_uri"] != $"{Url.ToString().TrimEnd('/')}/dashboard/signin-callback")
        {
            return Results.BadRequest("The request is not that of the protocol.");
        }

        var code = Guid.NewGuid().ToString("N");
        _challenges[code] = (query["code_challenge"]!, _organizations[request.Cookies[OrganizationCookie] ?? _launchers]);
        return Results.Redirect(QueryHelpers.AddQueryString(
            query["redirect_uri"]!, new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> GrantAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var organization = form["client_id"] != "dashboard" ? null : form["grant_type"].ToString() switch
        {
            "authorization_code" => _challenges.TryRemove(form["code"]!, out var asked) && asked.Challenge == WebEncoders.Base64UrlEncode(
                SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"]!))) ? asked.Organization : null,
            "refresh_token" => TakeRefreshToken(form["refresh_token"]!),
            _ => null,
        };
        if (organization is null)
            return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
        var refresh = Guid.NewGuid().ToString("N");
        _refreshTokens[refresh] = organization;
        return Results.Json(new TokenResponse(organization.ApiKey, refresh, organization.TokenSeconds));
    }

    private SignedInOrganization? TakeRefreshToken(string token)
    {
        if (_refreshTokens.TryRemove(token, out var organization))
            return organization;
        Interlocked.Increment(ref _reused);
        return null;
    }

    private IResult Account(HttpRequest request)
    {
        var token = request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (_organizations.Values.FirstOrDefault(one => one.ApiKey == token) is not { } own)
            return Results.Unauthorized();
        return Results.Json(new
        {
            id = "usr_01kb0000000000000000000000",
            email = "ada@example.com",
            name = "Ada Lovelace",
            role = "owner",
            organization = new { id = own.Id, name = own.Name, role = "owner" },
            organizations = new[]
            {
                new { id = own.Id, name = own.Name, role = "owner" },
                new { id = "org_01kb0000000000000000000001", name = "Harbor Cinema", role = "viewer" },
            },
            scopes = Scopes.All,
        });
    }

    private sealed record TokenResponse(
        [property: JsonPropertyName("access_token")] string AccessToken,
        [property: JsonPropertyName("refresh_token")] string RefreshToken,
        [property: JsonPropertyName("expires_in")] int ExpiresIn);
}

/// <summary>An organization in which a person signs in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ApiKey">A key of it with all scopes.</param>
/// <param name="TokenSeconds">Seconds for which access tokens are valid.</param>
internal sealed record SignedInOrganization(string Id, string Name, string ApiKey, int TokenSeconds = 300);
