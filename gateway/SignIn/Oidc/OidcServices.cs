using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Security.Outbound;
using Passinstance.ServiceDefaults.Hosting;
using Passinstance.ServiceDefaults.Languages;
using static Passinstance.Gateway.Languages.Texts;

namespace Passinstance.Gateway.SignIn.Oidc;

/// <summary>Sign-in by an identity provider (OpenID Connect, authorization code with PKCE), where one is configured.</summary>
internal static partial class OidcServices
{
    public const string Path = "/sign-in/oidc";
    public const string CallbackPath = "/sign-in/oidc/callback";
    private const string Scheme = OidcAccounts.Provider;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    /// <summary>Whether the deployment has an identity provider.</summary>
    private static bool IsOn(IConfiguration configuration) => configuration["SignIn:Oidc:Authority"] is { Length: > 0 };

    public static void AddOidc(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<OidcOptions>().BindConfiguration("SignIn:Oidc").ValidateDataAnnotations()
            .Validate<DeploymentOptions>(
                (options, deployment) => options.IsAllowed(deployment), "SignIn:Oidc:Authority must be an https address, except locally.")
            .ValidateOnStart();
        services.AddScoped<OidcAccounts>();
        if (!IsOn(builder.Configuration))
            return;
        services.AddAuthentication(SessionScheme.Name)
            .AddScheme<AuthenticationSchemeOptions, SessionScheme>(SessionScheme.Name, configureOptions: null)
            .AddOpenIdConnect(Scheme, _ => { });
        services.AddOptions<OpenIdConnectOptions>(Scheme)
            .Configure<IOptions<OidcOptions>, DeploymentOptions>(
                static (options, provider, deployment) => Configure(options, provider.Value, deployment));
    }

    /// <summary>Serves the provider's answer; after the checks of every request, and where no provider is configured not at all.</summary>
    public static void UseOidc(this WebApplication app)
    {
        if (IsOn(app.Configuration))
            app.UseAuthentication();
    }

    /// <summary><c>GET /sign-in/oidc</c>: to the provider. By a link, because a page's policy lets no form lead to another site.</summary>
    public static async Task<IResult> StartAsync(HttpContext context)
    {
        if (!IsOn(context.RequestServices.GetRequiredService<IConfiguration>()))
            return SignInPage.Error(StatusCodes.Status404NotFound, T("Not here"), T("This deployment has no identity provider."));
        var provider = context.RequestServices.GetRequiredService<IOptionsMonitor<OpenIdConnectOptions>>().Get(Scheme);
        try
        {
            // Read once and kept; the first sign-in after the start waits for it.
            await provider.ConfigurationManager!.GetConfigurationAsync(context.RequestAborted);
        }
        catch (InvalidOperationException exception)
        {
            LogUnreachable(context.RequestServices.GetRequiredService<ILogger<OidcOptions>>(), provider.Authority, exception);
            return SignInPage.Error(
                StatusCodes.Status503ServiceUnavailable, T("The identity provider does not respond"),
                T("Try again in a moment, or sign in in another way."));
        }

        await context.ChallengeAsync(
            Scheme, new AuthenticationProperties { RedirectUri = SignInRedirect.Local(context.Request.Query["next"]) });
        return Results.Empty;
    }

    [LoggerMessage(LogLevel.Warning, "The identity provider {Authority} does not respond. Check SignIn__Oidc__Authority and the network.")]
    private static partial void LogUnreachable(ILogger logger, string? authority, Exception exception);

    private static void Configure(OpenIdConnectOptions options, OidcOptions provider, DeploymentOptions deployment)
    {
        options.Authority = provider.Authority;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.RequireHttpsMetadata = deployment.Environment != "local";
        options.CallbackPath = CallbackPath;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // With the answer in the address, cookies may stay within this site.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.ClaimActions.MapUniqueJsonKey("email_verified", "email_verified");
        options.Scope.Clear();
        foreach (var scope in (string[])["openid", "email", "profile"])
            options.Scope.Add(scope);
        // A session of ours takes the place of the framework's cookie.
        options.SignInScheme = SessionScheme.Name;
        options.BackchannelTimeout = Timeout;
        options.BackchannelHttpHandler = new SocketsHttpHandler
        {
            SslOptions = { CertificateChainPolicy = CertificateChecks.CreatePolicy() },
        };
        foreach (var (cookie, name) in ((CookieBuilder, string)[])
            [(options.CorrelationCookie, SessionCookies.Correlation), (options.NonceCookie, SessionCookies.Nonce)])
        {
            cookie.Name = name;
            cookie.SameSite = SameSiteMode.Lax;
            cookie.SecurePolicy = SessionCookies.IsSecure(deployment) ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        }

        var callback = deployment.PublicUrl + CallbackPath;
        options.Events = new OpenIdConnectEvents
        {
            OnRedirectToIdentityProvider = context =>
            {
                // By the public address, whatever a proxy in front has made of the request's.
                context.ProtocolMessage.RedirectUri = callback;
                return Task.CompletedTask;
            },
            OnTicketReceived = AcceptAsync,
            OnRemoteFailure = async context =>
            {
                Language.Current = RequestLanguage.Of(context.Request);
                await SignInPage.Error(
                    StatusCodes.Status422UnprocessableEntity, T("The sign-in did not work"),
                    T("The identity provider's response does not belong to a sign-in of this browser, or it is a rejection. Try again."))
                    .ExecuteAsync(context.HttpContext);
                context.HandleResponse();
            },
        };
    }

    private static async Task AcceptAsync(TicketReceivedContext context)
    {
        var http = context.HttpContext;
        Language.Current = RequestLanguage.Of(http.Request);
        var (user, reason) = await http.RequestServices.GetRequiredService<OidcAccounts>()
            .FindAsync(context.Principal!, http.RequestAborted);
        context.HandleResponse();
        if (user is null)
        {
            await SignInPage.Error(StatusCodes.Status403Forbidden, T("No account"), reason).ExecuteAsync(http);
            return;
        }

        await http.RequestServices.GetRequiredService<SessionStore>().StartAsync(http, user, SignInMethod.Oidc, http.RequestAborted);
        await SignInRedirect.See(SignInRedirect.Local(context.ReturnUri)).ExecuteAsync(http);
    }
}
