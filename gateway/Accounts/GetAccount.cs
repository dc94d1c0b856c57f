using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Accounts;

internal static class GetAccount
{
    internal sealed record OrganizationName(string Id, string Name);

    internal sealed record MemberOf(string Id, string Name, string Role);

    internal sealed record Response(
        string Id, string Email, string Name, string Role, OrganizationName Organization, IReadOnlyList<MemberOf> Organizations,
        IReadOnlyList<string> Scopes, int Passkeys, int Sessions, bool HasPassword, DateTimeOffset CreatedAt);

    public static async Task<Ok<Response>> HandleAsync(
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
        return TypedResults.Ok(new Response(
            TypeId.Format(IdPrefixes.User, user.Id), user.Email!, user.Name, WireNames.Of(current.Role),
            new OrganizationName(TypeId.Format(IdPrefixes.Organization, current.Id), current.Name),
            [
                .. memberships.Select(one => new MemberOf(
                    TypeId.Format(IdPrefixes.Organization, one.Id), one.Name, WireNames.Of(one.Role))),
            ],
            caller.Scopes,
            await db.UserPasskeys.CountAsync(one => one.UserId == userId, cancellationToken),
            await db.Sessions.CountAsync(
                one => one.UserId == userId && one.RevokedAt == null && one.ExpiresAt > now, cancellationToken),
            user.HasPassword, user.CreatedAt));
    }
}
