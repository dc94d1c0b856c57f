using Microsoft.AspNetCore.Http.HttpResults;
using Passinstance.Gateway.Accounts;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.Persistence.Transactions;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Members;

internal static class UpdateMember
{
    /// <summary>What a member may do from now on.</summary>
    /// <param name="Role">owner, admin, developer, marketing, scanner or viewer.</param>
    internal sealed record UpdateMemberRequest(string? Role);

    public static async Task<Results<Ok<MemberResponse>, Problem>> HandleAsync(
        string id, UpdateMemberRequest request, HttpContext context, GatewayDbContext db, UnitOfWork work, CredentialCaches caches,
        CancellationToken cancellationToken)
    {
        var caller = Caller.Of(context);
        if (!MemberRules.TryReadRole(request.Role, out var role, out var error))
            return Problem.Invalid([error!]);
        await using var transaction = await work.BeginAsync(cancellationToken);
        if (await MemberRules.FindForChangeAsync(db, caller.OrganizationId, id, cancellationToken) is not { } member)
            return Problem.NotFound("member", id);
        if ((MemberRules.CheckRole(caller, role) ?? MemberRules.CheckRole(caller, member.Role)) is { } problem)
            return problem;
        if (role != Role.Owner && await MemberRules.CheckLastOwnerAsync(db, member, cancellationToken) is { } last)
            return last;
        member.Role = role;
        await db.SaveChangesAsync(cancellationToken);
        var response = await ListMembers.ReadAsync(db, caller.OrganizationId, member.UserId, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        caches.Clear();
        return TypedResults.Ok(response);
    }
}
