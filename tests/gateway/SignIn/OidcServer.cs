using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Passinstance.Gateway.Tests.SignIn;

/// <summary>A real identity provider on this machine (OpenIddict), at which everybody is signed in already.</summary>
internal sealed class OidcServer : IAsyncDisposable
{
    public const string ClientId = "passinstance";
    public const string ClientSecret = "a-secret-of-the-provider";

    private readonly WebApplication _app;

    private OidcServer(WebApplication app) => _app = app;

    public string Authority => _app.Urls.Single();

    /// <summary>Who is signed in at the provider.</summary>
    public string Subject { get; set; } = Guid.NewGuid().ToString("N");

    public string? Email { get; set; }

    public bool IsVerified { get; set; } = true;

    public static async Task<OidcServer> StartAsync(string callback)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddOpenIddict().AddServer(options =>
        {
            options.SetAuthorizationEndpointUris("connect/authorize").SetTokenEndpointUris("connect/token")
                .SetUserInfoEndpointUris("connect/userinfo");
            options.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
            options.AddEphemeralEncryptionKey().AddEphemeralSigningKey().DisableAccessTokenEncryption();
            options.RegisterScopes(Scopes.Email, Scopes.Profile);
            options.EnableDegradedMode();
            options.UseAspNetCore().DisableTransportSecurityRequirement().EnableAuthorizationEndpointPassthrough()
                .EnableUserInfoEndpointPassthrough();
            options.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId)
                    context.Reject(Errors.InvalidClient);
                else if (context.RedirectUri != callback)
                    context.Reject(Errors.InvalidRequest, "The redirect_uri is not registered.");
                return default;
            }));
            options.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(context =>
            {
                if (context.ClientId != ClientId || context.ClientSecret != ClientSecret)
                    context.Reject(Errors.InvalidClient);
                return default;
            }));
        });
        // OpenIddict's own scheme must not be the default.
        builder.Services.AddAuthentication("none").AddCookie("none");
        var app = builder.Build();
        var server = new OidcServer(app);
        app.UseAuthentication();
        app.MapMethods("/connect/authorize", ["GET", "POST"], () => Results.SignIn(
            server.Principal(), properties: null, OpenIddictServerAspNetCoreDefaults.AuthenticationScheme));
        app.MapGet("/connect/userinfo", () => Results.Json(server.Claims()));
        await app.StartAsync();
        // It makes its keys at the first request, which on a busy machine takes longer than a sign-in waits.
        using var client = new HttpClient();
        await client.GetStringAsync(new Uri($"{server.Authority}/.well-known/openid-configuration"));
        await client.GetStringAsync(new Uri($"{server.Authority}/.well-known/jwks"));
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Dictionary<string, object> Claims()
    {
        var claims = new Dictionary<string, object> { ["sub"] = Subject, ["name"] = "Jane Doe", ["email_verified"] = IsVerified };
        if (Email is not null)
            claims["email"] = Email;
        return claims;
    }

    private ClaimsPrincipal Principal()
    {
        var identity = new ClaimsIdentity(OpenIddictServerAspNetCoreDefaults.AuthenticationScheme, Claims_Name, roleType: null);
        identity.SetClaim("sub", Subject);
        identity.SetScopes(Scopes.OpenId, Scopes.Email, Scopes.Profile);
        identity.SetDestinations(_ => [Destinations.AccessToken, Destinations.IdentityToken]);
        return new ClaimsPrincipal(identity);
    }

    private const string Claims_Name = "name";
}
