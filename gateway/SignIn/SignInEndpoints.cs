using Passinstance.Gateway.Invitations;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.RequestPolicies;
using Passinstance.Gateway.SignIn.OAuth;
using Passinstance.Gateway.SignIn.Oidc;
using Passinstance.Gateway.SignIn.Steps;
using Passinstance.Persistence.Auditing;
using Passinstance.ServiceDefaults.Languages;

namespace Passinstance.Gateway.SignIn;

/// <summary>The pages of the sign-in.</summary>
internal static class SignInEndpoints
{
    private static readonly RoutePolicy Form =
        new(Scope: null, Publishable: false, RateClass: "token", MediaTypes: null, MaxBodySize: 64 * 1024);

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    public static void MapSignIn(this IEndpointRouteBuilder endpoints)
    {
        Page(endpoints, "/oauth/authorize", Authorize.HandleAsync);
        Page(endpoints, "/sign-in", static context => Of<PasswordStep>(context).ShowAsync(context));
        Send(endpoints, "signIn", "/sign-in", static context => Of<PasswordStep>(context).CheckPasswordAsync(context));
        Send(endpoints, "signIn", "/sign-in/code", static context => Of<PasswordStep>(context).CheckCodeAsync(context));
        Send(endpoints, "signInByRecoveryCode", "/sign-in/recovery-code",
            static context => Of<PasswordStep>(context).CheckRecoveryCodeAsync(context));
        Page(endpoints, RecoveryCodesStep.Path, static context => Of<RecoveryCodesStep>(context).ShowAsync(context));
        Send(endpoints, "createRecoveryCodes", RecoveryCodesStep.Path,
            static context => Of<RecoveryCodesStep>(context).SaveAsync(context));
        Page(endpoints, LinkStep.Path, static context => Of<LinkStep>(context).ShowAsync(context));
        Send(endpoints, "signInByLink", LinkStep.Path, static context => Of<LinkStep>(context).UseAsync(context));
        Page(endpoints, SetUpStep.Path, static context => Of<SetUpStep>(context).ShowAsync(context));
        Send(endpoints, "setUpSignIn", SetUpStep.Path, static context => Of<SetUpStep>(context).SaveAsync(context));
        Page(endpoints, InvitationStep.Path, static context => Of<InvitationStep>(context).ShowAsync(context));
        Send(endpoints, "acceptInvitation", InvitationStep.Path, static context => Of<InvitationStep>(context).AcceptAsync(context));
        Send(endpoints, "signInByPasskey", PasskeyStep.SignInPath, static context => Of<PasskeyStep>(context).SignInAsync(context));
        Page(endpoints, PasskeyStep.RegistrationPath, static context => Of<PasskeyStep>(context).ShowAsync(context));
        Send(endpoints, "createPasskey", PasskeyStep.RegistrationPath, static context => Of<PasskeyStep>(context).RegisterAsync(context));
        Page(endpoints, OidcServices.Path, OidcServices.StartAsync);
        Page(endpoints, SignOutStep.Path, static context => Of<SignOutStep>(context).ShowAsync(context));
        Send(endpoints, "signOut", SignOutStep.Path, static context => Of<SignOutStep>(context).EndAsync(context));
        Asset(endpoints, "sign-in.css", "text/css; charset=utf-8");
        Asset(endpoints, "passkey.js", "text/javascript; charset=utf-8");
    }

    private static void Asset(IEndpointRouteBuilder endpoints, string name, string type) =>
        endpoints.MapGet($"/sign-in/{name}", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=300";
            return Results.File(Path.Combine(AppContext.BaseDirectory, "SignIn", "Assets", name), type);
        }).WithMetadata(new RateClassMetadata(RateClasses.Documentation));

    private static T Of<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    private static void Page(IEndpointRouteBuilder endpoints, string path, Func<HttpContext, Task<IResult>> handle) =>
        endpoints.MapMethods(path, ["GET", "HEAD"], Run(handle)).WithMetadata(new RateClassMetadata("public")).WithRequestTimeout(Timeout);

    private static void Send(
        IEndpointRouteBuilder endpoints, string operation, string path, Func<HttpContext, Task<IResult>> handle) =>
        endpoints.MapPost(path, Run(handle))
            .WithMetadata(Form, new AuditedOperationAttribute(operation, AuditActorKinds.Anonymous)).WithRequestTimeout(Timeout);

    private static RequestDelegate Run(Func<HttpContext, Task<IResult>> handle) =>
        async context =>
        {
            if (RequestLanguage.TryChoose(context))
                return;
            Language.Current = RequestLanguage.Of(context.Request);
            await (await handle(context)).ExecuteAsync(context);
        };
}
