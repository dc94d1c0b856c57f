using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Passinstance.Gateway.Authentication.Credentials;
using Passinstance.Gateway.Persistence;
using Passinstance.ServiceDefaults.Ids;
using Passinstance.ServiceDefaults.Problems;

namespace Passinstance.Gateway.Invitations;

/// <summary>Ends an invitation that was not accepted: its link does not work any more.</summary>
internal static class RevokeInvitation
{
    public static async Task<Results<NoContent, Problem>> HandleAsync(
        string id, HttpContext context, GatewayDbContext db, CancellationToken cancellationToken)
    {
        var organizationId = Caller.Of(context).OrganizationId;
        var invitation = TypeId.TryParse(IdPrefixes.Invitation, id, out var invitationId)
            ? await db.Invitations.SingleOrDefaultAsync(
                one => one.OrganizationId == organizationId && one.Id == invitationId && one.AcceptedAt == null, cancellationToken)
            : null;
        if (invitation is null)
            return Problem.NotFound("invitation", id);
        db.Invitations.Remove(invitation);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.NoContent();
    }
}
