using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn.OAuth;
using Passinstance.Gateway.SignIn.Pages;
using Passinstance.Gateway.SignIn.Sessions;
using Passinstance.Gateway.SignIn.Steps;
using Passinstance.Persistence.Columns;
using static Passinstance.Gateway.Languages.Texts;
using static Passinstance.Gateway.Portal.Html;

namespace Passinstance.Gateway.Invitations;

/// <summary>
/// <c>/invitations/accept</c>: the link of an invitation. For an address without an account it makes one and signs the person in. An
/// address that has an account must be signed in with it first: whoever invites sees the link, and must not get into somebody's account
/// by it.
/// </summary>
internal sealed class InvitationStep(
    GatewayDbContext db, SecretHasher hasher, SignInForm forms, SessionStore sessions, TimeProvider time)
{
    public const string Path = "/invitations/accept";

    private sealed record Found(Invitation Invitation, string Organization, User? Account);

    public async Task<IResult> ShowAsync(HttpContext context)
    {
        var token = context.Request.Query["token"].ToString();
        if (await FindAsync(token, context.RequestAborted) is not { } found)
            return Unusable();
        var as_ = M(
            "{0} is invited to {1} as {2}.", $"<strong>{Encode(found.Invitation.Email)}</strong>",
            $"<strong>{Encode(found.Organization)}</strong>", Encode(NameOf(found.Invitation.Role)));
        if (found.Account is { } account)
        {
            var signedIn = await sessions.FindAsync(context, context.RequestAborted);
            if (signedIn?.User.Id != account.Id)
            {
                var here = Uri.EscapeDataString($"{Path}?token={token}");
                return SignInPage.Show(
                    T("Invitation"),
                    $"""
                    <p>{as_}</p>
                    <p>{M("There is an account with this address.")} {(signedIn is null
                        ? M("Sign in with it to accept.")
                        : M(
                            "You are signed in as {0}. Sign out, then sign in with that account to accept.",
                            Encode(signedIn.User.Email!)))}</p>
                    <p><a class="button" href="{(signedIn is null ? $"/sign-in?next={here}" : SignOutStep.Path)}">{(signedIn is null
                        ? M("Sign in") : M("Sign out"))}</a></p>

                    """);
            }
        }

        return SignInPage.Show(
            T("Invitation"),
            $"""
            <p>{as_}</p>
            {forms.Start(context, Path, ("token", token))}
            <button>{M("Accept")}</button>
            </form>

            """);
    }

    public async Task<IResult> AcceptAsync(HttpContext context)
    {
        var (form, rejection) = await forms.ReadAsync(context);
        if (form is null)
            return rejection!;
        var (token, cancellationToken) = (form["token"].ToString(), context.RequestAborted);
        if (await FindAsync(token, cancellationToken) is not { } found)
            return Unusable();
        var signedIn = await sessions.FindAsync(context, cancellationToken);
        if (found.Account is { } account && signedIn?.User.Id != account.Id)
            return SignInRedirect.To("/sign-in", $"{Path}?token={token}");

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var now = time.GetUtcNow();
        // Of two requests at once, one accepts it.
        if (await db.Invitations.Where(one => one.Id == found.Invitation.Id && one.AcceptedAt == null && one.ExpiresAt > now)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.AcceptedAt, now), cancellationToken) == 0)
        {
            return Unusable();
        }

        var user = found.Account ?? User.Create(found.Invitation.Email, "", time);
        if (found.Account is null)
            db.Users.Add(user);
        var organizationId = found.Invitation.OrganizationId;
        if (!await db.Memberships.AnyAsync(one => one.OrganizationId == organizationId && one.UserId == user.Id, cancellationToken))
            db.Memberships.Add(Membership.Create(organizationId, user.Id, found.Invitation.Role, time));
        user.LastOrganizationId = organizationId;
        await db.SaveChangesAsync(cancellationToken);
        if (found.Account is null)
            await sessions.StartAsync(context, user, SignInMethod.Invitation, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return found.Account is null
            ? SignInRedirect.To(SetUpStep.Path, PersonClients.DashboardPath)
            : SignInRedirect.See(PersonClients.DashboardPath);
    }

    private async Task<Found?> FindAsync(string token, CancellationToken cancellationToken)
    {
        if (token.Length is 0 or > 100)
            return null;
        var (hash, now) = (hasher.Hash(token), time.GetUtcNow());
        var row = await db.Invitations.AsNoTracking().Where(one => one.TokenHash == hash && one.AcceptedAt == null && one.ExpiresAt > now)
            .Join(db.Organizations.Where(one => one.DeletedAt == null), one => one.OrganizationId, one => one.Id,
                (one, organization) => new { Invitation = one, organization.Name }).SingleOrDefaultAsync(cancellationToken);
        return row is null
            ? null
            : new Found(
                row.Invitation, row.Name,
                await db.Users.SingleOrDefaultAsync(one => one.NormalizedEmail == row.Invitation.NormalizedEmail, cancellationToken));
    }

    private static string NameOf(Role role) => role switch
    {
        Role.Owner => T("owner"),
        Role.Admin => T("admin"),
        Role.Developer => T("developer"),
        Role.Marketing => T("marketing"),
        Role.Scanner => T("scanner"),
        Role.Viewer => T("viewer"),
        _ => WireNames.Of(role),
    };

    private static SignInPage Unusable() => SignInPage.Error(
        StatusCodes.Status410Gone, T("This invitation does not work any more"),
        T("It was accepted or withdrawn, or it has expired, or the link is not complete. Ask the person who invited you for another one."));
}
