using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.RequestPolicies;
using Passinstance.Gateway.SignIn.OAuth;
using Passinstance.Gateway.SignIn.Steps;

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
        Send(endpoints, "/sign-in", static context => Of<PasswordStep>(context).CheckPasswordAsync(context));
        Send(endpoints, "/sign-in/code", static context => Of<PasswordStep>(context).CheckCodeAsync(context));
        Page(endpoints, LinkStep.Path, static context => Of<LinkStep>(context).ShowAsync(context));
        Send(endpoints, LinkStep.Path, static context => Of<LinkStep>(context).UseAsync(context));
        Page(endpoints, SetUpStep.Path, static context => Of<SetUpStep>(context).ShowAsync(context));
        Send(endpoints, SetUpStep.Path, static context => Of<SetUpStep>(context).SaveAsync(context));
        Page(endpoints, SignOutStep.Path, static context => Of<SignOutStep>(context).ShowAsync(context));
        Send(endpoints, SignOutStep.Path, static context => Of<SignOutStep>(context).EndAsync(context));
        endpoints.MapGet("/sign-in/sign-in.css", static (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "public, max-age=300";
            return Results.File(Path.Combine(AppContext.BaseDirectory, "SignIn", "Assets", "sign-in.css"), "text/css; charset=utf-8");
        }).WithMetadata(new RateClassMetadata(RateClasses.Documentation));
    }

    private static T Of<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    private static void Page(IEndpointRouteBuilder endpoints, string path, Func<HttpContext, Task<IResult>> handle) =>
        endpoints.MapMethods(path, ["GET", "HEAD"], Run(handle)).WithMetadata(new RateClassMetadata("public")).WithRequestTimeout(Timeout);

    private static void Send(IEndpointRouteBuilder endpoints, string path, Func<HttpContext, Task<IResult>> handle) =>
        endpoints.MapPost(path, Run(handle)).WithMetadata(Form).WithRequestTimeout(Timeout);

    private static RequestDelegate Run(Func<HttpContext, Task<IResult>> handle) =>
        async context => await (await handle(context)).ExecuteAsync(context);
}
