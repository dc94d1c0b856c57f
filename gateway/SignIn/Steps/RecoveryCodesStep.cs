using Microsoft.AspNetCore.Identity;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using static Passinstance.Gateway.Languages.Texts;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.SignIn.Steps;

/// <summary>
/// <c>/sign-in/recovery-codes</c>: makes new recovery codes and shows them once. It takes a code of the authenticator app, so that whoever
/// finds an unlocked browser gets none.
/// </summary>
internal sealed class RecoveryCodesStep(
    UserManager<User> users, SignInForm forms, SessionStore sessions, CodeCheck codes, SignInAttempts attempts)
{
    public const string Path = "/sign-in/recovery-codes";

    /// <summary>Makes codes, which replace those that were left, and a page that shows them.</summary>
    public async Task<IResult> CreateAsync(User user, string next)
    {
        var created = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, RecoveryCode.Count)
            ?? throw new InvalidOperationException("Recovery codes could not be stored.");
        return SignInPage.Show(
            T("Your recovery codes"),
            $"""
            <p>{M("Each signs you in once, with your password, when you do not have your authenticator app.")}
            {M("Store them where you will find them without this device.")} <strong>{M("They are shown only now.")}</strong>
            {M("Codes that you had before do not work any more.")}</p>
            <ul class="codes">
            {string.Concat(created.Select(code => $"<li><code class=\"key\">{Encode(code)}</code></li>\n"))}</ul>
            <p><a class="button" href="{Encode(next)}">{M("I have stored them")}</a></p>

            """);
    }

    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var next = SignInRedirect.Local(context.Request.Query["next"]);
        return await FindAsync(context, next) is var (user, elsewhere) && user is not null
            ? await PageAsync(context, user, next, error: null)
            : elsewhere!;
    }

    public async Task<IResult> SaveAsync(HttpContext context)
    {
        var (form, rejection) = await forms.ReadAsync(context);
        if (form is null)
            return rejection!;
        var next = SignInRedirect.Local(form["next"]);
        var (user, elsewhere) = await FindAsync(context, next);
        if (user is null)
            return elsewhere!;
        if (await attempts.TakeCodeAsync(user.Id) is { } wait)
        {
            var seconds = EnforceRateLimits.Seconds(wait);
            context.Response.Headers.RetryAfter = seconds;
            return await PageAsync(
                context, user, next, T("Too many attempts. Try again in {0} s.", seconds), StatusCodes.Status429TooManyRequests);
        }

        return await codes.AcceptAsync(user, form["code"].ToString(), context.RequestAborted)
            ? await CreateAsync(user, next)
            : await PageAsync(
                context, user, next, T("The code is not right, or it was used already. Enter the one that the app shows now."),
                StatusCodes.Status422UnprocessableEntity);
    }

    private async Task<(User? User, IResult? Elsewhere)> FindAsync(HttpContext context, string next)
    {
        if (await sessions.FindAsync(context, context.RequestAborted) is not { User: var user })
            return (null, SignInRedirect.To("/sign-in", $"{Path}?next={Uri.EscapeDataString(next)}"));
        return user.HasPassword ? (user, null) : (null, SignInRedirect.To(SetUpStep.Path, next));
    }

    private async Task<IResult> PageAsync(
        HttpContext context, User user, string next, string? error, int status = StatusCodes.Status200OK) =>
        SignInPage.Show(
            T("Recovery codes"),
            $"""
            {SignInPage.Alert(error)}<p>{M("A recovery code signs you in once when you do not have your authenticator app.")}
            {M("Codes left: {0}. New ones replace them.", $"<strong>{await users.CountRecoveryCodesAsync(user)}</strong>")}</p>
            {forms.Start(context, Path, ("next", next))}
            <label for="code">{M("The code that your authenticator app shows now")}</label>
            <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" required autofocus>
            <button>{M("Make new recovery codes")}</button>
            </form>
            <p><a href="{Encode(next)}">{M("Not now")}</a></p>

            """,
            status);
}
