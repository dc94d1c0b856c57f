using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using static Passinstance.Gateway.Languages.Texts;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.SignIn.Steps;

/// <summary>
/// <c>/sign-in/once</c>: a sign-in link. Opening it shows a button, and only the button uses it: programs that look at links in messages
/// open them, too.
/// </summary>
internal sealed class LinkStep(GatewayDbContext db, SecretHasher hasher, SignInForm forms, SessionStore sessions, TimeProvider time)
{
    /// <summary>The path of the page.</summary>
    public const string Path = "/sign-in/once";

    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var token = context.Request.Query["token"].ToString();
        if (await FindUserAsync(token, context.RequestAborted) is not { } user)
            return Unusable();
        var next = SignInRedirect.Local(context.Request.Query["next"]);
        return SignInPage.Show(
            T("Sign in once"),
            $"""
            <p>{M("This link signs you in as {0}. It works once.", $"<strong>{Encode(user.Email!)}</strong>")}</p>
            {forms.Start(context, Path, ("token", token), ("next", next))}
            <button>{M("Sign in")}</button>
            </form>

            """);
    }

    public async Task<IResult> UseAsync(HttpContext context)
    {
        var (form, rejection) = await forms.ReadAsync(context);
        if (form is null)
            return rejection!;
        var (token, cancellationToken) = (form["token"].ToString(), context.RequestAborted);
        if (await FindUserAsync(token, cancellationToken) is not { } user)
            return Unusable();
        var (hash, now) = (hasher.Hash(token), time.GetUtcNow());
        // Of two requests at once, one uses it.
        if (await db.SignInLinks.Where(link => link.TokenHash == hash && link.UsedAt == null && link.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(link => link.UsedAt, now), cancellationToken) == 0)
        {
            return Unusable();
        }

        await sessions.StartAsync(context, user, SignInMethod.Link, cancellationToken);
        var next = SignInRedirect.Local(form["next"]);
        var hasPasskey = await db.UserPasskeys.AnyAsync(passkey => passkey.UserId == user.Id, cancellationToken);
        return user.HasPassword || hasPasskey ? SignInRedirect.See(next) : SignInRedirect.To(SetUpStep.Path, next);
    }

    private async Task<User?> FindUserAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > 100)
            return null;
        var (hash, now) = (hasher.Hash(token), time.GetUtcNow());
        return await db.SignInLinks.Where(link => link.TokenHash == hash && link.UsedAt == null && link.ExpiresAt > now)
            .Join(db.Users, link => link.UserId, user => user.Id, (_, user) => user).SingleOrDefaultAsync(cancellationToken);
    }

    private static SignInPage Unusable() => SignInPage.Error(
        StatusCodes.Status410Gone, T("This link does not work any more"),
        T("It was used, or it has expired, or it is not complete. Sign in another way, or ask the operator for another link: {0}.",
            "admin create-sign-in-link"));
}
