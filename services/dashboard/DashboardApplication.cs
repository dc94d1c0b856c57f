using System.Net;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Hosting.StaticWebAssets;
using Passinstance.Dashboard.Components;
using Passinstance.Dashboard.Designer;
using Passinstance.Dashboard.Languages;
using Passinstance.Dashboard.SignIn;
using Passinstance.Security;
using Passinstance.Security.Outbound;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Dashboard;

/// <summary>The web application: its parts and its order of middleware.</summary>
internal static class DashboardApplication
{
    /// <summary>The path that the gateway forwards here.</summary>
    public const string BasePath = "/dashboard";

    // The longest message of a browser, in bytes: a text that somebody pastes, and the data of a page. SignalR ends a connection that sends
    // more, so that a person would see a page that no longer reacts where the API has a sentence about the length.
    private const int MaxMessage = 1024 * 1024;

    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        // appsettings.json and the files of the pages are next to the program, wherever it is started from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            ApplicationName = typeof(DashboardApplication).Assembly.GetName().Name,
        });
        configure?.Invoke(builder);
        UseFilesOfBuild(builder);
        builder.AddServiceDefaults("dashboard");
        builder.AddSecretBox();
        AddSignIn(builder.Services);
        AddComponents(builder.Services);
        builder.Services.AddDesigner();
        builder.AddSealedDataProtection();
        var app = builder.Build();
        UsePipeline(app);
        return app;
    }

    // Finds the files of a build that is not published; in a published program there is nothing to find. Those of a build are where its
    // packages are, which another user may not be allowed to read: pages then come without their script.
    private static void UseFilesOfBuild(WebApplicationBuilder builder)
    {
        try
        {
            StaticWebAssetsLoader.UseStaticWebAssets(builder.Environment, builder.Configuration);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(
                "The files of the dashboard's build cannot be read by this user. Publish the program, or build it as this user. "
                + exception.Message);
        }
    }

    private static void AddSignIn(IServiceCollection services)
    {
        services.AddOptions<GatewayOptions>().BindConfiguration("Services").ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SessionStoreOptions>().BindConfiguration("Sessions").ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient(GatewayClient.ClientName).ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.All,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
        }).WithoutCertificateDownloads();
        services.AddSingleton<GatewayClient>();
        services.AddSingleton<SealedCookies>();
        services.AddSingleton<SessionStore>();
        services.AddHostedService(provider => provider.GetRequiredService<SessionStore>());
        services.AddSingleton<SignInFlow>();
        services.AddSingleton<ApiDownloads>();
        services.AddScoped<CurrentSession>();
        services.AddScoped<ApiClients>();
        services.AddAuthentication(SessionAuthentication.SchemeName)
            .AddScheme<AuthenticationSchemeOptions, SessionAuthentication>(SessionAuthentication.SchemeName, null);
        services.AddAuthorizationBuilder().SetFallbackPolicy(null);
        services.AddCascadingAuthenticationState();
    }

    private static void AddComponents(IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(options =>
        {
            options.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(3);
            options.DetailedErrors = false;
        }).AddHubOptions(options => options.MaximumReceiveMessageSize = MaxMessage);
        services.AddScoped<PersonClock>();
        services.AddScoped<Toasts>();
        services.AddScoped<Dialogs>();
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UsePathBase(BasePath);
        app.UseMiddleware<PublicAddress>();
        app.UseServiceDefaults();
        app.UseMiddleware<PageHeaders>();
        app.UseMiddleware<LanguageMiddleware>();
        app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapSignIn();
        app.MapDownloads();
        app.MapDesigner();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            // Sent by PageHeaders for every page.
            options.ContentSecurityFrameAncestorsPolicy = null;
            options.DisableWebSocketCompression = true;
        }).RequireAuthorization();
    }
}
