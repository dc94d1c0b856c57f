using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Members;

/// <summary>What holds for every change of members: nobody gives or takes more than they have, and an owner stays.</summary>
internal static class MemberRules
{
    public static bool TryReadRole(string? name, out Role role, out InvalidValue? error)
    {
        error = null;
        if (WireNames.TryParse(name, out role))
            return true;
        error = new InvalidValue(
            "/role", name is null ? "required" : "unknown_role",
            (name is null ? "role is required. " : $"There is no role '{name}'. ") +
            $"The roles are: {string.Join(", ", WireNames.All<Role>())}.",
            ("allowed", string.Join(", ", WireNames.All<Role>())));
        return false;
    }

    /// <summary>Why the caller may not give or take a role; null when it may.</summary>
    public static Problem? CheckRole(Caller caller, Role role) =>
        RoleScopes.Of(role).Except(caller.Scopes).FirstOrDefault() is { } missing
            ? Problem.Of(
                StatusCodes.Status403Forbidden, "missing_scope",
                $"The role {WireNames.Of(role)} has the scope {missing}, which you do not have, so you can neither give nor take it. Ask " +
                "somebody who has that role.")
            : null;

    /// <summary>
    /// The member of a path, for a change: locks the organization's members until the transaction ends, so that two owners who remove each
    /// other at once do not leave it without one.
    /// </summary>
    public static async Task<Membership?> FindForChangeAsync(
        GatewayDbContext db, Guid organizationId, string id, CancellationToken cancellationToken)
    {
        if (!TypeId.TryParse(IdPrefixes.User, id, out var userId))
            return null;
        await db.Database.ExecuteSqlAsync($"SELECT 1 FROM organizations WHERE id = {organizationId} FOR UPDATE", cancellationToken);
        return await db.Memberships.SingleOrDefaultAsync(
            one => one.OrganizationId == organizationId && one.UserId == userId, cancellationToken);
    }

    /// <summary>Why the member cannot stop being an owner; null when it can.</summary>
    public static async Task<Problem?> CheckLastOwnerAsync(
        GatewayDbContext db, Membership member, CancellationToken cancellationToken) =>
        member.Role != Role.Owner || await db.Memberships.AnyAsync(
            one => one.OrganizationId == member.OrganizationId && one.Role == Role.Owner && one.UserId != member.UserId, cancellationToken)
            ? null
            : Problem.Conflict(
                "last_owner", "This is the only owner of the organization. Make another person owner first, or delete the organization.");
}
