using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Persistence;
using Passinstance.Gateway.SignIn.Sessions;
using static Passinstance.Gateway.Languages.Texts;

namespace Passinstance.Gateway.SignIn.Oidc;

/// <summary>
/// Whose account a person of the identity provider has: the one that was linked before; else the account, or the invitation, of an address
/// that the provider has verified. Nobody gets in who is neither a member nor invited.
/// </summary>
internal sealed class OidcAccounts(GatewayDbContext db, UserManager<User> users, SessionStore sessions, TimeProvider time)
{
    internal const string Provider = "oidc";

    /// <summary>The account; null, with the reason, when there is none.</summary>
    public async Task<(User? User, string Reason)> FindAsync(ClaimsPrincipal principal, CancellationToken cancellationToken)
    {
        if (principal.FindFirstValue("sub") is not { Length: > 0 and <= 255 } subject)
            return (null, T("The identity provider did not send your identity."));
        if (await users.FindByLoginAsync(Provider, subject) is { } linked)
            return (linked, "");
        var email = principal.FindFirstValue("email");
        if (!User.IsEmail(email))
            return (null, T("The identity provider did not give your e-mail address."));
        if (!"true".Equals(principal.FindFirstValue("email_verified"), StringComparison.OrdinalIgnoreCase))
            return (null, T("The identity provider has not verified the address {0}. Verify it there, then sign in again.", email!));

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await users.FindByEmailAsync(email!) ?? await AcceptAsync(email!, cancellationToken);
        if (user is null)
            return (null, T("{0} is neither a member nor invited. Ask an owner of your organization for an invitation.", email!));
        if (!user.EmailConfirmed)
            await TakeOverAsync(user, cancellationToken);
        if (principal.FindFirstValue("name") is { Length: > 0 and <= User.MaxNameLength } name && user.Name.Length == 0)
            user.Name = name;
        var added = await users.AddLoginAsync(user, new UserLoginInfo(Provider, subject, Provider));
        if (!added.Succeeded)
            return (null, T("The account was changed at the same time. Sign in again."));
        await transaction.CommitAsync(cancellationToken);
        return (user, "");
    }

    // The invitation that was made last decides the organization in which the person arrives.
    private async Task<User?> AcceptAsync(string email, CancellationToken cancellationToken)
    {
        var (normalized, now) = (User.Normalize(email), time.GetUtcNow());
        var invitations = await db.Invitations
            .Where(one => one.NormalizedEmail == normalized && one.AcceptedAt == null && one.ExpiresAt > now)
            .OrderBy(one => one.Id).ToListAsync(cancellationToken);
        if (invitations.Count == 0)
            return null;
        var user = User.Create(email, "", time);
        user.EmailConfirmed = true;
        db.Users.Add(user);
        foreach (var invitation in invitations)
        {
            invitation.Accept(time);
            db.Memberships.Add(Membership.Create(invitation.OrganizationId, user.Id, invitation.Role, time));
            user.LastOrganizationId = invitation.OrganizationId;
        }

        await db.SaveChangesAsync(cancellationToken);
        return user;
    }

    // Whoever made the account may have been somebody else, who had the link of an invitation. What they could sign in with ends.
    private async Task TakeOverAsync(User user, CancellationToken cancellationToken)
    {
        user.EmailConfirmed = true;
        user.PasswordHash = null;
        user.SealedAuthenticatorKey = null;
        user.TwoFactorEnabled = false;
        await db.UserPasskeys.Where(one => one.UserId == user.Id).ExecuteDeleteAsync(cancellationToken);
        await sessions.EndAllAsync(user.Id, except: null, cancellationToken);
    }
}
