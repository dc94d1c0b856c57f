using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Accounts;

internal static class GetAccount
{
    /// <summary>The organization that the person acts in.</summary>
    /// <param name="Id">The organization's id.</param>
    /// <param name="Name">Its name.</param>
    internal sealed record AccountOrganization(string Id, string Name);

    /// <summary>An organization that the person belongs to.</summary>
    /// <param name="Id">The organization's id.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Role">The person's role in it.</param>
    internal sealed record AccountMembership(string Id, string Name, string Role);

    /// <summary>The person who is signed in.</summary>
    /// <param name="Id">The person's id.</param>
    /// <param name="Email">The person's e-mail address.</param>
    /// <param name="Name">The person's name; empty until they give one.</param>
    /// <param name="Role">The person's role in the organization that they act in.</param>
    /// <param name="Organization">The organization that the person acts in.</param>
    /// <param name="Organizations">All organizations of the person.</param>
    /// <param name="Scopes">What the access token allows.</param>
    /// <param name="Passkeys">How many passkeys the person has.</param>
    /// <param name="Sessions">In how many browsers the person is signed in.</param>
    /// <param name="HasPassword">Whether the person has a password and an authenticator app.</param>
    /// <param name="CreatedAt">When the account was made.</param>
    /// <param name="RecoveryCodes">How many recovery codes are left, each of which signs in once without the authenticator app.</param>
    /// <param name="IsOperator">Whether the person operates the deployment, and may use the operations below <c>/operations</c>.</param>
    internal sealed record AccountResponse(
        string Id, string Email, string Name, string Role, AccountOrganization Organization, IReadOnlyList<AccountMembership> Organizations,
        IReadOnlyList<string> Scopes, int Passkeys, int Sessions, bool HasPassword, DateTimeOffset CreatedAt, int RecoveryCodes,
        bool IsOperator);

    public static async Task<Ok<AccountResponse>> HandleAsync(
        HttpContext context, GatewayDbContext db, TimeProvider time, CancellationToken cancellationToken)
    {
        var (caller, now) = (Caller.Of(context), time.GetUtcNow());
        var userId = caller.Person!.UserId;
        var user = await db.Users.AsNoTracking().SingleAsync(one => one.Id == userId, cancellationToken);
        var memberships = await db.Memberships.Where(one => one.UserId == userId)
            .Join(db.Organizations, one => one.OrganizationId, one => one.Id, (one, organization) => new
            {
                organization.Id,
                organization.Name,
                one.Role,
            }).OrderBy(one => one.Name).ThenBy(one => one.Id).ToListAsync(cancellationToken);
        var current = memberships.Single(one => one.Id == caller.OrganizationId);
        return TypedResults.Ok(new AccountResponse(
            TypeId.Format(IdPrefixes.User, user.Id), user.Email!, user.Name, WireNames.Of(current.Role),
            new AccountOrganization(TypeId.Format(IdPrefixes.Organization, current.Id), current.Name),
            [
                .. memberships.Select(one => new AccountMembership(
                    TypeId.Format(IdPrefixes.Organization, one.Id), one.Name, WireNames.Of(one.Role))),
            ],
            caller.Scopes,
            await db.UserPasskeys.CountAsync(one => one.UserId == userId, cancellationToken),
            await db.Sessions.CountAsync(
                one => one.UserId == userId && one.RevokedAt == null && one.ExpiresAt > now, cancellationToken),
            user.HasPassword, user.CreatedAt, await db.RecoveryCodes.CountAsync(one => one.UserId == userId, cancellationToken),
            caller.Person.IsOperator));
    }
}
