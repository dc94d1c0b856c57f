using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Members;

/// <summary>Ends a membership: what the person was granted in the organization stops within 5 s. The person's account stays.</summary>
internal static class RemoveMember
{
    public static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, UnitOfWork work, CredentialCaches caches, CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        await using var transaction = await work.BeginAsync(cancellationToken);
        if (await MemberRules.FindForChangeAsync(db, caller.OrganizationId, id, cancellationToken) is not { } member)
            return Problem.NotFound("member", id);
        if (MemberRules.CheckRole(caller, member.Role) is { } problem)
            return problem;
        if (await MemberRules.CheckLastOwnerAsync(db, member, cancellationToken) is { } last)
            return last;
        db.Memberships.Remove(member);
        await db.SaveChangesAsync(cancellationToken);
        await db.Grants.Where(one => one.OrganizationId == member.OrganizationId &&
                db.Sessions.Any(session => session.Id == one.SessionId && session.UserId == member.UserId))
            .ExecuteDeleteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        caches.Clear();
        return TypedResults.NoContent();
    }
}
