using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using static Passinstance.Gateway.Languages.Texts;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.SignIn.Steps;

/// <summary><c>/sign-out</c>: ends the session by a button. A link alone would let any page sign people out.</summary>
internal sealed class SignOutStep(SignInForm forms, SessionStore sessions)
{
    public const string Path = "/sign-out";

    public async Task<IResult> ShowAsync(HttpContext context) =>
        await sessions.FindAsync(context, context.RequestAborted) is { User: var user }
            ? SignInPage.Show(
                T("Sign out"),
                $"""
                <p>{M("You are signed in as {0}.", $"<strong>{Encode(user.Email!)}</strong>")}</p>
                {forms.Start(context, Path)}
                <button>{M("Sign out")}</button>
                </form>

                """)
            : SignedOut();

    public async Task<IResult> EndAsync(HttpContext context)
    {
        var (form, rejection) = await forms.ReadAsync(context);
        if (form is null)
            return rejection!;
        if (await sessions.FindAsync(context, context.RequestAborted) is { } signedIn)
            await sessions.EndAsync(signedIn.User.Id, signedIn.Session.Id, context.RequestAborted);

        sessions.RemoveCookie(context);
        return SignedOut();
    }

    private static SignInPage SignedOut() =>
        SignInPage.Show(T("You are signed out"), $"<p><a href=\"/sign-in\">{M("Sign in again")}</a></p>\n");
}
