using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.AccessTokens;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Invitations;
using Passinstance.Gateway.Mail;
using Passinstance.Gateway.SignIn.OAuth;
using Passinstance.Gateway.SignIn.Oidc;
using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Gateway.SignIn.Steps;
using Passinstance.Persistence.Retention;
using Passinstance.Security.Secrets;
using Passinstance.ServiceDefaults.Hosting;

namespace Passinstance.Gateway.SignIn;

/// <summary>Registers accounts and sign-in.</summary>
internal static class SignInServices
{
    private static readonly TimeSpan SessionRetention = TimeSpan.FromDays(30);

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<SignInOptions>().BindConfiguration("SignIn").ValidateDataAnnotations().ValidateOnStart();
        services.AddIdentityCore<User>(options =>
        {
            options.User.RequireUniqueEmail = true;
            options.User.AllowedUserNameCharacters = "";
            options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            // The rules are those of PasswordRules.
            options.Password.RequireDigit = false;
            options.Password.RequireLowercase = false;
            options.Password.RequireUppercase = false;
            options.Password.RequireNonAlphanumeric = false;
            options.Password.RequiredUniqueChars = 1;
            options.Password.RequiredLength = PasswordRules.MinLength;
        }).AddUserStore<UserStore>().AddPasswordValidator<PasswordRules>()
            .AddTokenProvider<AuthenticatorTokenProvider<User>>(TokenOptions.DefaultAuthenticatorProvider);
        // OWASP's figure for PBKDF2 with SHA-512.
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
        services.AddAntiforgery();
        services.AddOptions<AntiforgeryOptions>().Configure<DeploymentOptions>((options, deployment) =>
        {
            options.Cookie = new FormCookie(SessionCookies.IsSecure(deployment))
            {
                Name = SessionCookies.AntiforgeryName(deployment),
                Path = "/",
                SameSite = SameSiteMode.Strict,
                HttpOnly = true,
                IsEssential = true,
            };
            options.FormFieldName = "form";
        });
        services.AddSingleton<GrantCache>();
        services.AddSingleton<AccessTokenWriter>();
        services.AddSingleton<PersonClients>();
        services.AddSingleton<SignInAttempts>();
        services.AddSingleton<FormState>();
        services.AddScoped<SignInForm>();
        services.AddScoped<SessionStore>();
        services.AddScoped<PersonTokens>();
        services.AddScoped<CodeCheck>();
        services.AddScoped<PasswordStep>();
        services.AddScoped<PasskeyStep>();
        services.AddSingleton<UsedChallenges>();
        AddPasskeys(services);
        builder.AddOidc();
        services.AddScoped<LinkStep>();
        services.AddScoped<SetUpStep>();
        services.AddScoped<RecoveryCodesStep>();
        services.AddScoped<SignOutStep>();
        services.AddScoped<InvitationStep>();
        services.AddSingleton<CredentialCaches>();
        services.AddOptions<MailOptions>().BindConfiguration("Mail").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<Mailer>();
        services.AddRetention(OldRows.Of("invitations", "invitations", "expires_at", SessionRetention));
        services.AddRetention(OldRows.Of("sessions", "sessions", "expires_at", SessionRetention));
        services.AddRetention(OldRows.Of("sign-in links", "sign_in_links", "expires_at", SessionRetention));
        services.AddHostedService<RetentionJob>();
        builder.AddSealedDataProtection();
    }

    private static void AddPasskeys(IServiceCollection services)
    {
        services.AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<DeploymentOptions>((options, deployment) =>
        {
            var url = new Uri(deployment.PublicUrl);
            var origin = url.GetLeftPart(UriPartial.Authority);
            options.ServerDomain = url.Host;
            // It is the only thing that is asked for: it finds the account, and the person proves to be there.
            options.ResidentKeyRequirement = "required";
            options.UserVerificationRequirement = "required";
            options.ValidateOrigin = context => ValueTask.FromResult(context is { CrossOrigin: false } && context.Origin == origin);
        });
    }

    // Secure by the public address: a proxy in front ends TLS, and the request arrives by http.
    private sealed class FormCookie(bool isSecure) : CookieBuilder
    {
        public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
        {
            var options = base.Build(context, expiresFrom);
            options.Secure = isSecure;
            return options;
        }
    }
}
