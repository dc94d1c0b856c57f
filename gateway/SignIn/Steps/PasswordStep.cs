using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.SignIn.Oidc;
using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.ServiceDefaults.Hosting;
using static Passinstance.Gateway.Languages.Texts;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.SignIn.Steps;

/// <summary>The sign-in page: first e-mail address and password, then the code of the authenticator app.</summary>
internal sealed class PasswordStep(
    GatewayDbContext db, UserManager<User> users, IPasswordHasher<User> hasher, SignInAttempts attempts, BadCredentials badCredentials,
    SignInForm forms, FormState state, SessionStore sessions, CodeCheck codes, PasskeyStep passkeys,
    IOptions<OidcOptions> oidc)
{
    private const string Purpose = "code";

    private static readonly string NewWay = Key(
        "An owner of your organization can invite you again, and the operator of this deployment can make a sign-in link.");

    private const int MaxLength = PasswordRules.MaxLength;
    private static readonly TimeSpan StateLifetime = TimeSpan.FromMinutes(10);
    private static readonly User Nobody = User.Create("nobody@localhost", "", TimeProvider.System);

    // What a password is compared with when there is no account: an unknown address takes as long as a known one.
    private static string? _nobodysHash;

    /// <summary><c>GET /sign-in</c>.</summary>
    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var next = SignInRedirect.Local(context.Request.Query["next"]);
        return await sessions.FindAsync(context, context.RequestAborted) is null
            ? await PageAsync(context, next, email: "", error: null)
            : SignInRedirect.See(next);
    }

    /// <summary><c>POST /sign-in</c>.</summary>
    public async Task<IResult> CheckPasswordAsync(HttpContext context)
    {
        var (form, rejection) = await forms.ReadAsync(context);
        if (form is null)
            return rejection!;
        var cancellationToken = context.RequestAborted;
        var next = SignInRedirect.Local(form["next"]);
        var (email, password) = (form["email"].ToString().Trim(), form["password"].ToString());
        if (!User.IsEmail(email) || password.Length is 0 or > MaxLength)
        {
            return await PageAsync(
                context, next, email, T("Enter your e-mail address and your password."), StatusCodes.Status422UnprocessableEntity);
        }


        var normalized = users.NormalizeEmail(email);
        var from = ClientAddress.Of(context.Connection.RemoteIpAddress);
        var isOwnAddress = await db.Sessions.AnyAsync(
            one => one.Address == from && db.Users.Any(user => user.Id == one.UserId && user.NormalizedEmail == normalized),
            cancellationToken);
        if (await attempts.TakeAsync(context.Connection.RemoteIpAddress, email, isOwnAddress) is { } wait)
            return await PageAsync(context, next, email, TooMany(context, wait), StatusCodes.Status429TooManyRequests);

        var user = await users.FindByEmailAsync(email);
        if (!IsRight(user, password))
        {
            if (await badCredentials.CountAsync(context.Connection.RemoteIpAddress) is { } delay)
                return await PageAsync(context, next, email, TooMany(context, delay), StatusCodes.Status429TooManyRequests);
            return await PageAsync(
                context, next, email, T("The e-mail address or the password is not right."), StatusCodes.Status422UnprocessableEntity);
        }

        return CodePage(context, user!, next, error: null);
    }

    /// <summary><c>POST /sign-in/code</c>.</summary>
    public async Task<IResult> CheckCodeAsync(HttpContext context)
    {
        var (form, rejection) = await forms.ReadAsync(context);
        if (form is null)
            return rejection!;
        var next = SignInRedirect.Local(form["next"]);
        if (await FindByStateAsync(form) is not { } user)
            return await TooLateAsync(context, next);
        if (await attempts.TakeCodeAsync(user.Id) is { } wait)
            return CodePage(context, user, next, TooMany(context, wait), StatusCodes.Status429TooManyRequests);
        if (!await codes.AcceptAsync(user, form["code"].ToString(), context.RequestAborted))
        {
            return CodePage(
                context, user, next, T("The code is not right, or it was used already. Enter the one that the app shows now."),
                StatusCodes.Status422UnprocessableEntity);
        }

        await sessions.StartAsync(context, user, SignInMethod.Password, context.RequestAborted);
        return SignInRedirect.See(next);
    }

    /// <summary><c>POST /sign-in/recovery-code</c>: in the place of the app's code, once. It leads on to a new app.</summary>
    public async Task<IResult> CheckRecoveryCodeAsync(HttpContext context)
    {
        var (form, rejection) = await forms.ReadAsync(context);
        if (form is null)
            return rejection!;
        var next = SignInRedirect.Local(form["next"]);
        if (await FindByStateAsync(form) is not { } user)
            return await TooLateAsync(context, next);
        // The same attempts as those at codes of the app: neither gives more guesses.
        if (await attempts.TakeCodeAsync(user.Id) is { } wait)
            return CodePage(context, user, next, TooMany(context, wait), StatusCodes.Status429TooManyRequests);
        var code = form["recoveryCode"].ToString();
        if (code.Length > MaxLength || !(await users.RedeemTwoFactorRecoveryCodeAsync(user, code)).Succeeded)
        {
            return CodePage(
                context, user, next, T("The recovery code is not right, or it was used already. Each works once."),
                StatusCodes.Status422UnprocessableEntity);
        }

        await sessions.StartAsync(context, user, SignInMethod.Password, context.RequestAborted, usedRecoveryCode: true);
        return SignInRedirect.See($"{SetUpStep.Path}?next={Uri.EscapeDataString(next)}");
    }

    private async Task<User?> FindByStateAsync(IFormCollection form) =>
        state.Read(Purpose, form["state"]) is var (userId, stamp)
            && await users.FindByIdAsync(userId.ToString()) is { HasPassword: true } user && user.SecurityStamp == stamp
            ? user : null;

    private Task<IResult> TooLateAsync(HttpContext context, string next) => PageAsync(
        context, next, email: "", T("That took too long. Enter your password again."), StatusCodes.Status422UnprocessableEntity);

    private bool IsRight(User? user, string password)
    {
        var isKnown = user is { HasPassword: true };
        _nobodysHash ??= hasher.HashPassword(Nobody, Guid.NewGuid().ToString());
        var result = hasher.VerifyHashedPassword(user ?? Nobody, isKnown ? user!.PasswordHash! : _nobodysHash, password);
        return isKnown && result != PasswordVerificationResult.Failed;
    }

    private static string TooMany(HttpContext context, TimeSpan wait)
    {
        var seconds = EnforceRateLimits.Seconds(wait);
        context.Response.Headers.RetryAfter = seconds;
        return T("Too many attempts from here. Try again in {0} s, or use a passkey or a sign-in link.", seconds);
    }

    private async Task<IResult> PageAsync(
        HttpContext context, string next, string email, string? error, int status = StatusCodes.Status200OK) =>
        SignInPage.Show(
            T("Sign in"),
            $"""
            {SignInPage.Alert(error)}{forms.Start(context, "/sign-in", ("next", next))}
            <label for="email">{M("E-mail address")}</label>
            <input id="email" name="email" type="email" autocomplete="username" maxlength="{User.MaxEmailLength}" required
            value="{Encode(email)}">
            <label for="password">{M("Password")}</label>
            <input id="password" name="password" type="password" autocomplete="current-password" maxlength="{MaxLength}" required>
            <button>{M("Continue")}</button>
            </form>
            {Provider(next)}{await passkeys.WriteSignInAsync(context, next)}
            <p class="hint">{M("No password, or lost it?")} {M(NewWay)}</p>

            """,
            status, PasskeyStep.Head);

    private string Provider(string next) => oidc.Value.IsOn
        ? $"<p><a class=\"button other\" href=\"{OidcServices.Path}?next={Uri.EscapeDataString(next)}\">" +
            $"{M("Sign in with {0}", Encode(oidc.Value.Name))}</a></p>\n"
        : "";

    private SignInPage CodePage(HttpContext context, User user, string next, string? error, int status = StatusCodes.Status200OK)
    {
        (string, string)[] hidden = [("next", next), ("state", state.Write(Purpose, user.Id, user.SecurityStamp!, StateLifetime))];
        return SignInPage.Show(
            T("Enter the code"),
            $"""
            {SignInPage.Alert(error)}{forms.Start(context, "/sign-in/code", hidden)}
            <label for="code">{M("Code of your authenticator app")}</label>
            <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" required autofocus>
            <button>{M("Sign in")}</button>
            </form>
            <p class="or">{M("or")}</p>
            {forms.Start(context, "/sign-in/recovery-code", hidden)}
            <label for="recovery-code">{M("A recovery code, if you do not have the app")}</label>
            <input id="recovery-code" name="recoveryCode" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20"
            required>
            <button class="other">{M("Use the recovery code")}</button>
            </form>
            <p class="hint">{M("Neither? The operator of this deployment can make a sign-in link.")}</p>

            """,
            status);
    }
}
