using Passinstance.Persistence.Columns;
using Passinstance.ServiceDefaults.Ids;

namespace Passinstance.Gateway.Invitations;

/// <summary>An invitation that waits for its person.</summary>
/// <param name="Id">The invitation's id.</param>
/// <param name="Email">Whom it is for.</param>
/// <param name="Role">The role that the person gets.</param>
/// <param name="InvitedBy">The person, key or client that invited.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">Until when its link works.</param>
internal sealed record InvitationResponse(
    string Id, string Email, string Role, string InvitedBy, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt)
{
    public static InvitationResponse From(Invitation invitation) => new(
        TypeId.Format(IdPrefixes.Invitation, invitation.Id), invitation.Email, WireNames.Of(invitation.Role), invitation.InvitedBy,
        invitation.CreatedAt, invitation.ExpiresAt);
}
