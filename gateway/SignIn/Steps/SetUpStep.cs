using System.Text;
using Microsoft.AspNetCore.Identity;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.ServiceDefaults.Hosting;
using ZXing;
using ZXing.QrCode;
using ZXing.QrCode.Internal;
using static Passinstance.Gateway.Languages.Texts;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.SignIn.Steps;

/// <summary>
/// <c>/sign-in/set-up</c>: a password and an authenticator app, both or none. Only for a person who has none yet, or who came by a sign-in
/// link, an invitation or a recovery code just now: whoever finds an unlocked browser cannot take the account.
/// </summary>
internal sealed class SetUpStep(
    UserManager<User> users, IUserStore<User> store, SignInForm forms, FormState state, SessionStore sessions, CodeCheck codes,
    PasskeyStep passkeys, RecoveryCodesStep recoveryCodes, DeploymentOptions deployment, TimeProvider time)
{
    public const string Path = "/sign-in/set-up";
    private const string Purpose = "set-up";
    private static readonly string Advice = Key("A few words that do not belong together are easy to remember and hard to guess.");
    private static readonly TimeSpan StateLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(30);

    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var next = SignInRedirect.Local(context.Request.Query["next"]);
        if (await FindAsync(context) is not var (signedIn, rejection))
            return SignInRedirect.To("/sign-in", $"{Path}?next={Uri.EscapeDataString(next)}");
        return rejection ?? await PageAsync(context, signedIn.User, next, users.GenerateNewAuthenticatorKey(), error: null);
    }

    public async Task<IResult> SaveAsync(HttpContext context)
    {
        var (form, invalid) = await forms.ReadAsync(context);
        if (form is null)
            return invalid!;
        var next = SignInRedirect.Local(form["next"]);
        if (await FindAsync(context) is not var (signedIn, rejection))
            return SignInRedirect.To("/sign-in", $"{Path}?next={Uri.EscapeDataString(next)}");
        if (rejection is not null)
            return rejection;
        var user = signedIn.User;
        if (state.Read(Purpose, form["state"]) is not var (userId, key) || userId != user.Id)
        {
            return await PageAsync(
                context, user, next, users.GenerateNewAuthenticatorKey(), T("That took too long. Add the new key to the app."));
        }

        var password = form["password"].ToString();
        if (PasswordRules.Explain(password, user) is { } reason)
            return await PageAsync(context, user, next, key, reason);

        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        user.TwoFactorEnabled = true;
        user.SecurityStamp = Guid.NewGuid().ToString("N");
        await ((IUserAuthenticatorKeyStore<User>)store).SetAuthenticatorKeyAsync(user, key, context.RequestAborted);
        // Nothing is saved before the app has proven that it has the key.
        if (!await codes.AcceptAsync(user, form["code"].ToString(), context.RequestAborted))
        {
            return await PageAsync(
                context, user, next, key, T("The code is not right. Add the key to the app and enter the code that it shows now."));
        }

        var saved = await users.UpdateAsync(user);
        if (!saved.Succeeded)
            return await PageAsync(context, user, next, key, string.Join(' ', saved.Errors.Select(error => error.Description)));
        // Whoever knew the old password is signed out.
        await sessions.EndAllAsync(user.Id, signedIn.Session.Id, context.RequestAborted);
        return await recoveryCodes.CreateAsync(user, next);
    }

    private async Task<(SignedIn SignedIn, IResult? Rejection)?> FindAsync(HttpContext context)
    {
        if (await sessions.FindAsync(context, context.RequestAborted) is not { } signedIn)
            return null;
        var session = signedIn.Session;
        var isFresh = (session.UsedRecoveryCode || session.Method is SignInMethod.Link or SignInMethod.Invitation) &&
            time.GetUtcNow() - session.CreatedAt < FreshFor;
        return (signedIn, isFresh || !signedIn.User.HasPassword
            ? null
            : SignInPage.Error(
                StatusCodes.Status403Forbidden, T("A sign-in link is needed"),
                T("You have a password and an authenticator app.") + " " +
                T("To replace them, ask the operator for a sign-in link and come back by it.")));
    }

    private async Task<IResult> PageAsync(HttpContext context, User user, string next, string key, string? error)
    {
        var address = $"otpauth://totp/Passinstance:{Uri.EscapeDataString(user.Email!)}?secret={key}&issuer=" +
            Uri.EscapeDataString(new Uri(deployment.PublicUrl).Host);
        return SignInPage.Show(
            T("How you will sign in"),
            $"""
            {SignInPage.Alert(error)}<p>{M("Sign-in links work once.")}
            {M("Choose how you will sign in next time, as {0}.", $"<strong>{Encode(user.Email!)}</strong>")}</p>
            {await passkeys.WriteRegistrationAsync(context, user, next)}<details{(error is null ? "" : " open")}>
            <summary><h2>{M("A password and an authenticator app")}</h2></summary>
            {forms.Start(context, Path, ("next", next), ("state", state.Write(Purpose, user.Id, key, StateLifetime)))}
            <input class="username" name="username" type="text" autocomplete="username" value="{Encode(user.Email!)}" readonly tabindex="-1"
            aria-hidden="true">
            <label for="password">{M("New password, at least {0} characters", $"{PasswordRules.MinLength}")}</label>
            <input id="password" name="password" type="password" autocomplete="new-password" minlength="{PasswordRules.MinLength}"
            maxlength="{PasswordRules.MaxLength}" required aria-describedby="password-hint">
            <p class="hint" id="password-hint">{M(Advice)}</p>
            <p>{M("Add this key to an authenticator app, by the picture or as text:")}</p>
            {Qr(address)}
            <p><code class="key" id="key">{Encode(Grouped(key))}</code></p>
            <label for="code">{M("The code that the app shows now")}</label>
            <input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="10" required>
            <button>{M("Save")}</button>
            </form>
            </details>
            <a class="button other" href="{Encode(next)}">{M("Not now")}</a>

            """,
            error is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            PasskeyStep.Head);
    }

    private static string Grouped(string key) => string.Join(' ', key.Chunk(4).Select(part => new string(part)));

    // One path of squares: no image to load, and nothing inline that the policy forbids.
    private static string Qr(string text)
    {
        var squares = new QRCodeWriter().encode(text, BarcodeFormat.QR_CODE, 1, 1, new Dictionary<EncodeHintType, object>
        {
            [EncodeHintType.ERROR_CORRECTION] = ErrorCorrectionLevel.M,
            [EncodeHintType.MARGIN] = 4,
        });
        var path = new StringBuilder();
        for (var y = 0; y < squares.Height; y++)
        {
            for (var x = 0; x < squares.Width; x++)
            {
                if (squares[x, y])
                    path.Append($"M{x} {y}h1v1h-1z");
            }
        }

        return $"<svg class=\"qr\" viewBox=\"0 0 {squares.Width} {squares.Width}\" role=\"img\" " +
            $"aria-label=\"{M("Key for an authenticator app")}\">" +
            $"<rect width=\"{squares.Width}\" height=\"{squares.Height}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>";
    }
}
