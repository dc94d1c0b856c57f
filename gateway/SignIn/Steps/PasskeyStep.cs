using Microsoft.AspNetCore.Identity;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.RateLimiting;
using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using static Passinstance.Gateway.Languages.Texts;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.SignIn.Steps;

/// <summary>
/// Passkeys (WebAuthn), by Identity's own implementation. The challenge is in the page, sealed in its form, and works once. A passkey
/// proves the person and the site, so it needs no code, and its attempts are not limited: there is nothing to guess.
/// </summary>
internal sealed class PasskeyStep(
    UserManager<User> users, IPasskeyHandler<User> passkeys, SignInForm forms, FormState state, SessionStore sessions,
    BadCredentials badCredentials, UsedChallenges used, TimeProvider time)
{
    public const string SignInPath = "/sign-in/passkey";
    public const string RegistrationPath = "/sign-in/passkeys";
    public const string Head = "<script src=\"/sign-in/passkey.js\" defer></script>\n";
    private const string SignInPurpose = "passkey";
    private const string RegistrationPurpose = "new-passkey";
    private const int MaxNameLength = 100;
    private static readonly TimeSpan StateLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FreshFor = TimeSpan.FromMinutes(30);

    /// <summary>The button of the sign-in page. It is shown by its script, where the browser can do it.</summary>
    public async Task<string> WriteSignInAsync(HttpContext context, string next)
    {
        var request = await passkeys.MakeRequestOptionsAsync(user: null, context);
        return $"""
            {forms.Start(
                context, SignInPath, ("next", next), ("credential", ""),
                ("state", state.Write(SignInPurpose, Guid.Empty, request.AssertionState!, StateLifetime)))}
            <button class="other" type="button" data-passkey="get" data-options="{Encode(request.RequestOptionsJson)}" hidden>
            {M("Sign in with a passkey")}</button>
            {Alert()}
            </form>

            """;
    }

    /// <summary>The button that makes a passkey for a person who is signed in.</summary>
    public async Task<string> WriteRegistrationAsync(HttpContext context, User user, string next)
    {
        var creation = await passkeys.MakeCreationOptionsAsync(
            new PasskeyUserEntity
            {
                Id = user.Id.ToString(),
                Name = user.Email!,
                DisplayName = user.Name.Length > 0 ? user.Name : user.Email!,
            },
            context);
        return $"""
            {forms.Start(
                context, RegistrationPath, ("next", next), ("credential", ""),
                ("state", state.Write(RegistrationPurpose, user.Id, creation.AttestationState!, StateLifetime)))}
            <h2>{M("A passkey")}</h2>
            <p>{M("Your phone or computer signs you in with a finger, a face or its PIN.")}
            {M("There is nothing to remember, and nothing to steal.")}</p>
            <noscript><p class="hint">{M("Passkeys need JavaScript.")}</p></noscript>
            <div data-passkey-field hidden>
            <label for="name">{M("Name, to distinguish it from others")}</label>
            <input id="name" name="name" maxlength="{MaxNameLength}" value="{M("Passkey")}" autocomplete="off">
            <button type="button" data-passkey="create" data-options="{Encode(creation.CreationOptionsJson)}">
            {M("Create a passkey")}</button>
            </div>
            {Alert()}
            </form>

            """;
    }

    /// <summary><c>POST /sign-in/passkey</c>.</summary>
    public async Task<IResult> SignInAsync(HttpContext context)
    {
        var (form, rejection) = await forms.ReadAsync(context);
        if (form is null)
            return rejection!;
        var sealedState = form["state"].ToString();
        if (state.Read(SignInPurpose, sealedState) is not var (_, challenge) || !await used.TakeAsync(sealedState))
            return await FailAsync(context);
        var result = await passkeys.PerformAssertionAsync(new PasskeyAssertionContext
        {
            CredentialJson = form["credential"].ToString(),
            AssertionState = challenge,
            HttpContext = context,
        });
        if (!result.Succeeded)
            return await FailAsync(context);
        // The counter by which an authenticator shows that it was copied.
        await users.AddOrUpdatePasskeyAsync(result.User, result.Passkey);
        await sessions.StartAsync(context, result.User, SignInMethod.Passkey, context.RequestAborted);
        return SignInRedirect.See(SignInRedirect.Local(form["next"]));
    }

    /// <summary><c>GET /sign-in/passkeys</c>: makes another passkey.</summary>
    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var next = SignInRedirect.Local(context.Request.Query["next"]);
        if (await sessions.FindAsync(context, context.RequestAborted) is not { } signedIn)
            return SignInRedirect.To("/sign-in", $"{RegistrationPath}?next={Uri.EscapeDataString(next)}");
        return IsFresh(signedIn)
            ? SignInPage.Show(T("Create a passkey"), await WriteRegistrationAsync(context, signedIn.User, next), head: Head)
            : NotFresh();
    }

    /// <summary><c>POST /sign-in/passkeys</c>.</summary>
    public async Task<IResult> RegisterAsync(HttpContext context)
    {
        var (form, rejection) = await forms.ReadAsync(context);
        if (form is null)
            return rejection!;
        if (await sessions.FindAsync(context, context.RequestAborted) is not { } signedIn)
            return SignInRedirect.To("/sign-in", RegistrationPath);
        if (!IsFresh(signedIn))
            return NotFresh();
        var sealedState = form["state"].ToString();
        if (state.Read(RegistrationPurpose, sealedState) is not var (userId, challenge) || userId != signedIn.User.Id ||
            !await used.TakeAsync(sealedState))
        {
            return NotMade();
        }

        var result = await passkeys.PerformAttestationAsync(new PasskeyAttestationContext
        {
            CredentialJson = form["credential"].ToString(),
            AttestationState = challenge,
            HttpContext = context,
        });
        if (!result.Succeeded)
            return NotMade();
        var name = form["name"].ToString().Trim();
        result.Passkey.Name = name.Length is > 0 and <= MaxNameLength ? name : T("Passkey");
        var saved = await users.AddOrUpdatePasskeyAsync(signedIn.User, result.Passkey);
        return saved.Succeeded ? SignInRedirect.See(SignInRedirect.Local(form["next"])) : NotMade();
    }

    // What the script says when the browser gives no passkey.
    private static string Alert() =>
        $"<p class=\"alert\" data-passkey-error data-not-allowed-error=\"{M("Nothing was chosen, or it took too long. Try again.")}\" " +
        $"data-invalid-state-error=\"{M("This device has a passkey for this account already.")}\" data-security-error=\"" +
        M("Passkeys do not work at this address. Open the page by the name of the deployment, not by a number.") +
        $"\" data-other-error=\"{M("The passkey could not be used.")}\" role=\"alert\" hidden></p>";

    private bool IsFresh(SignedIn signedIn) => time.GetUtcNow() - signedIn.Session.CreatedAt < FreshFor;

    private static SignInPage NotFresh() => SignInPage.Error(
        StatusCodes.Status403Forbidden, T("Sign in again first"),
        T("You signed in some time ago. To add a passkey, sign out and sign in again: another person may sit at this browser."));

    private static SignInPage NotMade() => SignInPage.Error(
        StatusCodes.Status422UnprocessableEntity, T("The passkey was not made"),
        T("The browser's response does not fit this page, or it took too long. Open the page again and try once more."));

    private async Task<IResult> FailAsync(HttpContext context)
    {
        await badCredentials.CountAsync(context.Connection.RemoteIpAddress);
        return SignInPage.Error(
            StatusCodes.Status422UnprocessableEntity, T("The passkey does not fit"),
            T("It belongs to no account here any more, or it took too long. Try again, or sign in another way."));
    }
}
